import { describe, expect, it } from '@jest/globals';
import { known, unknown } from '../../src/core/facts.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { BranchFacts, InstallationFacts, SetUp } from '../../src/doctor/facts.ts';
import { needsRepair } from '../../src/doctor/finding.ts';
import { aBranch, aFloor, anAttempt, anInstallation, appId, aSetUp } from './set-up.ts';

type Row = { readonly why: string; readonly set: Partial<SetUp>; readonly finds: readonly string[] };

const asked = { permissions: { checks: 'write' }, events: ['pull_request'] };
const app = { ...asked, id: appId, slug: 'countersign', settingsUrl: 'https://github.test/app' };
const hook = { url: 'https://gate.acme.test/', contentType: 'json', verifiesTls: true };
const withInstallation = (only: Partial<InstallationFacts>): Partial<SetUp> => ({
  installations: known([anInstallation(only)]),
});
const withBranch = (only: Partial<BranchFacts>, installation: Partial<InstallationFacts> = {}): Partial<SetUp> =>
  withInstallation({ ...installation, branches: known([aBranch(only)]) });
const required = (source: number | null, upToDate = false) => ({ by: 'ruleset', appId: source, upToDate }) as const;

describe('the doctor', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(diagnose(aSetUp())).toEqual([]);
  });

  it.each<Row>([
    { why: 'the clock is a minute ahead', set: { clockAhead: known(60) }, finds: ['warning clock'] },
    { why: 'the clock is ten minutes behind', set: { clockAhead: known(-600) }, finds: ['error clock'] },
    { why: 'GitHub does not answer', set: { clockAhead: unknown('refused') }, finds: ['error github-unreachable'] },
    { why: 'the secret is short', set: { secret: 'sixteen-letters!' }, finds: ['warning weak-secret'] },
    { why: 'the secret repeats one letter', set: { secret: 'a'.repeat(40) }, finds: ['warning weak-secret'] },
    { why: 'GitHub refuses the key', set: { app: unknown('401') }, finds: ['error credentials'] },
    {
      why: 'the App asks for less than it needs',
      set: { app: known(app), ...withInstallation(asked) },
      finds: ['warning permission-missing', 'warning event-missing', 'note permission-missing'],
    },
    {
      why: 'the App asks to read where it must write',
      set: {
        wanted: asked,
        app: known({ ...app, permissions: { checks: 'read' } }),
        ...withInstallation({ ...asked, permissions: { checks: 'read' } }),
      },
      finds: ['error permission-missing'],
    },
  ])('of the App finds $finds when $why', finds);

  it.each<Row>([
    { why: 'it cannot be read', set: { hook: unknown('404') }, finds: ['error hook-unreadable'] },
    { why: 'there is none', set: { hook: known({ ...hook, url: '' }) }, finds: ['error hook-missing'] },
    {
      why: 'it sends forms',
      set: { hook: known({ ...hook, contentType: 'form' }) },
      finds: ['error hook-content-type'],
    },
    {
      why: 'it is not encrypted',
      set: { publicUrl: null, hook: known({ ...hook, url: 'http://gate.acme.test/' }) },
      finds: ['warning hook-plain'],
    },
    {
      why: 'it stays on this machine',
      set: { publicUrl: null, hook: known({ ...hook, url: 'http://127.0.0.1:80/' }) },
      finds: [],
    },
    {
      why: 'certificates are not verified',
      set: { hook: known({ ...hook, verifiesTls: false }) },
      finds: ['warning hook-unverified'],
    },
    {
      why: 'it goes elsewhere',
      set: { hook: known({ ...hook, url: 'https://old.acme.test/' }) },
      finds: ['warning hook-elsewhere'],
    },
    {
      why: 'its path is another',
      set: { hook: known({ ...hook, url: 'https://gate.acme.test/hook' }) },
      finds: ['warning hook-path'],
    },
    { why: 'the log cannot be read', set: { deliveries: unknown('403') }, finds: ['note deliveries-unreadable'] },
    { why: 'nothing was delivered', set: { deliveries: known([]) }, finds: ['note deliveries-none'] },
    {
      why: 'some deliveries failed',
      set: { deliveries: known([anAttempt(503, 'a'), anAttempt()]) },
      finds: ['warning deliveries-failed'],
    },
    { why: 'all deliveries failed', set: { deliveries: known([anAttempt(401)]) }, finds: ['error deliveries-failing'] },
    {
      why: 'a failed delivery was repeated well',
      set: { deliveries: known([anAttempt(202), anAttempt(502)]) },
      finds: [],
    },
    {
      why: 'a repeated delivery failed again',
      set: { deliveries: known([anAttempt(502), anAttempt(202)]) },
      finds: ['error deliveries-failing'],
    },
  ])('of the webhook finds $finds when $why', finds);

  it.each<Row>([
    {
      why: 'it does not answer',
      set: { database: { kind: 'unreachable', why: 'ECONNREFUSED' } },
      finds: ['error database-unreachable'],
    },
    { why: 'it is new', set: { database: { kind: 'empty' } }, finds: ['note database-empty'] },
    {
      why: 'the server has it',
      set: { database: { kind: 'in-use', by: 'process 7' } },
      finds: ['note database-in-use'],
    },
    {
      why: 'migrations wait',
      set: { database: { kind: 'ready', pending: ['0009-x'], newer: [] } },
      finds: ['warning database-behind'],
    },
    {
      why: 'it is newer',
      set: { database: { kind: 'ready', pending: [], newer: ['0099-y'] } },
      finds: ['warning database-newer'],
    },
  ])('of the database finds $finds when $why', finds);

  it.each<Row>([
    { why: 'the list is refused', set: { installations: unknown('502') }, finds: ['error installations-unreadable'] },
    { why: 'there is none', set: { installations: known([]) }, finds: ['error not-installed'] },
    { why: 'it is suspended', set: withInstallation({ suspended: true }), finds: ['warning suspended'] },
    { why: 'it is not served', set: withInstallation({ served: false }), finds: ['warning not-served'] },
    {
      why: 'an owner has not accepted',
      set: withInstallation({ permissions: { merge_queues: 'read', statuses: 'write' }, events: ['merge_group'] }),
      finds: ['error permission-pending', 'error event-pending'],
    },
    {
      why: 'an owner has not accepted what few need',
      set: withInstallation({ permissions: { checks: 'write' } }),
      finds: ['warning permission-pending', 'note permission-pending'],
    },
    {
      why: 'there is no floor',
      set: withInstallation({ floor: { kind: 'absent', what: 'file' } }),
      finds: ['note no-floor'],
    },
    {
      why: 'a person cannot have one',
      set: withInstallation({ isOrganization: false, floor: { kind: 'not-asked' } }),
      finds: ['note no-floor'],
    },
    {
      why: 'the floor may be hidden',
      set: withInstallation({ floor: { kind: 'hidden' } }),
      finds: ['error floor-hidden'],
    },
    {
      why: 'the floor is refused',
      set: withInstallation({ floor: { kind: 'unreadable', why: '502' } }),
      finds: ['error floor-unreadable'],
    },
    {
      why: 'the floor is broken',
      set: withInstallation({ floor: { kind: 'broken', problems: ['line 3: no'] } }),
      finds: ['error floor-broken'],
    },
    {
      why: 'a team cannot be seen',
      set: withInstallation({ floor: aFloor({ invisibleTeams: ['acme/x'] }) }),
      finds: ['error team-invisible'],
    },
    {
      why: 'the floor observes',
      set: withInstallation({ floor: aFloor({ mode: 'observe' }) }),
      finds: ['note observing'],
    },
    {
      why: 'a name was given to another',
      set: withInstallation({ distrusted: known(['acme/seniors']) }),
      finds: ['error not-trusted'],
    },
    {
      why: 'overrides leave no issues',
      set: withInstallation({ floor: aFloor({ allowsOverrides: true }) }),
      finds: ['note issues-optional'],
    },
  ])('of an installation finds $finds when $why', finds);

  it.each<Row>([
    {
      why: 'the repositories are refused',
      set: withInstallation({ branches: unknown('502') }),
      finds: ['error repositories-unreadable'],
    },
    { why: 'the check is not required', set: withBranch({ required: [] }), finds: ['error check-not-required'] },
    {
      why: 'the check is not required yet, while the floor observes',
      set: withBranch({ required: [] }, { floor: aFloor({ mode: 'observe' }) }),
      finds: ['note observing', 'note check-not-required'],
    },
    { why: 'any source is good', set: withBranch({ required: [required(null)] }), finds: ['error check-not-pinned'] },
    { why: 'another App is wanted', set: withBranch({ required: [required(99)] }), finds: ['error check-not-pinned'] },
    {
      why: 'any source is good, but ours is wanted too',
      set: withBranch({ required: [required(null), required(appId)] }),
      finds: [],
    },
    {
      why: 'classic protection wants ours',
      set: withBranch({ required: [{ by: 'classic protection', appId, upToDate: false }], pullRequestRequired: false }),
      finds: [],
    },
    {
      why: 'no pull request is required',
      set: withBranch({ pullRequestRequired: false }),
      finds: ['warning push-allowed'],
    },
    { why: 'branches must be up to date', set: withBranch({ required: [required(appId, true)] }), finds: [] },
    {
      why: 'branches must be up to date and nothing is carried over',
      set: withBranch({ required: [required(appId, true)] }, { floor: aFloor({ carriesOver: false }) }),
      finds: ['warning up-to-date-without-carry-over'],
    },
    { why: 'there is a merge queue', set: withBranch({ queueMinutes: 60 }), finds: [] },
    {
      why: 'the merge queue has no patience',
      set: withBranch({ queueMinutes: 2 }),
      finds: ['warning queue-impatient'],
    },
    {
      why: 'the merge queue is not heard',
      set: withBranch({ queueMinutes: 60 }, { events: ['pull_request'] }),
      finds: ['error queue-unheard', 'warning event-pending'],
    },
    {
      why: 'nobody told who may bypass',
      set: withBranch({ bypass: unknown('not told') }),
      finds: ['note bypass-unknown'],
    },
    {
      why: 'somebody may always bypass',
      set: withBranch({ bypass: known([{ who: 'admins', mode: 'always' }]) }),
      finds: ['warning bypass'],
    },
    {
      why: 'somebody is exempt',
      set: withBranch({ bypass: known([{ who: 'admins', mode: 'exempt' }]) }),
      finds: ['warning bypass'],
    },
    {
      why: 'somebody may bypass in sight',
      set: withBranch({ bypass: known([{ who: 'admins', mode: 'pull_request' }]) }),
      finds: [],
    },
  ])('of a branch finds $finds when $why', finds);

  it('says which ruleset would require the check if it were active', () => {
    const inactive = [{ name: 'gate', enforcement: 'evaluate' }];
    const [finding] = diagnose(aSetUp(withBranch({ required: [], inactive })));
    expect(finding?.says).toContain('`gate` would require the check, but is in the state `evaluate`');
  });

  it.each([
    { status: 0, advice: /is the server running/ },
    { status: 401, advice: /the secret is another one/ },
    { status: 404, advice: /something else answers/ },
    { status: 503, advice: /look at the database/ },
    { status: 418, advice: /look at what the server answered/ },
  ])('knows what a delivery answered $status means', ({ status, advice }) => {
    const [finding] = diagnose(aSetUp({ deliveries: known([anAttempt(status)]) }));
    expect(finding?.repair).toMatch(advice);
  });

  it.each([
    { severity: 'error', set: { hook: unknown('404') }, repair: true },
    { severity: 'warning', set: { clockAhead: known(60) }, repair: true },
    { severity: 'note', set: { deliveries: known([]) }, repair: false },
  ])('calls for repair on a finding of severity $severity: $repair', ({ set, repair }) => {
    expect(needsRepair(diagnose(aSetUp(set)))).toBe(repair);
  });
});

/** Each finding says what is wrong and how to repair it; the worst comes first. */
function finds({ set, finds: expected }: Row): void {
  const findings = diagnose(aSetUp(set));
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  for (const { says, repair, about } of findings) {
    expect([says, repair, about].every((text) => text.length > 3)).toBe(true);
    expect(`${says}${repair}`).not.toMatch(/undefined|\[object|null/);
  }
}
