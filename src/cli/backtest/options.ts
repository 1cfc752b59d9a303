import { parseArgs } from 'node:util';

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

/** The options, or a sentence that says what is wrong with them; null: help is wanted. */
export function readOptions(args: readonly string[], now: Date): Options | string | null {
  const given = parse(args);
  if (typeof given === 'string') return given;
  const { values, positionals } = given;
  if (values.help) return null;
  const { policy, compare, from, save } = values;
  const [first, ...others] = positionals;
  const target = first === undefined ? null : targetIn(first);
  if (others.length > 0 || (first !== undefined && target === null)) return 'name one repository as OWNER/REPO';
  if (target === null && from === undefined) return 'name a repository as OWNER/REPO, or saved files with --from DIR';
  if (policy === undefined) return 'name the policy to try with --policy FILE';
  if (from !== undefined && save !== undefined) return '--from reads what --save has written: choose one of the two';
  const sinceDate = sinceIn(values.since, now);
  if (sinceDate === null)
    return `--since \`${values.since}\` is no number of days, such as 90d, and no day in the past, such as 2026-03-01`;
  const requests = Number(values.requests);
  if (!(requests >= 1 && requests <= 100)) return '--requests is a number from 1 to 100';
  return {
    target,
    policies: compare === undefined ? [policy] : [policy, compare],
    floor: values.organization ?? null,
    since: values.since,
    sinceDate,
    source: from === undefined ? { kind: 'github', folder: save ?? null } : { kind: 'saved', folder: from },
    requests,
    html: values.html ?? null,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        policy: { type: 'string' },
        compare: { type: 'string' },
        organization: { type: 'string' },
        since: { type: 'string', default: '90d' },
        save: { type: 'string' },
        from: { type: 'string' },
        requests: { type: 'string', default: '1' },
        html: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function targetIn(text: string): Target | null {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  return owner === undefined || name === undefined ? null : { owner, name };
}

const day = 24 * 60 * 60 * 1000;

function sinceIn(text: string, now: Date): string | null {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const isDay = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text);
  if (days === undefined && !isDay) return null;
  const from = days === undefined ? new Date(text) : new Date(now.getTime() - Number(days) * day);
  return Number.isNaN(from.getTime()) || from >= now ? null : from.toISOString();
}
