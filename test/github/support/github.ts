import { afterAll, afterEach, beforeEach } from '@jest/globals';
import nock from 'nock';
import { createGitHub, type GitHub } from '../../../src/github/client.ts';
import { createLog } from '../../../src/log.ts';
import { aClock, type TestClock } from './clock.ts';
import { privateKey } from './key.ts';

/** Keeps every request of a test file on this machine. */
export function withoutNetwork(): void {
  beforeEach(() => {
    nock.disableNetConnect();
  });
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });
  // The files of one worker share Node's modules: what is left patched would hand each request on twice.
  afterAll(() => {
    nock.restore();
  });
}

export const host = 'https://api.github.com';

export function aGitHub(clock: TestClock = aClock(), baseUrl = host): GitHub {
  return createGitHub({ appId: 7, privateKey, baseUrl, log: createLog('silent'), clock });
}

/** Answers requests for a token of installation 1, as often as asked. */
export function grantToken(selection: 'all' | 'selected' = 'all', at = host, prefix = ''): void {
  nock(at)
    .persist()
    .post(`${prefix}/app/installations/1/access_tokens`)
    .reply(201, {
      token: 'ghs_test',
      expires_at: '2099-01-01T00:00:00Z',
      permissions: { checks: 'write' },
      repository_selection: selection,
    });
}

export type GraphqlRequest = { readonly query: string; readonly variables: Readonly<Record<string, unknown>> };

/** Serves GraphQL from now on and keeps what was asked. */
export function serveGraphql(answer: (request: GraphqlRequest, index: number) => unknown): GraphqlRequest[] {
  const asked: GraphqlRequest[] = [];
  const reply = async (request: Request) => {
    const body = (await request.json()) as GraphqlRequest;
    asked.push(body);
    return answer(body, asked.length - 1);
  };
  nock(host).persist().post('/graphql').reply(200, reply, { 'content-type': 'application/json' });
  return asked;
}

export const operationOf = ({ query }: GraphqlRequest): string => /query (\w+)/.exec(query)?.[1] ?? '';
