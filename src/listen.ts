import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { ConfigError } from './errors.ts';

export type Listening = { readonly port: number; readonly close: () => Promise<void> };

/** Listens with a Hono application; the promise fails where the address is taken. */
export function listen(
  application: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: application.fetch, hostname: host, port }, (address) => {
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
