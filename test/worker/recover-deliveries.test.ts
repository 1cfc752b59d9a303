import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { GitHubError } from '../../src/errors.ts';
import {
  type FailedDelivery,
  lostDeliveries,
  type Mark,
  recoverDeliveries,
} from '../../src/worker/recover-deliveries.ts';

const minute = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 12, minutes));

describe('the deliveries to ask for again', () => {
  it.each<{ why: string; failures: readonly FailedDelivery[]; mark: Mark | null; lost: readonly number[] }>([
    { why: 'none, when none failed', failures: [], mark: null, lost: [] },
    {
      why: 'all that failed, when nobody has looked before',
      failures: [failed(2, 'b', 5), failed(1, 'a', 1)],
      mark: null,
      lost: [1, 2],
    },
    {
      why: 'those that failed since the last look',
      failures: [failed(2, 'b', 50), failed(1, 'a', 1)],
      mark: marked(30),
      lost: [2],
    },
    {
      why: 'none of those whose redelivery went well, which makes no newer failure',
      failures: [failed(1, 'a', 29)],
      mark: marked(30),
      lost: [],
    },
    {
      why: 'the newest attempt of one that failed again',
      failures: [failed(9, 'a', 50), failed(1, 'a', 1)],
      mark: marked(30),
      lost: [9],
    },
    { why: 'one that was on its way at the last look', failures: [failed(1, 'a', 29.5)], mark: marked(30), lost: [1] },
    {
      why: 'not one that was asked for at the last look',
      failures: [failed(1, 'a', 30)],
      mark: marked(30, 1),
      lost: [],
    },
    {
      why: 'one that was asked for at the last look and failed again at once',
      failures: [failed(2, 'a', 30.1), failed(1, 'a', 30)],
      mark: marked(30, 1),
      lost: [2],
    },
    {
      why: 'not one that has failed five times',
      failures: [1, 2, 3, 4, 5].map((id) => failed(id, 'a', 50 + id)).toReversed(),
      mark: marked(30),
      lost: [],
    },
  ])('are $why', ({ failures, mark, lost }) => {
    expect(lostDeliveries(failures, mark).map(({ id }) => id)).toEqual(lost);
  });
});

describe('recovering deliveries', () => {
  it('asks once for each, however often it looks', async () => {
    const asked: number[] = [];
    let mark: Mark | null = null;
    const ports = {
      listFailedDeliveries: () => Promise.resolve([failed(3, 'c', 50), failed(2, 'b', 49.5), failed(1, 'a', 1)]),
      redeliver: (id: number) => Promise.resolve(void asked.push(id)),
      readMark: () => Promise.resolve(mark),
      setMark: (now: Mark) => {
        mark = now;
        return Promise.resolve();
      },
      log: pino({ level: 'silent' }),
    };
    expect([await recoverDeliveries(ports), await recoverDeliveries(ports)]).toEqual([3, 0]);
    expect(asked).toEqual([1, 2, 3]);
  });
});

it.each([
  { why: 'GitHub no longer has it', error: new GitHubError('gone', 404, null, null), outcome: 1 },
  { why: 'GitHub does not answer', error: new GitHubError('down', 502, null, null), outcome: 'down' },
  { why: 'a rate limit stands', error: new GitHubError('limited', 403, minute(60), null), outcome: 'limited' },
])('goes on with the others only when that one cannot come any more: $why', async ({ error, outcome }) => {
  let mark: Date | null = null;
  const recovered = recoverDeliveries({
    listFailedDeliveries: () => Promise.resolve([failed(2, 'b', 50), failed(1, 'a', 1)]),
    redeliver: (id) => (id === 2 ? Promise.reject(error) : Promise.resolve()),
    readMark: () => Promise.resolve(null),
    setMark: ({ at }) => {
      mark = at;
      return Promise.resolve();
    },
    log: pino({ level: 'silent' }),
  });
  expect(await recovered.catch((failure: Error) => failure.message)).toBe(outcome);
  expect(mark).toEqual(outcome === 1 ? minute(50) : minute(1));
});

function marked(minutes: number, ...done: number[]): Mark {
  return { at: minute(minutes), done };
}

function failed(id: number, guid: string, minutes: number): FailedDelivery {
  return { id, guid, at: new Date(Date.UTC(2026, 2, 2, 12) + minutes * 60_000) };
}
