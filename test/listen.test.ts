import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { type Listening, listen } from '../src/listen.ts';

const impatient = { forHeaders: 60, forRequest: 120, look: 20 };
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
