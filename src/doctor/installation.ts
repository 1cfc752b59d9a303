import { unreachable } from '../core/unreachable.ts';
import type { AccountFacts, AppFacts, Wanted } from './facts.ts';
import { about, type Finding } from './finding.ts';
import { diagnoseLevels } from './levels.ts';
import { lackingEvents, lackingPermissions, weightOf } from './permissions.ts';

type Registered = { readonly wanted: Wanted; readonly app: AppFacts };

/** One account that installed the App: what it granted, and the rules it set above its repositories. */
export const diagnoseInstallation = (account: AccountFacts, registered: Registered): readonly Finding[] => [
  ...diagnoseAccess(account, registered),
  ...(isReachable(account) ? [...diagnoseFloor(account), ...diagnoseTrust(account), ...diagnoseLevels(account)] : []),
];

/** Whether anything of the account is read at all. */
export const isReachable = ({ suspended, served }: AccountFacts): boolean => served && !suspended;

/** Whether the App is let in, with everything that it needs. */
export function diagnoseAccess(installation: AccountFacts, registered: Registered): readonly Finding[] {
  const { account, settingsUrl } = installation;
  const { warning } = about(account);
  if (installation.suspended) {
    const says = 'the installation is suspended: checks stay as they are, and required ones hang';
    return [warning('suspended', { says, repair: `resume it at ${settingsUrl}` })];
  }
  if (!installation.served) {
    const says = 'the account is not in ALLOWED_ACCOUNTS: its deliveries are ignored, and a required check would hang';
    return [warning('not-served', { says, repair: 'add it there, or uninstall the App from the account' })];
  }
  return [...diagnoseGrants(installation, registered), ...diagnoseOptions(installation)];
}

/** Only what the App asks for and the account has not granted: what the App does not ask for has been said. */
function diagnoseGrants({ account, permissions, events, settingsUrl }: AccountFacts, { wanted, app }: Registered) {
  const at = about(account);
  const asked = new Set(lackingPermissions(wanted.permissions, app.permissions).map(({ name }) => name));
  const repair = `an owner of ${account} must accept the App's request at ${settingsUrl}`;
  return [
    ...lackingPermissions(wanted.permissions, permissions)
      .filter(({ name }) => !asked.has(name))
      .map(({ name, level }) =>
        at[weightOf(name)]('permission-pending', { says: `\`${name}: ${level}\` is not granted yet`, repair }),
      ),
    ...lackingEvents(wanted.events, events)
      .filter((event) => app.events.includes(event))
      .map((event) => at[weightOf(event)]('event-pending', { says: `\`${event}\` events are not sent yet`, repair })),
  ];
}

/** The organization's own policy, which is above those of its repositories. */
export function diagnoseFloor({ account, floor, settingsUrl, isOrganization }: AccountFacts): readonly Finding[] {
  const { error, note } = about(account);
  switch (floor.kind) {
    case 'not-asked':
    case 'absent': {
      const says =
        'there is no floor: each repository’s own policy on its default branch is the authority, and whoever may change that file may change the rules';
      const repair = isOrganization
        ? `to set rules for all of them, put a policy at ${account}/.github/.github/countersign.yml (\`countersign init --org ${account}\`)`
        : 'a person’s account can have none; keep the policy file under review';
      return [note('no-floor', { says, repair })];
    }
    case 'hidden':
      return [
        error('floor-hidden', {
          says: 'the App covers selected repositories without `.github`, so nobody can tell whether there is a floor, and every check fails',
          repair: `grant it access to ${account}/.github at ${settingsUrl}; if there is none, set ORGANIZATION_POLICY=none`,
        }),
      ];
    case 'unreadable':
      return [
        error('floor-unreadable', {
          says: `the floor cannot be read: ${floor.why}`,
          repair: 'grant `contents: read`, or run this again if GitHub is out of order',
        }),
      ];
    case 'broken':
      return [
        error('floor-broken', {
          says: `the floor cannot be used, so every check fails: ${floor.problems.join('; ')}`,
          repair: `\`countersign check-policy FILE\` says it with lines; repair ${account}/.github/.github/countersign.yml`,
        }),
      ];
    case 'read':
      return floor.mode === 'enforce'
        ? []
        : [
            note('observing', {
              says: 'the policy only observes: checks are neutral, and nobody is held',
              repair: 'write `mode: enforce` when the numbers look right',
            }),
          ];
    default:
      return unreachable(floor);
  }
}

/** Whether the floor and its teams are those that were first seen. */
export function diagnoseTrust({ account, distrusted }: AccountFacts): readonly Finding[] {
  if (!distrusted.known) return [];
  return distrusted.value.map((name) =>
    about(account).error('not-trusted', {
      says: `${name} is another one than first seen, or gone: every check that rests on it fails`,
      repair: `look at what happened; if that is as it should be, run \`countersign trust ${account}\``,
    }),
  );
}

function diagnoseOptions({ account, floor, permissions, settingsUrl }: AccountFacts): readonly Finding[] {
  if (floor.kind !== 'read' || !floor.allowsOverrides || permissions['issues'] === 'write') return [];
  return [
    about(account).note('issues-optional', {
      says: 'overrides are allowed, but the App may not write issues: what is owed shows in the record only',
      repair: `optional: give the App \`issues: write\`, accept it at ${settingsUrl}, and each debt gets an issue`,
    }),
  ];
}
