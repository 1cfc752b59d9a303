import { lackingInApp } from './app.ts';
import { diagnoseBranch } from './branches.ts';
import type { AccountFacts, AccountSetUp, AppFacts, RepositoryFacts } from './facts.ts';
import { about, type Finding, needsRepair, severities } from './finding.ts';
import { diagnoseAccess, diagnoseFloor, diagnoseTrust, isReachable } from './installation.ts';
import { diagnoseLevels } from './levels.ts';
import { diagnoseFile, diagnoseOwnLevels } from './policies.ts';

const names = ['access', 'policy', 'levels', 'check'] as const;

/** What an account goes through once it installed the App, in this order. */
export type Point = {
  readonly name: (typeof names)[number];
  /** unknown: something was not told, and of the rest nothing is wrong. */
  readonly state: 'done' | 'repair' | 'unknown';
  readonly findings: readonly Finding[];
};

/** The checklist of an account, made of the findings that `countersign doctor` has. */
export function checklistOf({ account, app, wanted, repositories }: AccountSetUp): readonly Point[] {
  if (!account.known) return names.map((name) => pointOf(name, [untold('this account', account.why)]));
  if (!app.known) return names.map((name) => pointOf(name, [untold('the App', app.why)]));
  const facts = account.value;
  const registered = { wanted, app: app.value };
  const access = [...lackingInApp(registered), ...diagnoseAccess(facts, registered)];
  if (!isReachable(facts)) {
    const shut = [untold(facts.account, 'nothing is read while the App is not let in')];
    return names.map((name) => pointOf(name, name === 'access' ? access : shut));
  }
  return [
    pointOf('access', access),
    pointOf('policy', policiesOf(facts, repositories)),
    pointOf('levels', levelsOf(facts, repositories)),
    pointOf('check', checksOf(facts, repositories, app.value)),
  ];
}

function pointOf(name: Point['name'], found: readonly Finding[]): Point {
  const findings = severities.flatMap((severity) => found.filter((finding) => finding.severity === severity));
  const told = findings.filter((finding) => !isUntold(finding));
  const state = needsRepair(told) ? 'repair' : told.length < findings.length ? 'unknown' : 'done';
  return { name, state, findings };
}

const untoldCodes = new Set(['not-told', 'policy-unreadable', 'team-unread']);

/** Whether a finding says only that something was not told: that is neither right nor wrong. */
export const isUntold = ({ code }: Finding): boolean => untoldCodes.has(code);

const untold = (subject: string, why: string): Finding =>
  about(subject).warning('not-told', { says: `this could not be looked up: ${why}`, repair: 'look again in a minute' });

function policiesOf(facts: AccountFacts, repositories: readonly RepositoryFacts[]): readonly Finding[] {
  const { distrusted, account } = facts;
  return [
    ...diagnoseFloor(facts),
    ...diagnoseTrust(facts),
    ...(distrusted.known ? [] : [untold(account, distrusted.why)]),
    ...repositories.flatMap(diagnoseFile),
  ];
}

function levelsOf(facts: AccountFacts, repositories: readonly RepositoryFacts[]): readonly Finding[] {
  const { floor, account } = facts;
  if (floor.kind === 'read') return diagnoseLevels(facts);
  if (floor.kind !== 'absent' && floor.kind !== 'not-asked')
    return [untold(account, 'the policy of the organization must be repaired first')];
  const own = repositories.some(({ policy }) => !policy.known || policy.value.kind !== 'absent');
  if (own) return repositories.flatMap(diagnoseOwnLevels);
  const says = 'no policy gives anybody a level, so nobody can sign off; the built-in rules only observe';
  const repair = 'write a policy: `countersign init` proposes the levels from your teams';
  return [about(account).warning('no-levels', { says, repair })];
}

const checksOf = (
  facts: AccountFacts,
  repositories: readonly RepositoryFacts[],
  { id }: AppFacts,
): readonly Finding[] =>
  repositories.flatMap(({ repository, branch }) => {
    if (!branch.known) return [untold(repository, branch.why)];
    return branch.value === null ? [] : diagnoseBranch(branch.value, facts, id);
  });
