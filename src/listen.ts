import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { ConfigError } from './errors.ts';

export type Listening = { readonly port: number; readonly close: () => Promise<void> };

/** In milliseconds. */
export type Patience = {
  /** How long somebody may take to send a request before the connection is taken from them. */
  readonly forHeaders: number;
  readonly forRequest: number;
  readonly look: number;
  /** How long requests that are under way may take to end when the server stops. */
  readonly forEnd: number;
};

/** GitHub gives up on a delivery after ten seconds; whoever takes longer holds a connection and nothing else. */
const usual: Patience = { forHeaders: 10_000, forRequest: 30_000, look: 5_000, forEnd: 5_000 };

/** Listens with a Hono application; the promise fails where the address is taken. */
export function listen(
  application: Hono,
  { host, port }: { readonly host: string; readonly port: number },
  { forHeaders, forRequest, look, forEnd }: Patience = usual,
): Promise<Listening> {
  const serverOptions = {
    headersTimeout: forHeaders,
    requestTimeout: forRequest,
    connectionsCheckingInterval: look,
    // Longer than proxies keep a connection that they do not use: who ends it first must not be the one who is sent to.
    keepAliveTimeout: 75_000,
    maxHeaderSize: 16_384,
  };
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: application.fetch, hostname: host, port, serverOptions }, (address) => {
      resolve({ port: address.port, close: closer(server, forEnd) });
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

/**
 * Ends when every request is answered. Somebody who keeps a connection and sends one request after the other, as a proxy
 * does, would keep the server from ending: with the next answer they are told that the connection is over.
 */
function closer(server: ServerType, forEnd: number): () => Promise<void> {
  const underWay = new Set<ServerResponse>();
  server.prependListener('request', (_: unknown, response: ServerResponse) => {
    if (!server.listening) response.shouldKeepAlive = false;
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  return () =>
    new Promise<void>((done) => {
      const end = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), forEnd);
      server.close(() => {
        clearTimeout(end);
        done();
      });
      for (const response of underWay) response.shouldKeepAlive = false;
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
