import { once } from 'node:events';
import { createServer } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { ConfigError } from './errors.ts';

export type Listening = { readonly port: number; readonly close: () => Promise<void> };

/** How long somebody may take to send a request before the connection is taken from them. In milliseconds. */
export type Patience = { readonly forHeaders: number; readonly forRequest: number; readonly look: number };

/** GitHub gives up on a delivery after ten seconds; whoever takes longer holds a connection and nothing else. */
const usual: Patience = { forHeaders: 10_000, forRequest: 30_000, look: 5_000 };

/** Listens with a Hono application; the promise fails where the address is taken. */
export function listen(
  application: Hono,
  { host, port }: { readonly host: string; readonly port: number },
  { forHeaders, forRequest, look }: Patience = usual,
): Promise<Listening> {
  const serverOptions = {
    headersTimeout: forHeaders,
    requestTimeout: forRequest,
    connectionsCheckingInterval: look,
    maxHeaderSize: 16_384,
  };
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: application.fetch, hostname: host, port, serverOptions }, (address) => {
      resolve({
        port: address.port,
        close: () => new Promise<void>((done) => server.close(() => done())),
      });
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigError([`PORT or METRICS_ADDRESS: ${port} on ${host} is already in use`])
          : error,
      );
    });
  });
}

/** A port of this machine that nobody has: the wanted one if it is free, else any. 0: any. */
export async function freePort(wanted = 0): Promise<number> {
  const probe = createServer();
  try {
    await once(probe.listen(wanted, '127.0.0.1'), 'listening');
  } catch (error) {
    if (wanted === 0) throw error;
    return freePort(0);
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
