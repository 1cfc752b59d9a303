import { unknown } from '../../../src/core/facts.ts';
import type { OrganizationPorts } from '../../../src/web/organization/ports.ts';

const nothing = { rows: [], total: 0 };
const noWaits = { pullRequests: 0, assisted: 0, byAgents: 0, signedOff: 0, medianWait: null, p90Wait: null };

/** An organization to which everybody belongs and in which nothing ever happened. */
export const emptyOrganizations: OrganizationPorts = {
  seesLoad: () => Promise.resolve(false),
  reportPeriod: () =>
    Promise.resolve({
      weeks: [],
      totals: { ...noWaits, merged: 0, ungated: 0, waits: [0, 0, 0, 0, 0, 0, 0] },
      tools: [],
      repositories: [],
    }),
  reportWaiting: () => Promise.resolve(nothing),
  reportOverrides: () => Promise.resolve({ ...nothing, open: 0, overdue: 0 }),
  reportUngated: () => Promise.resolve(nothing),
  reportLoad: () => Promise.resolve([]),
  reportObserved: ({ since }) =>
    Promise.resolve({
      since: since.toISOString(),
      merged: 0,
      observing: 0,
      unjudged: 0,
      assisted: 0,
      needed: 0,
      approved: 0,
      caught: 0,
      signOffs: 0,
      hours: 0,
      wait: { median: null, p90: null },
      levels: [],
      rules: [],
    }),
  reportShortages: () => Promise.resolve([]),
  reportTeams: () => Promise.resolve([]),
  requiredChecks: () => Promise.resolve([]),
  searchRecord: () => Promise.resolve([]),
  readEntry: () => Promise.resolve(null),
  exportRecord: async function* () {},
  lastVerified: () => Promise.resolve(null),
  verify: () => Promise.resolve({ intact: true, verifiedAt: '2026-03-02T12:00:00Z', problems: [] }),
  setUp: () =>
    Promise.resolve({
      wanted: { permissions: {}, events: [] },
      app: unknown('nobody was asked'),
      account: unknown('nobody was asked'),
      repositories: [],
    }),
  now: () => new Date('2026-03-02T12:00:00Z'),
};
