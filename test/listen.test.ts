import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { type Listening, listen } from '../src/listen.ts';

const impatient = { forHeaders: 60, forRequest: 120, look: 20, forEnd: 60 };
let listening: Listening;
beforeAll(async () => {
  const application = new Hono();
  application.post('/', async (context) => context.text(`got ${(await context.req.text()).length}\n`));
  listening = await listen(application, { host: '127.0.0.1', port: 0 }, impatient);
});
afterAll(() => listening.close());

const open = async (): Promise<Socket> => {
  const socket = connect(listening.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
};

describe('a client that is slow on purpose', () => {
  it.each([
    { why: 'never ends its headers', sent: 'POST / HTTP/1.1\r\nhost: here\r\nx-slow: ' },
    { why: 'never sends its body', sent: 'POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\nsome' },
  ])('loses its connection when it $why', async ({ sent }) => {
    const socket = await open();
    socket.write(sent);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is refused headers without end', async () => {
    const socket = await open();
    socket.write(`POST / HTTP/1.1\r\nhost: here\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('a server that stops', () => {
  let begun: PromiseWithResolvers<void>;
  let ended: PromiseWithResolvers<string>;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let own: Listening;

  beforeEach(async () => {
    begun = Promise.withResolvers();
    ended = Promise.withResolvers();
    const application = new Hono();
    application.get('/', (context) => context.text('here\n'));
    application.get('/later', async (context) => {
      begun.resolve();
      return context.text(await ended.promise);
    });
    own = await listen(application, { host: '127.0.0.1', port: 0 }, impatient);
  });

  const ask = async (path: string): Promise<string> => {
    const [answer] = (await once(request({ host: '127.0.0.1', port: own.port, path, agent }).end(), 'response')) as [
      IncomingMessage,
    ];
    return `${answer.headers.connection}: ${await text(answer)}`;
  };

  it('answers what is under way, and ends although a proxy keeps its connection', async () => {
    expect(await ask('/')).toBe('keep-alive: here\n');
    const last = ask('/later');
    await begun.promise;
    const closed = own.close();
    ended.resolve('at last\n');
    expect(await last).toBe('close: at last\n');
    await closed;
    await expect(ask('/')).rejects.toThrow('ECONNREFUSED');
  });

  it('does not wait for what never ends', async () => {
    const cut = ask('/later').catch((error: unknown) => String(error));
    await begun.promise;
    await own.close();
    expect(await cut).toContain('socket hang up');
  });
});
