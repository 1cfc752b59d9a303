import { known } from '../../src/core/facts.ts';
import type { BranchFacts, FloorFacts, InstallationFacts, SetUp } from '../../src/doctor/facts.ts';

const wanted = {
  permissions: { checks: 'write', merge_queues: 'read', statuses: 'write' },
  events: ['pull_request', 'merge_group'],
};
export const appId = 12;

/** A set-up in which nothing is wrong, but for what the test changes. */
export const aSetUp = (only: Partial<SetUp> = {}): SetUp => ({
  clockAhead: known(1),
  secret: '0123456789abcdef0123456789abcdef',
  wanted,
  app: known({
    ...wanted,
    id: appId,
    slug: 'countersign',
    settingsUrl: 'https://github.test/settings/apps/countersign',
  }),
  publicUrl: 'https://gate.acme.test',
  hook: known({ url: 'https://gate.acme.test/api/github/webhooks', contentType: 'json', verifiesTls: true }),
  deliveries: known([anAttempt()]),
  database: { kind: 'ready', pending: [], newer: [] },
  only: null,
  installations: known([anInstallation()]),
  ...only,
});

export const anAttempt = (status = 202, guid = 'one') => ({ guid, at: '2026-03-02T12:00:00Z', status });

export const anInstallation = (only: Partial<InstallationFacts> = {}): InstallationFacts => ({
  ...wanted,
  account: 'acme',
  isOrganization: true,
  suspended: false,
  served: true,
  settingsUrl: 'https://github.test/installations/1',
  floor: aFloor(),
  distrusted: known([]),
  policies: known([]),
  branches: known([aBranch()]),
  ...only,
});

export const aFloor = (only: Partial<Extract<FloorFacts, { kind: 'read' }>> = {}): FloorFacts => ({
  kind: 'read',
  mode: 'enforce',
  carriesOver: true,
  allowsOverrides: false,
  invisibleTeams: [],
  levels: [],
  ...only,
});

export const aBranch = (only: Partial<BranchFacts> = {}): BranchFacts => ({
  repository: 'acme/shop',
  branch: 'main',
  required: [{ by: 'ruleset', appId, upToDate: false }],
  pullRequestRequired: true,
  queueMinutes: null,
  inactive: [],
  bypass: known([]),
  ...only,
});
