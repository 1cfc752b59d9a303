import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CompiledQuery, Kysely, PGliteDialect } from 'kysely';
import { createExplanations } from '../../src/store/explanations.ts';
import type { Tables } from '../../src/store/schema.ts';
import { createSessionRows } from '../../src/store/sessions.ts';
import { createTimeline } from '../../src/store/timeline.ts';
import { borrowEngine } from '../support/engine.ts';

let pglite: PGlite;
let db: Kysely<Tables>;
let sent: CompiledQuery[] = [];
beforeAll(async () => {
  pglite = await borrowEngine();
  db = new Kysely<Tables>({
    dialect: new PGliteDialect({ pglite }),
    log: ({ query }) => {
      sent.push(query);
    },
  });
  await pglite.exec(manyRows);
});
afterAll(() => db.destroy());

const place = { repositoryId: 25, number: 5 };
const visible = [20, 21, 22];

describe('what a page asks of the database', () => {
  it.each([
    { what: 'one pull request', ask: () => createExplanations(db).explained(place) },
    { what: 'its record', ask: () => createTimeline(db).timeline(place, 50) },
    { what: 'whether there is something new', ask: () => createTimeline(db).newestDigest(place) },
    { what: 'which teams are asked', ask: () => createExplanations(db).askedTeams(visible) },
    {
      what: 'what waits for somebody',
      ask: () =>
        createExplanations(db).wantedPullRequests({
          repositoryIds: visible,
          teams: ['acme/seniors'],
          login: 'ada',
          most: 200,
        }),
    },
    { what: 'a session', ask: () => createSessionRows(db).findSession('h5') },
  ])('finds $what by an index, among many', async ({ ask }) => {
    sent = [];
    await ask();
    for (const { sql, parameters } of sent) expect(await planOf(sql, parameters)).not.toMatch(/Seq Scan/);
    expect(sent.length).toBeGreaterThan(0);
  });
});

async function planOf(sql: string, parameters: readonly unknown[]): Promise<string> {
  const { rows } = await pglite.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...parameters]);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const manyRows = `
  insert into explanations
    select 20 + n % 500, n, 'd', '{}', 0, case when n % 10 = 0 then '{}'::jsonb end, '{acme/seniors}', '{}', true, '{}'
    from generate_series(1, 10000) n;
  insert into pull_requests
    select 20 + n % 500, n, 1, 'acme', 'r', 'c', 'main', 'open', 1, 'pending', '[]', '[]', 'd', now(), now()
    from generate_series(1, 10000) n;
  insert into report_pull_requests
    (repository_id, number, opened_at, mode, involvement, autonomy, risk, tools, teams, verdict, asked)
    select 20 + n % 500, n, now(), 'enforce', 'declared', 'assisted', 'low', '{}', '{}', 'pending', ''
    from generate_series(1, 10000) n;
  insert into decisions
    select 1, n, 'decision', 20 + n % 500, n % 10000, 'f', '{}', 'p', 'd' || n, now() from generate_series(1, 20000) n;
  insert into decision_people select 1, n, 's', 's', 1, 'ada' from generate_series(1, 20000) n;
  insert into sessions select 'h' || n, n, 'ada', 's', now(), now() from generate_series(1, 10000) n;
  analyze`;
