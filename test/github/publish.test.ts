import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Loaded } from '../../src/core/loaded.ts';
import type { Publication } from '../../src/core/publication.ts';
import { createPublisher, type PublisherOptions } from '../../src/github/publish.ts';
import { createLog } from '../../src/log.ts';
import { aSnapshot, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';
import { aGitHub, grantToken, host, withoutNetwork } from './support/github.ts';

withoutNetwork();

const publication: Publication = {
  headSha: sha('c3'),
  externalId: 'digest',
  conclusion: 'action_required',
  title: 'Waiting for one senior',
  summary: 'Somebody at level senior has to approve.',
  labels: [],
};

const shownCheck = {
  id: 5,
  status: 'completed',
  conclusion: 'action_required',
  title: publication.title,
  externalId: 'digest',
};

const aLoaded = (shown: Loaded['shown'] = { check: null, labels: [] }): Loaded => ({
  policy: { usable: true, policy: aPolicy() },
  authorities: [],
  facts: aSnapshot(),
  shown,
  versions: {},
  pushes: [],
  mergedBy: null,
  mergedAt: null,
});

const calls = (writes: readonly Written[]) => writes.map(({ method, path }) => `${method} ${path}`);

type Written = { readonly method: string; readonly path: string; readonly body: Record<string, unknown> };

const outputOf = (writes: readonly Written[]) => writes[0]?.body['output'] as { title: string; summary: string };

/** Takes every write; `answer` may stand in for GitHub's echo. */
function takeWrites(answer: (written: Written) => [number, object] | undefined = () => undefined): Written[] {
  grantToken();
  const writes: Written[] = [];
  const reply = async (request: Request): Promise<[number, object, Record<string, string>]> => {
    const text = await request.text();
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const written = { method: request.method, path: new URL(request.url).pathname, body };
    writes.push(written);
    const [status, told] = answer(written) ?? [201, { conclusion: null, ...body }];
    return [status, told, { 'content-type': 'application/json' }];
  };
  nock(host)
    .persist()
    .post(/^\/repos/)
    .reply(reply);
  nock(host)
    .persist()
    .delete(/^\/repos/)
    .reply(reply);
  return writes;
}

const publisher = (only: Partial<PublisherOptions> = {}) =>
  createPublisher({ github: aGitHub(), log: createLog('silent'), ...only });

describe('the check', () => {
  it('is posted on the evaluated head under our name, with the digest of the record', async () => {
    const writes = takeWrites();
    await publisher({ detailsUrl: ({ number }) => `https://gate.acme.test/${number}` }).publish(aLoaded(), publication);
    expect(writes).toEqual([
      {
        method: 'POST',
        path: '/repos/acme/shop/check-runs',
        body: {
          name: 'countersign',
          head_sha: sha('c3'),
          external_id: 'digest',
          status: 'completed',
          conclusion: 'action_required',
          details_url: 'https://gate.acme.test/7',
          output: { title: publication.title, summary: publication.summary },
        },
      },
    ]);
  });

  it('is not written again when GitHub shows it', async () => {
    const writes = takeWrites();
    await publisher().publish(aLoaded({ check: shownCheck, labels: [] }), publication);
    expect(writes).toEqual([]);
  });

  it.each([
    { why: 'another conclusion', change: { conclusion: 'success' } },
    { why: 'another title', change: { title: 'Signed off' } },
    { why: 'another record', change: { externalId: 'older' } },
    { why: 'a run that somebody asked for again', change: { status: 'queued' } },
    { why: 'a run that never ended', change: { status: 'in_progress', conclusion: null } },
  ])('is a new run over $why, since a completed one cannot be trusted to change', async ({ change }) => {
    const writes = takeWrites();
    await publisher().publish(aLoaded({ check: { ...shownCheck, ...change }, labels: [] }), publication);
    expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /repos/acme/shop/check-runs']);
  });

  it.each([
    { why: 'conclusion', change: { conclusion: 'neutral' } },
    { why: 'head', change: { head_sha: sha('c4') } },
    { why: 'status', change: { status: 'queued' } },
    { why: 'external id', change: { external_id: null } },
  ])('fails when GitHub answers with another $why than was sent', async ({ change }) => {
    takeWrites(({ body }) => [201, { ...body, ...change }]);
    await expect(publisher().publish(aLoaded(), publication)).rejects.toThrow('GitHub did not keep the check run');
  });

  it('voids the decision when its commit is gone', async () => {
    takeWrites(() => [422, { message: 'No commit found for SHA: c3' }]);
    await expect(publisher().publish(aLoaded(), publication)).rejects.toMatchObject({ name: 'HeadMovedError' });
  });

  it('is cut to what GitHub takes, and says so', async () => {
    const writes = takeWrites();
    const summary = 'é line of text\n'.repeat(10_000);
    await publisher().publish(aLoaded(), { ...publication, title: 'T'.repeat(400), summary });
    const output = outputOf(writes);
    expect(Buffer.byteLength(output.title)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(output.summary)).toBeLessThanOrEqual(65_535);
    expect(output.summary).toMatch(/é line of text\n\n\*The rest was cut: .*\*\n\n\*The title was cut: .*\*\n$/);
  });

  it('that is shown cut is not written again', async () => {
    const title = 'T'.repeat(400);
    const first = takeWrites();
    await publisher().publish(aLoaded(), { ...publication, title });
    const shown = outputOf(first).title;
    await publisher().publish(aLoaded({ check: { ...shownCheck, title: shown }, labels: [] }), {
      ...publication,
      title,
    });
    expect(first).toHaveLength(1);
  });

  it('says that nothing is decided yet, or that deciding failed', async () => {
    const writes = takeWrites();
    await publisher().publishEvaluating(aSnapshot().ref, sha('c3'));
    await publisher().publishFailure(aSnapshot().ref, sha('c3'), 'GitHub answered 503');
    expect(writes.map(({ body }) => [body['status'], body['conclusion']])).toEqual([
      ['in_progress', undefined],
      ['completed', 'failure'],
    ]);
  });
});

describe('the labels', () => {
  const assisted = { name: 'ai-assisted', color: '6f42c1', present: true };
  const agent = { name: 'ai-agent', color: 'b60205', present: false };
  const done: Loaded['shown'] = { check: shownCheck, labels: [] };

  it('are made with their colour the first time and then only put', async () => {
    const writes = takeWrites();
    const { publish } = publisher();
    await publish(aLoaded(done), { ...publication, labels: [assisted] });
    await publish(aLoaded(done), { ...publication, labels: [assisted] });
    expect(calls(writes)).toEqual([
      'POST /repos/acme/shop/labels',
      'POST /repos/acme/shop/issues/7/labels',
      'POST /repos/acme/shop/issues/7/labels',
    ]);
    expect(writes[0]?.body).toEqual({ name: 'ai-assisted', color: '6f42c1' });
  });

  it('that exist already are put all the same', async () => {
    const writes = takeWrites(({ path }) =>
      path.endsWith('shop/labels') ? [422, { message: 'already_exists' }] : undefined,
    );
    await publisher().publish(aLoaded(done), { ...publication, labels: [assisted] });
    expect(calls(writes)).toContain('POST /repos/acme/shop/issues/7/labels');
  });

  it('are taken away when they should not be there, and others are left alone', async () => {
    const writes = takeWrites();
    await publisher().publish(aLoaded({ ...done, labels: ['bug', 'AI-Assisted', 'ai-agent'] }), {
      ...publication,
      labels: [assisted, agent],
    });
    expect(calls(writes)).toEqual(['DELETE /repos/acme/shop/issues/7/labels/ai-agent']);
  });

  it('never keep the check from being shown', async () => {
    const writes = takeWrites(({ path }) => (path.endsWith('check-runs') ? undefined : [403, { message: 'no' }]));
    await publisher().publish(aLoaded(), { ...publication, labels: [assisted] });
    expect(calls(writes)).toEqual(['POST /repos/acme/shop/check-runs', 'POST /repos/acme/shop/labels']);
  });
});
