import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gatherReport } from '../../src/web/organization/report.ts';
import { reportCsv } from '../../src/web/organization/report-csv.ts';
import { createPages } from '../../src/web/routes.ts';
import { anyCharacters } from '../support/any-characters.ts';
import { emptyOrganizations } from './support/organizations.ts';
import { aViewer, portsFor, shop } from './support/pages.ts';

const at = '2026-03-01T12:00:00Z';
const place = { repositoryId: shop.repositoryId, number: 7 };
const digest = 'a'.repeat(64);

/** Texts that break out of pages, tables and lines, or hide in them. */
const hostile = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title></svg></td></table><h1>',
    'javascript:alert(1)',
    '&lt;b&gt; &amp;',
    '\u202egnp.exe\u202c',
    '\u200bzero\u200bwidth\ufeff',
    '=cmd|"/C calc"!A0',
    '\t=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '＝1',
    'a"b,c\nd',
    '\0\u0007\u001b[31m',
    'x'.repeat(5_000),
  ),
  anyCharacters(60),
);

/** An organization in which everything that people write is this. */
const saying = (text: string): typeof emptyOrganizations => ({
  ...emptyOrganizations,
  seesLoad: () => Promise.resolve(true),
  reportPeriod: async (filter) => ({
    ...(await emptyOrganizations.reportPeriod(filter)),
    tools: [{ tool: text, pullRequests: 1 }],
  }),
  reportWaiting: () =>
    Promise.resolve({
      rows: [{ ...place, since: at, asked: text, involvement: 'likely', risk: 'low', tools: [text], mode: 'enforce' }],
      total: 1,
    }),
  reportOverrides: () =>
    Promise.resolve({
      rows: [{ ...place, cause: 'override', by: text, reason: text, at, state: 'open', due: at }],
      total: 1,
      open: 1,
      overdue: 0,
    }),
  reportLoad: () =>
    Promise.resolve([{ login: text, signOffs: 1, repositories: 1, toReadAgain: 0, debts: 0, lastAt: at }]),
  reportObserved: async (filter) => ({
    ...(await emptyOrganizations.reportObserved(filter)),
    merged: 1,
    needed: 1,
    levels: [{ level: text, needed: 1, approved: 0, given: { signOffs: 1, hours: 1, people: 1, each: null } }],
    rules: [{ rule: text, needed: 1, approved: 0 }],
  }),
  reportShortages: () => Promise.resolve([{ level: text, open: 2, usual: { weekly: 1, weeks: 8, people: 3 } }]),
  searchRecord: () => Promise.resolve([entry(text)]),
  readEntry: () => Promise.resolve(entry(text)),
});

const entry = (text: string) => ({
  digest,
  previous: digest,
  at,
  kind: 'decision',
  outcome: text,
  ...place,
  content: {
    headSha: text,
    baseRef: text,
    policy: { usable: true, mode: text, sources: [{ origin: text, sha: text }] },
    provenance: {
      involvement: text,
      autonomy: text,
      tools: [text],
      evidence: [{ detector: text, confidence: text, commitSha: text, excerpt: { sealed: 's' } }],
    },
    risk: { level: text, factors: [{ detail: text }] },
    requirement: { clauses: [{ id: text, rule: text, origin: text, level: text, count: 1 }] },
    signOffs: [{ reviewer: { sealed: 's' }, commitSha: text, disqualified: null, outcomes: { [text]: text } }],
    changeRequests: [{ reviewer: { sealed: 's' }, blocks: true, because: { sealed: 's' } }],
    verdict: { state: text, by: [{ sealed: 's' }] },
    facts: { engine: text, author: { sealed: 's' }, truncated: [text] },
  },
  people: { s: text },
});

/** What controls, hides or reorders text; line breaks and tabs are the template's own. */
const hidden = /(?![\n\t\r])\p{Cc}|[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** The tags of a page without their values: what a reader's browser builds. */
const shapeOf = (page: string): string =>
  [...page.replaceAll(/"[^"]*"/g, '""').matchAll(/<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="")?)*\s*\/?>/gi)].join('');

describe('what people write', () => {
  const pages = ['/orgs/acme', '/orgs/acme/audit', `/orgs/acme/audit/${digest}`];

  it.each(pages)('changes nothing in how %s is built, and hides and reorders nothing', async (address) => {
    const read = async (text: string, kind: string) => {
      const organizations = { ...saying(text), readEntry: () => Promise.resolve({ ...entry(text), kind }) };
      const answer = await createPages(portsFor(aViewer([shop]), { organizations })).request(address);
      expect(answer.status).toBe(200);
      return await answer.text();
    };
    await fc.assert(
      fc.asyncProperty(hostile, fc.constantFrom('decision', 'debt'), async (text, kind) => {
        const page = await read(text, kind);
        expect(page).not.toMatch(/<script>|<img/i);
        expect(shapeOf(page)).not.toMatch(/\son\w+=|\sstyle=/);
        expect(page).not.toMatch(/(?:href|src|action)="\s*javascript:/i);
        expect(page).not.toMatch(hidden);
        const tags = shapeOf(page).match(/<(?:script|img|iframe|object|style|h1)\b/g) ?? [];
        const usual = shapeOf(await read('plain', kind)).match(/<(?:script|img|iframe|object|style|h1)\b/g) ?? [];
        expect(tags).toEqual(usual);
      }),
      { numRuns: 60 },
    );
  });

  it('is looked for as it was written, and shown as text', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const query = new URLSearchParams({ person: text, repository: text, number: text, since: text, outcome: text });
        const answer = await createPages(portsFor(aViewer([shop]))).request(`/orgs/acme/audit?${query.toString()}`);
        expect(answer.status).toBe(200);
        const page = await answer.text();
        expect(page).not.toMatch(/<script>|<img/i);
        expect(shapeOf(page)).not.toMatch(/\son\w+=/);
      }),
      { numRuns: 60 },
    );
  });

  it('is no formula in the download', async () => {
    const organization = { owner: 'acme', installationId: 1, repositories: [shop], seesLoad: true };
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const filter = { repositoryIds: [shop.repositoryId], team: null, since: new Date(at), until: new Date(at) };
        const report = await gatherReport(saying(text), filter, organization, 9);
        for (const cell of cellsOf(reportCsv(report, organization, null)))
          expect(cell).not.toMatch(/^[\p{Cc}\s]*[=+\-@＝＋－＠]/u);
      }),
      { numRuns: 200 },
    );
  });
});

/** Every cell, as a spreadsheet reads it. */
function cellsOf(csv: string): readonly string[] {
  return [...csv.matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^",\n]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}
