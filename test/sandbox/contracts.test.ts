import { describe, expect, it } from '@jest/globals';
import { matchOperation, requestProblems, responseProblems, webhookProblems } from '../../src/sandbox/contracts.ts';

const checkRuns = '/repos/acme/api/check-runs';
const aCheck = { name: 'countersign', head_sha: 'a'.repeat(40), status: 'completed', conclusion: 'success' };

describe('matching a request with an operation', () => {
  it.each([
    { why: 'a plain path', method: 'GET', path: '/repos/acme/api/pulls/7', id: 'pulls/get' },
    {
      why: 'a file path with slashes',
      method: 'GET',
      path: '/repos/acme/api/contents/a/b.ts',
      id: 'repos/get-content',
    },
    { why: 'an escaped file path', method: 'GET', path: '/repos/acme/api/contents/a%2Fb.ts', id: 'repos/get-content' },
    {
      why: 'a branch with a slash',
      method: 'GET',
      path: '/repos/o/r/rules/branches/f/x',
      id: 'repos/get-branch-rules',
    },
    {
      why: 'literal segments after a ref',
      method: 'GET',
      path: '/repos/o/r/commits/f/x/check-runs',
      id: 'checks/list-for-ref',
    },
    { why: 'a lower-case method', method: 'post', path: checkRuns, id: 'checks/create' },
    { why: 'a method that the path does not take', method: 'DELETE', path: checkRuns, id: undefined },
    { why: 'an unknown path', method: 'GET', path: '/nowhere', id: undefined },
  ])('takes $why as $id', ({ method, path, id }) => {
    expect(matchOperation(method, path)?.id).toBe(id);
  });

  it('hands out decoded parameters', () => {
    const match = matchOperation('GET', '/repos/acme/api/contents/src%2Fa%20b.ts');
    expect(match?.params).toEqual({ owner: 'acme', repo: 'api', path: 'src/a b.ts' });
  });
});

describe('a request', () => {
  const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' };
  const action = { label: 'Approve', description: 'd', identifier: 'i' };

  it.each([
    { why: 'a good check run', body: aCheck, problem: undefined },
    { why: 'an unknown operation', path: '/repos/acme/api/zen', body: {}, problem: 'not an operation' },
    { why: 'a missing body', body: undefined, problem: 'the body is missing' },
    { why: 'a missing key', body: { head_sha: 'a' }, problem: "must have required property 'name'" },
    { why: 'a bad enumeration', body: { ...aCheck, conclusion: 'fine' }, problem: '/conclusion must be equal to' },
    { why: 'a misspelt key', body: { ...aCheck, external: 'x' }, problem: '/external is not a key' },
    {
      why: 'a misspelt nested key',
      body: { ...aCheck, output: { title: 't', summary: 's', txt: 'x' } },
      problem: '/output/txt',
    },
    {
      why: 'a key misspelt in a list',
      body: { ...aCheck, actions: [{ ...action, icon: 'x' }] },
      problem: '/actions/0/icon',
    },
    {
      why: 'an action with a long label',
      body: { ...aCheck, actions: [{ ...action, label: 'x'.repeat(21) }] },
      problem: '20 characters',
    },
    {
      why: 'four actions',
      body: { ...aCheck, actions: Array.from({ length: 4 }, () => action) },
      problem: 'more than 3',
    },
    {
      why: 'a summary of 65,536',
      body: { ...aCheck, output: { title: 't', summary: 'x'.repeat(65_536) } },
      problem: '65535',
    },
    {
      why: '51 annotations',
      body: {
        ...aCheck,
        output: { title: 't', summary: 's', annotations: Array.from({ length: 51 }, () => annotation) },
      },
      problem: '50',
    },
    {
      why: 'a completed check without conclusion',
      body: { name: 'n', head_sha: 'a', status: 'completed' },
      problem: '/conclusion',
    },
    { why: 'a conclusion reserved to GitHub', body: { ...aCheck, conclusion: 'stale' }, problem: 'only GitHub' },
    { why: 'an unknown query parameter', query: { force: '1' }, body: aCheck, problem: 'parameter `force`' },
  ])('with $why: $problem', ({ path = checkRuns, query = {}, body, problem }) => {
    const problems = requestProblems('POST', path, query, body).join('\n');
    expect(problems === '' ? undefined : problems).toEqual(
      problem === undefined ? undefined : expect.stringContaining(problem),
    );
  });

  it.each([
    { why: 'digits for a number', query: { per_page: '100' }, count: 0 },
    { why: 'a word for a number', query: { per_page: 'many' }, count: 1 },
    { why: 'a value outside the enumeration', query: { filter: 'newest' }, count: 1 },
  ])('counts $count problems for $why in the address', ({ query, count }) => {
    const problems = requestProblems('GET', '/repos/acme/api/commits/main/check-runs', query, undefined);
    expect(problems).toHaveLength(count);
  });

  it('takes labels by name and as objects', () => {
    const path = '/repos/acme/api/issues/1/labels';
    expect(requestProblems('POST', path, {}, { labels: ['a'] })).toEqual([]);
    expect(requestProblems('POST', path, {}, { labels: [{ name: 'a' }] })).toEqual([]);
  });

  it('of the get kind takes no body', () => {
    expect(requestProblems('GET', '/app', {}, { a: 1 })).toEqual(['apps/get-authenticated: takes no body']);
  });
});

