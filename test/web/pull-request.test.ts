import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import { explain } from '../../src/core/explanation.ts';
import { nothingWanted } from '../../src/core/opening.ts';
import type { Unavailable } from '../../src/core/routing.ts';
import type { TimelineEvent } from '../../src/core/timeline.ts';
import { createPages } from '../../src/web/routes.ts';
import { timelineCard } from '../../src/web/timeline.ts';
import type { WhyAsked } from '../../src/web/who-asked.ts';
import { aCommit, aFile, aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { hostile, hostileFacts, unwelcome } from '../support/hostile.ts';
import { aPolicy, aRule } from '../support/policy.ts';
import { emptyOrganizations } from './support/organizations.ts';
import { aViewer, portsFor, shop } from './support/pages.ts';

const ref = { ...shop, number: 7 };
const now = new Date('2026-05-10T12:00:00Z');
const events = (text: string): readonly TimelineEvent[] => [
  { kind: 'decision', headSha: sha('c1'), verdict: 'pending', by: [], waitsFor: [text], inVain: [text, null] },
  { kind: 'decision', headSha: text, verdict: 'blocked', by: [text], waitsFor: [], inVain: [] },
  { kind: 'override', headSha: sha('c1'), by: text, reason: text },
  { kind: 'dispute', headSha: sha('c1'), by: null, reason: null },
  { kind: 'merge', headSha: sha('c1'), by: text, gate: 'not-open' },
  { kind: 'request', headSha: sha('c1'), what: 'asked', who: text },
];

function aRequest(text: string, unavailable: Unavailable | null = null): WhyAsked {
  const account = { ...people.ada, login: text };
  const spoke = { owns: 1, commits: 2, reviews: 3, load: 4.25, level: text, closes: [text] };
  return {
    account,
    level: text,
    clauses: [text],
    step: 'first',
    suggested: false,
    opinions: 0,
    askedAt: '2026-05-10T11:00:00.000Z',
    sentAt: '2026-05-10T11:00:00.000Z',
    headSha: sha('c1'),
    waitingSince: '2026-05-10T11:00:00.000Z',
    remindedAt: '2026-05-10T11:30:00.000Z',
    escalations: 0,
    escalatedAt: null,
    ended: null,
    considered: [
      { ...spoke, account, unavailable: null },
      { ...spoke, account: people.bo, unavailable },
    ],
  };
}

const entriesOf = (told: readonly TimelineEvent[]) =>
  told.map((event) => ({ digest: 'd', at: '2026-05-10T11:00:00.000Z', event }));

/** The page of a pull request in which everybody wrote this text wherever they could. */
async function pageWith(text: string, login = 'ada'): Promise<string> {
  const effective = { usable: true, policy: aPolicy({ rules: [aRule({ name: 'any', when: [] })] }) } as const;
  const snapshot = hostileFacts(aSnapshot({ commits: [aCommit()], files: [aFile()] }), text);
  const explanation = explain(effective, snapshot, evaluate(effective, snapshot));
  const ports = portsFor(aViewer([shop], login), {
    explained: () => Promise.resolve({ ref, state: 'open', evaluatedAt: now, explanation, wanted: nothingWanted }),
    whyAsked: () => Promise.resolve([aRequest(text)]),
    timeline: () => Promise.resolve(entriesOf(events(text))),
  });
  return (await createPages(ports).request('/acme/shop/pull/7')).text();
}

describe('the timeline', () => {
  const waiting = (inVain: readonly (string | null)[]): TimelineEvent => ({
    kind: 'decision',
    headSha: sha('c1'),
    verdict: 'pending',
    by: [],
    waitsFor: ['1 × senior'],
    inVain,
  });

  it.each<{ why: string; told: readonly TimelineEvent[]; lines: readonly string[] }>([
    {
      why: 'an approval does not count',
      told: [waiting(['mia']), waiting([])],
      lines: ['Waiting for 1 × senior; the approval by mia does not count', 'Waiting for 1 × senior'],
    },
    {
      why: 'two do not',
      told: [waiting(['mia', null])],
      lines: ['Waiting for 1 × senior; the approvals by mia and somebody do not count'],
    },
    { why: 'nothing that it tells differs', told: [waiting([]), waiting([])], lines: ['Waiting for 1 × senior'] },
    {
      why: 'a debt was signed off',
      told: [
        { kind: 'other', what: 'debt closed' },
        { kind: 'other', what: 'debt open' },
      ],
      lines: ['Review debt signed off', 'Review debt: to be signed off afterwards'],
    },
  ])('says no line twice when $why', async ({ told, lines }) => {
    const card = (
      await timelineCard({ entries: entriesOf(told), ref, githubUrl: 'https://github.com', now })
    ).toString();
    expect([...card.matchAll(/<p>([^<]*)<\/p>/g)].map(([, line]) => line)).toEqual(lines);
  });
});

describe('the page of a pull request', () => {
  it('has the same elements whatever people wrote, leads nowhere else and hides nothing', async () => {
    const usual = new Set(tagsOf(await pageWith('a text')).map(withoutValues));
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const page = await pageWith(text);
        const tags = tagsOf(page);
        expect(tags.map(withoutValues).filter((tag) => !usual.has(tag))).toEqual([]);
        const links = tags.flatMap((tag) => /\b(?:href|src|action)="([^"]*)"/.exec(tag)?.[1] ?? []);
        expect(
          links.filter(
            (link) => !/^(?:\/(?!\/)|#|https:\/\/github\.com\/(?:acme\/shop\/|orgs\/acme\/teams\/[\w-]+$))/.test(link),
          ),
        ).toEqual([]);
        expect(unwelcome.test(page.replaceAll('\n', ''))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('says what it cannot say any more once it was erased', async () => {
    const gone = { ref, state: 'merged', evaluatedAt: now, explanation: null, wanted: null } as const;
    const ports = portsFor(aViewer(), { explained: () => Promise.resolve(gone) });
    const page = await (await createPages(ports).request('/acme/shop/pull/7')).text();
    expect(page).toContain('The explanation is not kept.');
    expect(page).toContain('Merged');
  });

  it.each([
    { state: 'open', verdict: 'pending', says: 'An approval of the head commit', notSays: 'all the same' },
    { state: 'merged', verdict: 'pending', says: 'It was merged all the same', notSays: 'turns this check green' },
    {
      state: 'closed',
      verdict: 'pending',
      says: 'It was closed; nobody has to wait',
      notSays: 'turns this check green',
    },
    { state: 'merged', verdict: 'satisfied', says: 'It has been merged.', notSays: 'a push asks again' },
  ] as const)('that is $state and $verdict says: $says', async ({ state, verdict, says, notSays }) => {
    const effective = { usable: true, policy: aPolicy() } as const;
    const snapshot = aSnapshot(verdict === 'satisfied' ? { reviews: [aReview()] } : {});
    const explanation = explain(effective, snapshot, evaluate(effective, snapshot));
    expect(explanation.state).toBe(verdict);
    const explained = { ref, state, evaluatedAt: now, explanation, wanted: null };
    const ports = portsFor(aViewer(), { explained: () => Promise.resolve(explained) });
    const page = await (await createPages(ports).request('/acme/shop/pull/7')).text();
    expect(page).toContain(says);
    expect(page).not.toContain(notSays);
  });

  it.each([
    { why: 'somebody who could clear it', teams: ['acme/seniors'], invited: true },
    { why: 'somebody who could not', teams: ['acme/juniors'], invited: false },
  ])('asks $why to review: $invited', async ({ teams, invited }) => {
    const effective = { usable: true, policy: aPolicy({ rules: [] }) } as const;
    const snapshot = aSnapshot();
    const explanation = explain(effective, snapshot, evaluate(effective, snapshot));
    const opening = { what: [], level: 'senior', missing: 1, users: [], from: [], owners: null, served: [] };
    const wanted = { ...nothingWanted, openings: [{ ...opening, teams: ['acme/seniors'] }] };
    const ports = portsFor(aViewer(), {
      explained: () => Promise.resolve({ ref, state: 'open', evaluatedAt: now, explanation, wanted }),
      teamsOf: () => Promise.resolve(new Set(teams)),
    });
    const page = await (await createPages(ports).request('/acme/shop/pull/7')).text();
    expect(page.includes('https://github.com/acme/shop/pull/7/files')).toBe(invited);
  });
});

describe('whom Countersign asked', () => {
  const pageFor = async (seesLoad: boolean, unavailable: Unavailable): Promise<string> => {
    const effective = { usable: true, policy: aPolicy({ rules: [] }) } as const;
    const snapshot = aSnapshot();
    const explanation = explain(effective, snapshot, evaluate(effective, snapshot));
    const ports = portsFor(aViewer(), {
      explained: () => Promise.resolve({ ref, state: 'open', evaluatedAt: now, explanation, wanted: nothingWanted }),
      whyAsked: () => Promise.resolve([aRequest('ada', unavailable)]),
      organizations: { ...emptyOrganizations, seesLoad: () => Promise.resolve(seesLoad) },
    });
    return (await createPages(ports).request('/acme/shop/pull/7')).text();
  };

  it('is told with why them and not others', async () => {
    const page = await pageFor(false, { why: 'busy' });
    expect(page).toContain('Whom Countersign asked');
    expect(page).toContain('Why ada: 2 people could clear something of it');
    expect(page).toContain('no: busy, as their status on GitHub says');
    expect(page).toContain('reminded');
  });

  it('is told without the day on which somebody is back', async () => {
    const page = await pageFor(true, { why: 'away', until: '2026-08-15' });
    expect(page).toContain('no: away');
    expect(page).not.toContain('2026-08-15');
  });

  it('is told with how much each has to do to those whom the policy lets see it, and to nobody else', async () => {
    expect(await pageFor(true, { why: 'at-cap', open: 17 })).toContain('4.3');
    const page = await pageFor(false, { why: 'at-cap', open: 17 });
    expect(page).not.toContain('4.3');
    expect(page).not.toContain('17');
  });
});

describe('the stream of a page that is open', () => {
  it.each([
    { why: 'what is decided while it is open', seen: 'a', told: 2 },
    { why: 'what was decided before it opened', seen: 'older', told: 3 },
  ])('tells once of $why, and ends when the server is about to stop', async ({ seen, told }) => {
    const digests = ['a', 'a', 'b', 'b', 'c'];
    const ports = portsFor(aViewer(), {
      newestDigest: () => Promise.resolve(digests.shift() ?? 'c'),
      pause: () => Promise.resolve(digests.length > 0),
    });
    const answer = await createPages(ports).request(`/acme/shop/pull/7/events?seen=${seen}`);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const heard = (await answer.text()).match(/event: \w+/g);
    expect(heard).toEqual(['event: open', ...Array.from({ length: told }, () => 'event: changed')]);
  });

  it('tells a browser that comes back nothing that it was told before', async () => {
    const ports = portsFor(aViewer(), { newestDigest: () => Promise.resolve('b') });
    const address = '/acme/shop/pull/7/events?seen=a';
    const first = await (await createPages(ports).request(address)).text();
    const [, id = ''] = /^id: (.*)$/m.exec(first) ?? [];
    const again = await (await createPages(ports).request(address, { headers: { 'last-event-id': id } })).text();
    expect(first).toContain('event: changed');
    expect(again).not.toContain('event: changed');
  });

  it('is there for the next person, however many somebody has open', async () => {
    const leaving = Promise.withResolvers<boolean>();
    const hanging = { newestDigest: () => Promise.resolve('a'), pause: () => leaving.promise };
    let viewer = aViewer();
    const pages = createPages(portsFor(null, { ...hanging, viewerOf: () => Promise.resolve(viewer) }));
    const open = async () => (await pages.request('/acme/shop/pull/7/events')).status;
    const own = await Promise.all(Array.from({ length: 50 }, open));
    expect([...new Set(own)]).toEqual([200, 503]);
    viewer = { ...aViewer(), id: 2, login: 'bo' };
    expect(await open()).toBe(200);
    leaving.resolve(false);
  });

  it('is not there for what was never decided', async () => {
    expect((await createPages(portsFor(aViewer())).request('/acme/shop/pull/7/events')).status).toBe(404);
  });
});

const tagsOf = (page: string): readonly string[] => page.match(/<[^>]*>/g) ?? [];
const withoutValues = (tag: string): string => tag.replaceAll(/="[^"]*"/g, '').replaceAll(/\s+/g, ' ');
