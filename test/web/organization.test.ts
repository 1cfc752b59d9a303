import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeHistory } from '../../src/cli/demo/history/history.ts';
import { organizationPorts } from '../../src/compose/organizations.ts';
import type { Viewer } from '../../src/web/ports.ts';
import { createPages } from '../../src/web/routes.ts';
import { aScene } from '../support/history.ts';
import { engines, type TestStore } from '../support/store.ts';
import { emptyOrganizations } from './support/organizations.ts';
import { aViewer, portsFor } from './support/pages.ts';

const now = new Date('2026-11-20T12:00:00Z');
const scene = aScene();
const [shop, web, payments, mobile] = scene.repositories as [Ref, Ref, Ref, Ref];
type Ref = (typeof scene.repositories)[number];
const everything = aViewer(scene.repositories, 'pia');
const webOnly = aViewer([web], 'zoe');

let test: TestStore;
beforeAll(async () => {
  const [engine] = engines;
  if (engine === undefined) throw new Error('there is an engine');
  test = await engine.open(() => now);
  const events = makeHistory(scene, now).filter(({ at }) => at.getTime() > now.getTime() - 40 * 86_400_000);
  await test.store.importPast(1, events);
  await test.store.noteRequiredCheck({
    repositoryId: web.repositoryId,
    state: 'required',
    checkedAt: now.toISOString(),
  });
  await test.store.noteRequiredCheck({
    repositoryId: mobile.repositoryId,
    state: 'not-required',
    checkedAt: now.toISOString(),
  });
});
afterAll(() => test.close());

