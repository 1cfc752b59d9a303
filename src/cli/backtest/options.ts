import { readRepository, readSince } from '../arguments.ts';
import { type Given, WrongCall } from '../read-call.ts';

export const usage = `Usage: countersign backtest OWNER/REPO --policy FILE [--since 90d] [options]
       countersign backtest --from DIR --policy FILE [options]

Replays merged pull requests under a policy: how many would have needed a sign-off and by which rule, how many had one
from somebody who qualifies, what it would cost the people of each level, and what would have been held. Nothing is
written to GitHub. Levels, write access and CODEOWNERS are as of today, not as of each merge.

  --policy FILE        the policy to try; --compare FILE2 puts a second one beside it
  --organization FILE  a floor that holds above them, as the organization's file would
  --since 90d          so many days back, or from a day on, such as 2026-03-01; 90d unless told
  --save DIR           keep what was read; run again, it reads only what is new
  --from DIR           use what was saved, without asking GitHub
  --requests N         at most so many requests for each pull request, 1 unless told; what they do not reach is judged
                       as the worst case
  --html FILE          write a page with charts
  --json               print the figures for programs

Asks as the App with its credentials from the environment or .env, or as you with GITHUB_TOKEN. Interrupted, it goes on
where it stopped when it is run again.

Exit codes: 0 done, 1 it could not be done, 2 called wrongly, 130 interrupted.
`;

export type Target = { readonly owner: string; readonly name: string };

export type Options = {
  /** null with `--from`: whatever was saved there. */
  readonly target: Target | null;
  readonly policies: readonly string[];
  readonly floor: string | null;
  /** As it was written, and the moment that it means. */
  readonly since: string;
  readonly sinceDate: string;
  readonly source:
    | { readonly kind: 'saved'; readonly folder: string }
    | { readonly kind: 'github'; readonly folder: string | null };
  readonly requests: number;
  readonly html: string | null;
  readonly json: boolean;
};

export const named = {
  policy: { type: 'string' },
  compare: { type: 'string' },
  organization: { type: 'string' },
  since: { type: 'string', default: '90d' },
  save: { type: 'string' },
  from: { type: 'string' },
  requests: { type: 'string', default: '1' },
  html: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** What is to be replayed, under what, and where the figures go. */
export function readOptions({ values, positionals: [repository] }: Given<typeof named>, now: Date): Options {
  const { policy, compare, from, save, since, html = null, json } = values;
  if (repository === undefined && from === undefined)
    throw new WrongCall('name a repository as OWNER/REPO, or saved files with --from DIR');
  if (policy === undefined) throw new WrongCall('name the policy to try with --policy FILE');
  if (from !== undefined && save !== undefined)
    throw new WrongCall('--from reads what --save has written: choose one of the two');
  const requests = Number(values.requests);
  if (!(requests >= 1 && requests <= 100))
    throw new WrongCall(`\`--requests ${values.requests}\` is no number from 1 to 100, such as \`--requests 3\``);
  return {
    target: repository === undefined ? null : readRepository(repository),
    policies: compare === undefined ? [policy] : [policy, compare],
    floor: values.organization ?? null,
    since,
    sinceDate: readSince(since, now).toISOString(),
    source: from === undefined ? { kind: 'github', folder: save ?? null } : { kind: 'saved', folder: from },
    requests,
    html,
    json,
  };
}
