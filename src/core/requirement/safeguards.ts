import { findRequesters } from '../detectors/requesters.ts';
import type { Snapshot } from '../facts.ts';
import { highestHeld } from '../ladder.ts';
import { namesOf } from '../path-index.ts';
import type { Provenance } from '../provenance.ts';
import { shownPaths } from '../risk.ts';
import type { Clause } from './clause.ts';
import type { Circumstances } from './conditions.ts';
import { contributorIsUnknown } from './unknown-contributor.ts';

/** Clauses that no rule asks for: what guards the rules themselves, and people of whom nobody knows who they are. */
export function safeguardClauses(ruleClauses: readonly Clause[], about: Circumstances): readonly Clause[] {
  const guarding = ruleFileClauses(about);
  const asked = [...ruleClauses, ...guarding];
  return [...guarding, ...unattributedAgentClauses(asked, about), ...unknownContributorClauses(asked, about)];
}

/** Whether a path is one of the files that say who must review: they always need the highest level that anybody holds. */
export const isRuleFile = (path: string): boolean =>
  /^(?:\.github\/countersign\.ya?ml|(?:\.github\/|docs\/)?codeowners)$/.test(path.normalize('NFKC').toLowerCase());

function ruleFileClauses({ policy, snapshot, unseen }: Circumstances): readonly Clause[] {
  const paths = snapshot.files.filter((file) => namesOf(file).some(isRuleFile)).map(({ path }) => path);
  const nameless = unseen.files !== null || unseen.oldNames.length > 0;
  if (paths.length === 0 && !nameless) return [];
  const reason =
    paths.length > 0
      ? 'the change touches the files that say who must review'
      : 'the change may touch the files that say who must review: not every file is known';
  return [
    clause('policy-change', highestHeld(policy.ladder), {
      reason,
      paths: [...paths, ...unseen.oldNames].sort().slice(0, shownPaths),
    }),
  ];
}

/** Only what GitHub itself recorded says who set an agent to work; a claim in a text could name anybody. */
export function isUnattributedAgent(snapshot: Snapshot, { autonomy }: Provenance): boolean {
  if (autonomy !== 'agent' || !actedThroughOwnAccount(snapshot)) return false;
  return !findRequesters(snapshot).some(({ trust, account }) => trust === 'timeline' && account?.kind === 'user');
}

function unattributedAgentClauses(asked: readonly Clause[], about: Circumstances): readonly Clause[] {
  const { policy, snapshot, provenance } = about;
  if (!isUnattributedAgent(snapshot, provenance)) return [];
  const reason = 'an agent made the change and GitHub does not say who asked for it';
  return policy.unattributedAgent === 'block'
    ? [clause(blocking('unattributed-agent'), policy.ladder.levels.at(-1) ?? '', { reason })]
    : oneMore('unattributed-agent', asked, reason);
}

/** An agent that opened, wrote or pushed under its own account hides who asked. Under a person's account, it was that person. */
function actedThroughOwnAccount({ pullRequest, commits, pushes }: Snapshot): boolean {
  const accounts = [
    pullRequest.author,
    ...commits.flatMap(({ authors }) => authors[0]?.account ?? []),
    ...pushes.map(({ pusher }) => pusher),
  ];
  return accounts.some((account) => account?.kind !== 'user');
}

function unknownContributorClauses(
  asked: readonly Clause[],
  { policy, snapshot, unseen }: Circumstances,
): readonly Clause[] {
  const unknown = contributorIsUnknown(snapshot);
  if (unknown === null && unseen.commits === null) return [];
  const reason = unknown ?? `somebody may have contributed unseen: ${unseen.commits ?? ''}`;
  return policy.unknownContributor === 'block'
    ? [clause(blocking('unknown-contributor'), policy.ladder.levels.at(-1) ?? '', { reason })]
    : oneMore('unknown-contributor', asked, reason);
}

/** Marks a clause that no sign-off clears: the change itself must be put right. */
const blocking = (name: string): string => `${name}/blocked`;
export const isBlocking = ({ id, origin }: Clause): boolean => origin === 'safeguard' && id.endsWith('/blocked');

/**
 * Each level asked for, with one more person than the most any clause of it asks: should one of the approvers turn out to
 * be the unknown person, every clause is still met without them. Where nothing is asked, nobody's approval is in doubt.
 */
function oneMore(name: string, asked: readonly Clause[], reason: string): readonly Clause[] {
  const most = new Map<string, Clause>();
  for (const each of asked) {
    const key = [each.level, ...each.from].join(' ');
    const before = most.get(key);
    if (before === undefined || each.count > before.count) most.set(key, each);
  }
  return [...most]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { level, from, count }]) =>
      clause(`${name}/${key.replaceAll(' ', '+')}`, level, { reason, from, count: count + 1 }),
    );
}

function clause(name: string, level: string, only: Pick<Clause, 'reason'> & Partial<Clause>): Clause {
  return {
    id: `safeguard/${name}`,
    rule: name.split('/')[0] ?? name,
    origin: 'safeguard',
    level,
    count: 1,
    from: [],
    owners: null,
    paths: [],
    ...only,
  };
}