const pagesFor = (viewer: Viewer) => {
  const ports = organizationPorts(
    test.store,
    (_, { login }) => Promise.resolve(login === 'pia'),
    () => now,
  );
  return createPages(portsFor(viewer, { organizations: { ...emptyOrganizations, ...ports } }));
};
const get = async (viewer: Viewer, address: string) => {
  const answer = await pagesFor(viewer).request(address);
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') ?? '' };
};
const post = (viewer: Viewer, csrf: string, headers: Record<string, string> = {}) =>
  pagesFor(viewer).request('/orgs/acme/audit/verify', {
    method: 'POST',
    body: new URLSearchParams({ csrf }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

/** What was downloaded, by table. */
const tablesIn = (csv: string) =>
  new Map(
    csv.split('\n\n').map((sheet) => {
      const [head = '', ...rows] = sheet.trim().split('\n');
      return [rows[0]?.split(',')[0] ?? head, rows] as const;
    }),
  );

describe('the dashboard', () => {
  it.each([
    { why: 'an organization that does not exist', viewer: everything, address: '/orgs/nobody' },
    { why: 'one that the viewer sees nothing of', viewer: aViewer([]), address: '/orgs/acme' },
    {
      why: 'one that the viewer is no member of',
      viewer: { ...everything, sight: { ...everything.sight, memberOf: () => Promise.resolve(false) } },
      address: '/orgs/acme',
    },
    { why: 'an entry that does not exist', viewer: everything, address: `/orgs/acme/audit/${'0'.repeat(64)}` },
  ])('gives one and the same answer for $why', async ({ viewer, address }) => {
    const { status, text } = await get(viewer, address);
    const unknown = await get(viewer, '/orgs/there-is-none');
    expect(status).toBe(404);
    expect(text).toBe(unknown.text);
  });

  it('limits every row and every sum to what the viewer can see', async () => {
    const all = tablesIn((await get(everything, '/orgs/acme/report.csv')).text);
    const own = tablesIn((await get(webOnly, '/orgs/acme/report.csv')).text);
    const sum = (rows: readonly string[] | undefined, column: number) =>
      (rows ?? []).reduce((total, row) => total + Number(row.split(',')[column]), 0);
    expect(sum(own.get('weeks'), 2)).toBe(sum(own.get('repositories'), 2));
    expect(sum(own.get('weeks'), 2)).toBeLessThan(sum(all.get('weeks'), 2));
    const others = [shop, payments, mobile].map(({ name }) => new RegExp(`\\b(?:acme/)?${name}\\b`));
    const page = await get(webOnly, '/orgs/acme');
    for (const text of [page.text, ...[...own.values()].flat()])
      for (const other of others) expect(text).not.toMatch(other);
    expect(page.text).toContain('of 1 repository');
  });

  it('is filtered by a repository of its own', async () => {
    const { text } = await get(everything, '/orgs/acme/report.csv?table=repositories&repository=web');
    const counted = text.split('\n').filter((row) => /^repositories,[^,]+,[1-9]/.test(row));
    expect(counted.map((row) => row.split(',')[1])).toEqual(['acme/web']);
  });

  it.each([
    { query: 'repository=shop', viewer: webOnly, says: 'You see no repository “shop” here' },
    { query: 'repository=nothing', viewer: webOnly, says: 'You see no repository “nothing” here' },
    { query: 'team=acme/%E2%80%AEnobody', viewer: everything, says: 'to be in a team “acme/nobody”' },
    {
      query: 'days=7',
      viewer: everything,
      says: 'A period of “7” days cannot be chosen: these figures are of the last 90',
    },
  ])('lets no figures pass for those of $query, which cannot be had', async ({ query, viewer, says }) => {
    const page = await get(viewer, `/orgs/acme?${query}`);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(says)]);
    const file = await get(viewer, `/orgs/acme/report.csv?${query}`);
    expect([file.status, file.text]).toEqual([400, expect.stringContaining(says)]);
    expect((await get(viewer, '/orgs/acme?repository=web&team=&days=90')).text).not.toContain('class="notices"');
  });

  it('shows load only to whom the policy names, also in the download', async () => {
    const named = await get(everything, '/orgs/acme');
    const others = await get(aViewer(scene.repositories, 'zoe'), '/orgs/acme');
    expect(named.text).toContain('Sign-offs by person');
    expect(others.text).not.toContain('Sign-offs by person');
    expect((await get(everything, '/orgs/acme/report.csv?table=people')).text).toContain('people,ada');
    expect((await get(aViewer(scene.repositories, 'zoe'), '/orgs/acme/report.csv')).text).not.toContain('people,');
  });

  it('says what the rules asked of what was merged, as it was observed, and how much each gave only to those named', async () => {
    const named = (await get(everything, '/orgs/acme')).text.replaceAll(/\s+/g, ' ');
    const others = (await get(aViewer(scene.repositories, 'zoe'), '/orgs/acme')).text.replaceAll(/\s+/g, ' ');
    for (const text of [named, others]) {
      expect(text).toContain('Observed: what the rules asked of merged pull requests');
      expect(text).toContain('By the highest level that was asked for');
      expect(text).toMatch(/Observed since <time datetime="2026-10-1/);
    }
    const levels = async (viewer: Viewer) =>
      tablesIn((await get(viewer, '/orgs/acme/report.csv?table=levels')).text).get('levels') ?? [];
    const [all, some] = [await levels(everything), await levels(aViewer(scene.repositories, 'zoe'))];
    expect(all.map((row) => row.split(',')[1])).toEqual(['staff', 'senior']);
    // Two people hold `staff`, so what they gave is theirs alone.
    expect(all[0]).toMatch(/^levels,staff,\d+,\d+,[1-9]\d*,2,\d+$/);
    expect(some[0]).toMatch(/^levels,staff,\d+,\d+,,,$/);
    expect(some[1]).toBe(all[1]);
    const rules = tablesIn((await get(everything, '/orgs/acme/report.csv?table=rules')).text).get('rules') ?? [];
    expect(rules.length).toBeGreaterThan(1);
  });

  it.each([
    {
      login: 'pia',
      why: 'whom the policy names',
      said: 'in a usual week so far 2 were given (the median of the last 8 weeks)',
    },
    { login: 'zoe', why: 'who is not named', said: 'more than were given in a usual week so far.' },
  ])('warns $login, $why, where time is short: $said', async ({ login, said }) => {
    const usual = { weekly: 2, weeks: 8, people: 2 };
    const short = { ...test.store, reportShortages: async () => [{ level: 'staff', open: 5, usual }] };
    const ports = organizationPorts(
      short,
      async (_, person) => person.login === 'pia',
      () => now,
    );
    const pages = createPages(
      portsFor(aViewer(scene.repositories, login), { organizations: { ...emptyOrganizations, ...ports } }),
    );
    const text = (await (await pages.request('/orgs/acme')).text()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('5 sign-offs by somebody at <code>staff</code> or above are missing');
    expect(text).toContain(said);
    expect(text.includes('2 were given')).toBe(login === 'pia');
  });

  it('says of an organization in which nothing happened what that means, and praises nothing that nobody looked up', async () => {
    const pages = createPages(portsFor(aViewer(scene.repositories)));
    const text = await (await pages.request('/orgs/acme')).text();
    expect(text).toContain(
      `of ${scene.repositories.length} repositories, ${scene.repositories.length} not looked up yet`,
    );
    expect(text).toContain('Nothing was merged in this period.');
    expect(text).not.toContain('came through the gate');
    const record = await (await pages.request('/orgs/acme/audit')).text();
    expect(record).toContain('Nothing was recorded yet.');
    expect(await (await pages.request('/orgs/acme/audit?person=ada')).text()).toContain(
      'Nothing was recorded that fits.',
    );
  });

  it('shows of one repository what was chosen, and calls no other one not looked up', async () => {
    const { text } = await get(everything, '/orgs/acme?repository=mobile');
    const rows = /Repositories, those whose check[^]*?<\/table>/.exec(text)?.[0] ?? '';
    expect([...rows.matchAll(/<a href="\?repository=(\w+)"/g)].map(([, name]) => name)).toEqual(['mobile']);
    expect(text).not.toContain('not looked up yet');
    expect(text).toContain('of 1 repository');
  });

  it('has every figure and every table in the download', async () => {
    const { text } = await get(everything, '/orgs/acme/report.csv');
    const sheets = [...new Set(text.split('\n').map((row) => row.split(',')[0]))].filter(
      (name) => name !== '' && name !== 'table',
    );
    expect(sheets).toEqual(expect.arrayContaining(['totals', 'weeks', 'lengths', 'tools', 'repositories', 'people']));
    const numberOf = (row: string) => Number(new RegExp(`^totals,${row},(\\d+)$`, 'm').exec(text)?.[1]);
    const columnOf = (name: string, column: number) =>
      text
        .split('\n')
        .filter((row) => row.startsWith(`${name},`))
        .reduce((sum, row) => sum + Number(row.split(',')[column]), 0);
    expect(numberOf('pull_requests')).toBe(columnOf('weeks', 2));
    expect(numberOf('with_ai')).toBe(columnOf('repositories', 3));
    expect(numberOf('signed_off')).toBe(columnOf('weeks', 5));
    expect(columnOf('lengths', 2)).toBeGreaterThan(0);
  });

  it('says where the check is not required', async () => {
    const { text } = await get(everything, '/orgs/acme/report.csv?table=repositories');
    expect(text.split('\n').map((row) => row.split(',').at(-1))).toEqual(
      expect.arrayContaining(['check', 'required', 'not-required', 'unknown']),
    );
  });

  it('has a table behind every chart and no inline style', async () => {
    const { text } = await get(everything, '/orgs/acme');
    const charts = [...text.matchAll(/role="img" aria-labelledby="(\w+)-title/g)].map(([, id]) => id);
    expect(charts).toEqual(['assisted', 'volume', 'waits', 'lengths']);
    for (const id of charts) expect(text).toContain(`<details id="${id}-table">`);
    expect(text).not.toMatch(/\sstyle=|<style|javascript:|\son\w+=/);
  });

  it('is empty, and says so, where nothing happened yet', async () => {
    const { status, text } = await get(aViewer([{ ...web, repositoryId: 999 }]), '/orgs/acme');
    expect(status).toBe(200);
    expect(text).toContain('Nothing waits for a sign-off.');
    expect(text).not.toContain('NaN');
  });
});

describe('the record', () => {
  const rowsOf = (text: string) => [...text.matchAll(/audit\/([0-9a-f]{64})"/g)].map(([, digest]) => digest ?? '');

  it('is turned over page by page, each entry once', async () => {
    const seen: string[] = [];
    let address: string | undefined = '/orgs/acme/audit';
    while (address !== undefined) {
      const { text } = await get(everything, address);
      seen.push(...rowsOf(text));
      const next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      address = next === undefined ? undefined : `/orgs/acme/audit${next}`;
    }
    const [counted] = await test.query('select count(*)::int as all from decisions');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(counted?.['all']);
  });

  it.each([
    { query: 'repository=web', says: (text: string) => !/shop#|payments#|mobile#/.test(text) },
    { query: 'outcome=merge-without-gate', says: (text: string) => !text.includes('pill ok') },
    { query: 'person=ADA', says: (text: string) => rowsOf(text).length > 0 },
    { query: 'person=nobody', says: (text: string) => text.includes('Nothing was recorded that fits.') },
    { query: 'since=2026-11-10&until=2026-11-12', says: (text: string) => rowsOf(text).length > 0 },
    { query: 'since=2030-01-01', says: (text: string) => text.includes('Nothing was recorded that fits.') },
    { query: 'until=2020-01-01', says: (text: string) => text.includes('Nothing was recorded that fits.') },
    { query: 'repository=secret', says: (text: string) => text.includes('Nothing was recorded that fits.') },
    {
      query: `before=${'f'.repeat(64)}&number=x&since=soon&outcome=odd`,
      says: (text: string) => rowsOf(text).length > 0,
    },
  ])('is searched by $query', async ({ query, says }) => {
    const { status, text } = await get(everything, `/orgs/acme/audit?${query}`);
    expect(status).toBe(200);
    expect(says(text)).toBe(true);
  });

  it('finds a pull request by number, with all that was decided about it', async () => {
    const { text } = await get(everything, '/orgs/acme/audit?repository=shop&outcome=satisfied');
    const number = /shop#(\d+)/.exec(text)?.[1] ?? '';
    const found = await get(everything, `/orgs/acme/audit?repository=shop&number=%23${number}`);
    const places = new Set([...found.text.matchAll(/>(\w+#\d+)</g)].map(([, place]) => place));
    expect([...places]).toEqual([`shop#${number}`]);
  });

  it('shows one entry with all its facts, and to nobody who cannot see its repository', async () => {
    const [digest = ''] = rowsOf((await get(everything, '/orgs/acme/audit?repository=shop&outcome=satisfied')).text);
    const { status, text } = await get(everything, `/orgs/acme/audit/${digest}`);
    expect(status).toBe(200);
    for (const part of ['The change', 'What was found', 'What was required', 'Who signed off', digest])
      expect(text).toContain(part);
    expect((await get(webOnly, `/orgs/acme/audit/${digest}`)).status).toBe(404);
    expect((await get(webOnly, `/orgs/acme/audit/${digest}.json`)).status).toBe(404);
  });

  it('says in which teams people are only to whom the policy names', async () => {
    const [digest = ''] = rowsOf((await get(everything, '/orgs/acme/audit?outcome=satisfied')).text);
    const member = aViewer(scene.repositories, 'zoe');
    const json = async (viewer: Viewer) => (await get(viewer, `/orgs/acme/audit/${digest}.json`)).text;
    expect(await json(everything)).toContain('acme/seniors');
    expect(await json(member)).not.toMatch(/acme\/(?:seniors|staff|juniors)/);
    const exported = (viewer: Viewer) => get(viewer, '/orgs/acme/audit/export?format=jsonl');
    expect((await exported(everything)).text).toContain('acme/seniors');
    expect((await exported(member)).text).not.toMatch(/acme\/(?:seniors|staff|juniors)/);
  });

  it.each(['jsonl', 'csv'])('is exported as %s, limited to what the viewer can see', async (format) => {
    const all = await get(everything, `/orgs/acme/audit/export?format=${format}`);
    const own = await get(webOnly, `/orgs/acme/audit/export?format=${format}`);
    const [counted] = await test.query(
      `select count(*)::int as all, count(*) filter (where repository_id = ${web.repositoryId})::int as own from decisions`,
    );
    const head = format === 'csv' ? 1 : 0;
    expect(all.text.trim().split('\n')).toHaveLength(Number(counted?.['all']) + head);
    expect(own.text.trim().split('\n')).toHaveLength(Number(counted?.['own']) + head);
    expect(own.text).not.toMatch(/acme\/(?:shop|payments|mobile)/);
  });

  it('is exported for the days and the repository that were searched for', async () => {
    const query = 'repository=shop&since=2026-11-10&until=2026-11-12';
    const page = (await get(everything, `/orgs/acme/audit?${query}&person=ada`)).text;
    expect(page).toContain(`/orgs/acme/audit/export?format=jsonl&amp;${query.replaceAll('&', '&amp;')}"`);
    const { text } = await get(everything, `/orgs/acme/audit/export?format=jsonl&${query}`);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { at: string; repository: string });
    expect(new Set(lines.map(({ repository }) => repository))).toEqual(new Set(['acme/shop']));
    const days = lines.map(({ at }) => at.slice(0, 10)).sort();
    expect([days.at(0), days.at(-1)]).toEqual(['2026-11-10', '2026-11-12']);
  });

  it.each([
    { query: 'repository=secret', says: ['You see no repository “secret” here.'] },
    { query: 'number=abc', says: ['“abc” is not the number of a pull request, and was not looked for.'] },
    { query: 'number=%2312', says: [] },
    { query: 'outcome=green', says: ['There is no outcome “green”: these are of any.'] },
    { query: 'since=yesterday', says: ['“yesterday” is not a day, and was not looked for: write it as 2026-12-31.'] },
    {
      query: 'since=2026-11-12&until=2026-11-10',
      says: ['The first day is after the last one, so nothing lies between them.'],
    },
    { query: 'since=2026-11-12&until=2026-11-12', says: [] },
    { query: 'repository=shop&person=nobody&outcome=pending', says: [] },
  ])('says what of $query was not looked for: $says', async ({ query, says }) => {
    const { text } = await get(everything, `/orgs/acme/audit?${query}`);
    const [, list = ''] = /<ul class="notices"[^>]*>(.*?)<\/ul>/s.exec(text) ?? [];
    expect([...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, sentence]) => sentence)).toEqual(says);
  });

  it.each([
    { why: 'without the token of the form', csrf: '', headers: {} },
    { why: 'with another one', csrf: 'a token of the form?', headers: {} },
    { why: 'from another site', csrf: everything.csrf, headers: { 'sec-fetch-site': 'cross-site' } },
  ])('is not verified $why', async ({ csrf, headers }) => {
    expect((await post(everything, csrf, headers)).status).toBe(403);
  });

  it('is verified, and told apart from one that was tampered with', async () => {
    const pages = pagesFor(everything);
    const verify = async () => {
      const answer = await pages.request('/orgs/acme/audit/verify', {
        method: 'POST',
        body: new URLSearchParams({ csrf: everything.csrf }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(answer.headers.get('location')).toBe('/orgs/acme/audit');
      return (await pages.request('/orgs/acme/audit')).text();
    };
    expect(await verify()).toContain('intact');
    const past = 'set session_replication_role = replica;';
    await test.query(
      `${past} update decisions set number = number + 1000 where repository_id = ${shop.repositoryId} and seq =
        (select min(seq) from decisions where repository_id = ${shop.repositoryId}); reset session_replication_role`,
    );
    const broken = await verify();
    expect(broken).toContain('broken');
    expect(broken).toMatch(/an entry is not what its digest was made of: <a/);
    await test.query(
      `${past} update decisions set number = number - 1000 where number > 1000; reset session_replication_role`,
    );
  });
});
