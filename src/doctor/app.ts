import type { AppFacts, SetUp, Wanted } from './facts.ts';
import { about, type Finding } from './finding.ts';
import { lackingEvents, lackingPermissions, weightOf } from './permissions.ts';

/** Who we are to GitHub: the clock, the secret, the key, and what the App is registered for. */
export function diagnoseApp(setUp: SetUp): readonly Finding[] {
  return [...diagnoseClock(setUp), ...diagnoseSecret(setUp), ...diagnoseRegistration(setUp)];
}

/** Tokens are dated: half a minute early they are refused, ten minutes late they have expired. */
function diagnoseClock({ clockAhead }: SetUp): readonly Finding[] {
  const { error, warning } = about('this machine');
  if (!clockAhead.known) {
    const says = `GitHub cannot be reached: ${clockAhead.why}`;
    return [error('github-unreachable', { says, repair: 'check GITHUB_API_URL, the network and the proxy' })];
  }
  const seconds = Math.round(Math.abs(clockAhead.value));
  if (seconds <= 30) return [];
  const says = `the clock is ${seconds} s ${clockAhead.value > 0 ? 'ahead of' : 'behind'} GitHub's`;
  const repair = 'synchronise the clock (NTP): GitHub refuses tokens that are dated wrongly';
  return [seconds > 300 ? error('clock', { says, repair }) : warning('clock', { says, repair })];
}

/** GitHub never shows the secret, so only its strength can be judged; a wrong one shows in the deliveries. */
function diagnoseSecret({ secret }: SetUp): readonly Finding[] {
  const variety = new Set(secret).size;
  if (secret.length >= 24 && variety >= 10) return [];
  const says = `the webhook secret is weak: ${secret.length} characters, ${variety} different ones`;
  const repair =
    'make one with `openssl rand -hex 32`, keep the old one as WEBHOOK_SECRET_PREVIOUS until GitHub has the new one';
  return [about('WEBHOOK_SECRET').warning('weak-secret', { says, repair })];
}

function diagnoseRegistration({ app, wanted }: SetUp): readonly Finding[] {
  if (!app.known) {
    const says = `GitHub does not take the credentials: ${app.why}`;
    const repair =
      'compare APP_ID with the App’s settings page, and make a new private key there; look at the clock too';
    return [about('APP_ID, PRIVATE_KEY').error('credentials', { says, repair })];
  }
  return lackingInApp({ wanted, app: app.value });
}

/** What the App does not ask its accounts for. */
export function lackingInApp({ wanted, app }: { readonly wanted: Wanted; readonly app: AppFacts }): readonly Finding[] {
  const { slug, settingsUrl, permissions, events } = app;
  const at = about(slug);
  return [
    ...lackingPermissions(wanted.permissions, permissions).map(({ name, level }) =>
      at[weightOf(name)]('permission-missing', {
        says: `the App does not ask for \`${name}: ${level}\``,
        repair: `${settingsUrl}/permissions: set it, save, and have each account accept it`,
      }),
    ),
    ...lackingEvents(wanted.events, events).map((event) =>
      at[weightOf(event)]('event-missing', {
        says: `the App does not subscribe to \`${event}\``,
        repair: `${settingsUrl}/permissions: tick it under "Subscribe to events"`,
      }),
    ),
  ];
}
