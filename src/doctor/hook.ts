import type { Attempt, HookFacts, SetUp } from './facts.ts';
import { about, type Finding } from './finding.ts';

const subject = 'webhook';

/** Whether GitHub's deliveries come to us, and arrive. */
export function diagnoseHook({ hook, deliveries, publicUrl, app }: SetUp): readonly Finding[] {
  if (!app.known) return [];
  const settings = app.value.settingsUrl;
  const { error, note } = about(subject);
  if (!hook.known) {
    const says = `the webhook's configuration cannot be read: ${hook.why}`;
    return [error('hook-unreadable', { says, repair: `${settings}: see that the webhook is active` })];
  }
  if (hook.value.url === '') {
    const says = 'the App has no webhook, so nothing is ever told to us';
    return [
      error('hook-missing', { says, repair: `${settings}: set the webhook's address and secret, tick "Active"` }),
    ];
  }
  return [
    ...diagnoseAddress(hook.value, publicUrl, settings),
    ...(deliveries.known
      ? diagnoseDeliveries(deliveries.value, settings)
      : [
          note('deliveries-unreadable', {
            says: `the log of deliveries cannot be read: ${deliveries.why}`,
            repair: `look at it under ${settings}/advanced`,
          }),
        ]),
  ];
}

function diagnoseAddress({ url, contentType, verifiesTls }: HookFacts, publicUrl: string | null, settings: string) {
  const { error, warning } = about(subject);
  const address = new URL(url);
  const findings: Finding[] = [];
  if (contentType !== 'json') {
    const says = `deliveries come as \`${contentType}\`, which is not read`;
    findings.push(error('hook-content-type', { says, repair: `${settings}: choose application/json` }));
  }
  if (address.protocol !== 'https:' && address.hostname !== '127.0.0.1' && address.hostname !== 'localhost') {
    const says = `deliveries travel unencrypted to ${url}`;
    findings.push(
      warning('hook-plain', { says, repair: 'put TLS in front of the server, and https:// into the address' }),
    );
  }
  if (!verifiesTls) {
    const says = 'GitHub does not verify the certificate of the webhook’s address';
    findings.push(warning('hook-unverified', { says, repair: `${settings}: enable SSL verification` }));
  }
  if (publicUrl !== null && new URL(publicUrl).origin !== address.origin) {
    const says = `GitHub delivers to ${address.origin}, but PUBLIC_URL is ${publicUrl}`;
    findings.push(warning('hook-elsewhere', { says, repair: 'make the two agree, or check the proxy between them' }));
  }
  if (address.pathname !== '/' && !address.pathname.endsWith('/api/github/webhooks')) {
    const says = `deliveries go to the path ${address.pathname}, which this server does not know`;
    const repair = `${settings}: end the address in /api/github/webhooks, unless a proxy rewrites the path`;
    findings.push(warning('hook-path', { says, repair }));
  }
  return findings;
}

/** By the newest attempt of each delivery: what was redelivered well is no failure any more. */
function diagnoseDeliveries(attempts: readonly Attempt[], settings: string): readonly Finding[] {
  const { error, warning, note } = about(subject);
  if (attempts.length === 0) {
    const says = 'GitHub has delivered nothing in the last three days';
    return [note('deliveries-none', { says, repair: 'open a pull request, and look again' })];
  }
  const newest = [...new Map([...attempts].reverse().map((attempt) => [attempt.guid, attempt])).values()];
  const failed = newest.filter(({ status }) => status < 200 || status >= 300);
  if (failed.length === 0) return [];
  const says = `${failed.length} of the last ${newest.length} deliveries failed (${tally(failed)})`;
  const repair = `${advice(failed)}; ${settings}/advanced shows each. What failed is asked for again by itself`;
  return [
    failed.length === newest.length
      ? error('deliveries-failing', { says, repair })
      : warning('deliveries-failed', { says, repair }),
  ];
}

function tally(failed: readonly Attempt[]): string {
  const counts = [...Map.groupBy(failed, ({ status }) => status)].toSorted(([, a], [, b]) => b.length - a.length);
  return counts.map(([status, { length }]) => `${length} × ${status === 0 ? 'no answer' : status}`).join(', ');
}

const adviceFor: Readonly<Record<number, string>> = {
  0: 'nobody answers there: is the server running, and can GitHub reach it?',
  401: 'the secret is another one than the App’s: set both to the same',
  404: 'something else answers there: check the address and the proxy',
  413: 'a proxy limits the size: let 25 MB through',
  502: 'the proxy does not reach the server',
  503: 'the server could not store them: look at the database',
  504: 'the server or the proxy was too slow: look at the database',
};

function advice(failed: readonly Attempt[]): string {
  const statuses = new Set(failed.map(({ status }) => status));
  const known = [...statuses].flatMap((status) => adviceFor[status] ?? []);
  return known.length === 0 ? 'look at what the server answered' : known.join('; ');
}
