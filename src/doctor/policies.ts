import { unreachable } from '../core/unreachable.ts';
import type { InstallationFacts, PolicyFacts } from './facts.ts';
import { about, type Finding } from './finding.ts';
import { isReachable } from './installation.ts';
import { diagnoseHolders } from './levels.ts';

/** Whether the policy files of the repositories can be used. */
export function diagnosePolicies(installation: InstallationFacts): readonly Finding[] {
  const { account, policies } = installation;
  if (!isReachable(installation)) return [];
  if (policies.known) return policies.value.flatMap(diagnosePolicy);
  const says = `the policies of the repositories cannot be read: ${policies.why}`;
  const repair = 'run this again; GitHub may be out of order';
  return [about(account).warning('policies-unreadable', { says, repair })];
}

const diagnosePolicy = (policy: PolicyFacts): readonly Finding[] => [
  ...diagnoseFile(policy),
  ...diagnoseOwnLevels(policy),
];

/** The levels that a repository's own policy gives, where there is no floor. */
export const diagnoseOwnLevels = ({ repository, policy }: PolicyFacts): readonly Finding[] =>
  policy.known && policy.value.kind === 'read' ? diagnoseHolders(repository, policy.value.levels) : [];

/** One policy file. */
export function diagnoseFile({ repository, policy }: PolicyFacts): readonly Finding[] {
  const { error, warning } = about(repository);
  if (!policy.known) {
    const says = `the policy of the repository cannot be judged: ${policy.why}`;
    return [warning('policy-unreadable', { says, repair: 'repair what is named there, then look again' })];
  }
  switch (policy.value.kind) {
    case 'absent':
    case 'read':
      return [];
    case 'broken':
      return [
        error('policy-broken', {
          says: `its policy cannot be used, so every check there fails: ${policy.value.problems.join('; ')}`,
          repair: `repair .github/countersign.yml on the default branch; \`countersign check-policy FILE\` and the playground say it with lines`,
        }),
      ];
    default:
      return unreachable(policy.value);
  }
}
