import type { AccountFacts, BranchFacts, InstallationFacts } from './facts.ts';
import { about, type Finding } from './finding.ts';
import { lackingPermissions } from './permissions.ts';

/** Whether the check holds anything up: required, set by this App and nobody else, and hard to go around. */
export function diagnoseBranches(installation: InstallationFacts, appId: number): readonly Finding[] {
  if (installation.suspended || !installation.served) return [];
  const { branches, account } = installation;
  if (!branches.known) {
    const says = `the repositories cannot be read: ${branches.why}`;
    const repair = 'run this again; GitHub may be out of order';
    return [about(account).error('repositories-unreadable', { says, repair })];
  }
  return branches.value.flatMap((branch) => diagnoseBranch(branch, installation, appId));
}

/** One default branch. */
export const diagnoseBranch = (branch: BranchFacts, account: AccountFacts, appId: number): readonly Finding[] => [
  ...diagnoseGate(branch, account, appId),
  ...diagnoseQueue(branch, account),
  ...diagnoseBypass(branch),
];

function diagnoseGate(branch: BranchFacts, { account, floor }: AccountFacts, appId: number): readonly Finding[] {
  const { repository, required } = branch;
  const { error, warning, note } = about(repository);
  const repair = `an administrator runs \`countersign enforce ${account}\` for all repositories, or with OWNER/REPO for one`;
  if (required.length === 0) {
    const says = withoutCheck(branch);
    // Whoever only observes is not meant to hold anything up yet.
    const observing = floor.kind === 'read' && floor.mode === 'observe';
    return [(observing ? note : error)('check-not-required', { says, repair })];
  }
  const pinned = required.filter((place) => place.appId === appId);
  if (pinned.length === 0) {
    const says = required.some((place) => place.appId === null)
      ? 'the check is required from whatever source: anybody who can write could post it as passed'
      : 'the check is required from another App: ours does not count, and nothing can be merged';
    return [error('check-not-pinned', { says, repair })];
  }
  const openToPushes = branch.pullRequestRequired || pinned.every(({ by }) => by !== 'ruleset');
  const askedAnew = floor.kind === 'read' && !floor.carriesOver && pinned.some(({ upToDate }) => upToDate);
  return [
    ...(openToPushes
      ? []
      : [
          warning('push-allowed', {
            says: 'no ruleset requires a pull request: a commit that passed on another branch can be pushed directly',
            repair,
          }),
        ]),
    ...(askedAnew
      ? [
          warning('up-to-date-without-carry-over', {
            says: 'branches must be up to date before merging, and the policy carries nothing over: each merge of another pull request makes every approval stale',
            repair: 'write `carry_over: identical_diff` into the floor, or drop the requirement',
          }),
        ]
      : []),
  ];
}

function withoutCheck({ inactive }: BranchFacts): string {
  const [ruleset] = inactive;
  return ruleset === undefined
    ? 'the check is not required on the default branch: whatever it says, anything can be merged'
    : `the ruleset \`${ruleset.name}\` would require the check, but is in the state \`${ruleset.enforcement}\`: anything can be merged`;
}

/** A queue that waits for our answer on its groups, which we must be told about. */
function diagnoseQueue({ repository, queueMinutes }: BranchFacts, installation: AccountFacts): readonly Finding[] {
  if (queueMinutes === null) return [];
  const { error, warning } = about(repository);
  const { permissions, events, settingsUrl } = installation;
  const deaf = lackingPermissions({ merge_queues: 'read' }, permissions).length > 0 || !events.includes('merge_group');
  return [
    ...(deaf
      ? [
          error('queue-unheard', {
            says: 'the branch has a merge queue, but the App does not hear of its groups: each one times out',
            repair: `grant \`merge_queues: read\` and the event \`merge_group\` at ${settingsUrl}`,
          }),
        ]
      : []),
    ...(queueMinutes < 5
      ? [
          warning('queue-impatient', {
            says: `the merge queue waits ${queueMinutes} minutes for checks, less than a restart or a rate limit may take`,
            repair: 'set its "status check timeout" to 10 minutes or more',
          }),
        ]
      : []),
  ];
}

function diagnoseBypass({ repository, bypass, required }: BranchFacts): readonly Finding[] {
  const { warning, note } = about(repository);
  if (!bypass.known) {
    if (required.length === 0) return [];
    const says = `who may go around the rules was not told: ${bypass.why}`;
    return [note('bypass-unknown', { says, repair: 'run `countersign doctor` with GITHUB_TOKEN of an administrator' })];
  }
  return bypass.value.flatMap(({ who, mode }) => {
    if (mode === 'pull_request') return [];
    const traceless = mode === 'exempt' ? ', without a trace in the audit log' : '';
    const says = `${who} may go around the rules (\`${mode}\`), also by pushing${traceless}`;
    const repair = 'take the entry out of the ruleset, or make it "for pull requests only"; `countersign enforce` does';
    return [warning('bypass', { says, repair })];
  });
}