describe('an answer', () => {
  const label = {
    id: 1,
    node_id: 'L',
    url: 'https://x/y',
    name: 'a',
    description: null,
    color: 'ff0000',
    default: false,
  };

  it.each([
    { why: 'a good label list', status: 200, body: [label], count: 0 },
    { why: 'null where GitHub allows it not', status: 200, body: [{ ...label, name: null }], count: 1 },
    { why: 'null where GitHub allows it', status: 200, body: [{ ...label, description: null }], count: 0 },
    { why: 'a status that GitHub does not describe', status: 204, body: undefined, count: 1 },
    { why: 'a failure in the usual shape', status: 403, body: { message: 'Forbidden' }, count: 0 },
    { why: 'a failure in another shape', status: 403, body: 'no', count: 1 },
  ])('has $count problems with $why', ({ status, body, count }) => {
    expect(responseProblems('GET', '/repos/acme/api/issues/1/labels', status, body)).toHaveLength(count);
  });

  it('to a deletion is empty', () => {
    const path = '/repos/acme/api/issues/comments/1';
    expect(responseProblems('DELETE', path, 204, undefined)).toEqual([]);
    expect(responseProblems('DELETE', path, 204, { a: 1 })).toHaveLength(1);
  });
});

describe('a webhook', () => {
  it.each([
    { why: 'an unknown event', event: 'sponsorship', payload: { action: 'created' }, problem: 'not a webhook' },
    { why: 'an unknown action', event: 'pull_request', payload: { action: 'sneezed' }, problem: 'not a webhook' },
    {
      why: 'a payload without its parts',
      event: 'pull_request',
      payload: { action: 'opened' },
      problem: "'pull_request'",
    },
    { why: 'a push without its parts', event: 'push', payload: { ref: 'refs/heads/main' }, problem: "'after'" },
    {
      why: 'a stack payload without its parts',
      event: 'pull_request',
      payload: { action: 'stacked' },
      problem: "'pull_request'",
    },
  ])('of $why is refused', ({ event, payload, problem }) => {
    expect(webhookProblems(event, payload).join('\n')).toContain(problem);
  });

  it('with only what GitHub demands passes', () => {
    const user = { login: 'ada', id: 1 };
    const label = {
      id: 1,
      node_id: 'L',
      url: 'https://x/y',
      name: 'a',
      description: null,
      color: 'ff0000',
      default: false,
    };
    const problems = webhookProblems('label', { action: 'created', label, sender: user });
    expect(problems.filter((problem) => !/repository|sender/.test(problem))).toEqual([]);
  });
});
