import type { OracleWorld, Policy, PolicyFile, Pull } from './world.ts';

/** The rules that hold for the pull request, or why there are none to go by. */
export function policyFor(world: OracleWorld, pull: Pull): Policy | string {
  const { floor, onDefault, onBase } = world.policies;
  const files: readonly PolicyFile[] = [floor, onDefault, onBase[pull.base] ?? { kind: 'absent' }];
  if (files.some(({ kind }) => kind === 'broken')) return 'a policy file is broken';
  const valid = files.filter((file) => file.kind === 'valid');
  const [authority] = valid;
  // Row 3: the built-in policy observes, and observing is not success.
  if (authority === undefined) return 'there is no policy file';
  // Row 1: authority comes from the first; rules and machine users add up.
  return {
    ...authority,
    machineUsers: valid.flatMap(({ machineUsers }) => machineUsers),
    rules: valid.flatMap(({ rules }) => rules),
  };
}
