import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { createMetrics } from '../../src/compose/metrics.ts';
import { openMetrics } from '../../src/compose/metrics-door.ts';
import { stageOf } from '../support/commands.ts';
import { startWorld, type World } from '../support/e2e.ts';

const token = 'a token of the metrics';
const bearer = { headers: { authorization: `Bearer ${token}` } };

describe('metrics', () => {
  let world: World;
  let stage: ReturnType<typeof stageOf>;

  beforeAll(async () => {
    world = await startWorld({}, { METRICS_TOKEN: token });
    stage = stageOf(world);
  });

  afterAll(async () => {
    await world.close();
  });

  const read = async (): Promise<string> => (await world.program.server.request('/metrics', bearer)).text();

  /** The samples of one metric, by their labels as they are written. */
  const samples = (text: string, name: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      [...text.matchAll(new RegExp(`^${name}(?:\\{([^}]*)\\})? (\\S+)$`, 'gm'))].map(([, labels = '', value]) => [
        labels,
        Number(value),
      ]),
    );

  it('move when a pull request goes its way', async () => {
    const installation = world.sandbox.state.installations[0]?.id;
    const before = samples(await read(), 'countersign_jobs_total');
    const pull = stage.open();
    await world.quiet();
    world.sandbox.approve(pull, { as: stage.person('ada') });
    await world.quiet();
    const text = await read();
    expect(before).toEqual({});
    expect(samples(text, 'countersign_jobs_total')['job="evaluate",result="done"']).toBeGreaterThanOrEqual(2);
    expect(samples(text, 'countersign_verdicts_total')).toMatchObject({
      'job="evaluate",verdict="pending"': expect.any(Number),
      'job="evaluate",verdict="satisfied"': 1,
    });
    expect(samples(text, 'countersign_deliveries_total')).toMatchObject({
      'event="pull_request",outcome="accepted"': expect.any(Number),
      'event="pull_request_review",outcome="accepted"': 1,
    });
    const requests = samples(text, 'countersign_github_requests_total');
    expect(requests[`kind="write",installation="${installation}"`]).toBeGreaterThanOrEqual(2);
    const graphql = requests[`kind="graphql",installation="${installation}"`] ?? 0;
    expect(graphql).toBeGreaterThanOrEqual(3);
    const remaining = samples(text, 'countersign_github_rate_limit_remaining');
    expect(remaining[`resource="graphql",installation="${installation}"`]).toBeLessThan(5000);
    expect(remaining[`resource="core",installation="${installation}"`]).toBeLessThan(5000);
    expect(samples(text, 'countersign_job_seconds_count')['job="evaluate"']).toBeGreaterThanOrEqual(2);
    expect(samples(text, 'countersign_store_up')).toEqual({ '': 1 });
    expect(samples(text, 'countersign_queue_jobs')['state="due"']).toBe(0);
  });

  it('show a queue that grows and a job that was tried again', async () => {
    world.sandbox.fault = ({ operationId }) => (operationId === 'checks/create' ? { status: 422 } : null);
    stage.open();
    await world.sandbox.settled();
    expect(samples(await read(), 'countersign_queue_jobs')['state="due"']).toBeGreaterThanOrEqual(1);
    expect(samples(await read(), 'countersign_queue_oldest_seconds')['']).toBeGreaterThan(0);
    await world.quiet();
    const failed = await read();
    expect(samples(failed, 'countersign_jobs_total')['job="evaluate",result="failed"']).toBe(1);
    expect(samples(failed, 'countersign_queue_jobs')['state="later"']).toBe(1);
    world.sandbox.fault = () => null;
    await world.program.runWaiting();
    expect(samples(await read(), 'countersign_job_retries_total')).toEqual({ 'job="evaluate"': 1 });
  });

  it('count deliveries that nobody signed, without taking names from strangers', async () => {
    const send = (headers: Record<string, string>) =>
      world.program.server.request('/', { method: 'POST', body: '{}', headers });
    const delivery = { 'x-github-delivery': 'd', 'x-github-event': 'invented-by-a-stranger' };
    await send({ ...delivery, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
    await send(delivery);
    const text = await read();
    expect(samples(text, 'countersign_deliveries_total')).toMatchObject({
      'event="other",outcome="bad_signature"': 1,
      'event="other",outcome="malformed"': 1,
    });
    expect(text).not.toContain('invented-by-a-stranger');
  });

  it.each([
    { why: 'without a token', headers: {} },
    { why: 'with a wrong token', headers: { authorization: 'Bearer wrong' } },
    { why: 'with the token in another scheme', headers: { authorization: `Basic ${token}` } },
  ])('are not there $why', async ({ headers }) => {
    const answer = await world.program.server.request('/metrics', { headers });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('not found\n');
  });

  it('are all named in the documentation, and it names no others', async () => {
    const documented = readFileSync('docs/operations.md', 'utf8').match(/`countersign_\w+`/g) ?? [];
    const names = [...(await read()).matchAll(/^# TYPE (countersign_\w+) /gm)].map(([, name]) => `\`${name}\``);
    expect([...new Set(documented)].toSorted()).toEqual(names.toSorted());
  });
});

describe('the door of the metrics', () => {
  const address = { host: '127.0.0.1', port: 0 };
  const busy = { due: 2, later: 0, active: 1, dead: 0, oldestSeconds: 7 };
  let down = false;
  const metrics = createMetrics({
    depth: () => (down ? Promise.reject(new Error('down')) : Promise.resolve(busy)),
    github: {
      requests: () =>
        Array.from({ length: 150 }, (_, installationId) => ({ kind: 'read' as const, installationId, requests: 2 })),
      rateLimits: () =>
        Array.from({ length: 150 }, (_, n) => ({ resource: 'core', installationId: n, remaining: 1000 - n })),
    },
    version: '0',
  });

  it.each([
    { why: 'nothing is configured', config: { address: null, token: null }, main: 404, own: null },
    { why: 'a token is', config: { address: null, token }, main: 200, own: null },
    { why: 'an address is', config: { address, token: null }, main: 404, own: 200 },
    { why: 'both are', config: { address, token }, main: 404, own: 200 },
  ])('opens where it should when $why', async ({ config, main, own }) => {
    const server = new Hono();
    const application = openMetrics(config, metrics, server);
    expect((await server.request('/metrics', bearer)).status).toBe(main);
    expect(application === null ? null : (await application.request('/metrics', bearer)).status).toBe(own);
    if (config.token !== null) expect((await (application ?? server).request('/metrics')).status).toBe(404);
  });

  it('says that the store is down, and all that can be said without it', async () => {
    const before = await metrics.render();
    down = true;
    const text = await metrics.render();
    expect(before).toContain('countersign_store_up 1');
    expect(before).toContain('countersign_queue_oldest_seconds 7');
    expect(text).toContain('countersign_store_up 0');
    expect(text).not.toMatch(/^countersign_queue/m);
    expect(text).toContain('countersign_github_requests_total{');
  });

  it('gives a label of their own to a hundred installations, and one to the rest', async () => {
    const text = await metrics.render();
    expect(text).toContain('countersign_github_requests_total{kind="read",installation="99"} 2');
    expect(text).toContain('countersign_github_requests_total{kind="read",installation="other"} 100');
    expect(text).toContain('countersign_github_rate_limit_remaining{resource="core",installation="other"} 851');
    expect(text.match(/^countersign_github_requests_total\{/gm)).toHaveLength(101);
  });
});
