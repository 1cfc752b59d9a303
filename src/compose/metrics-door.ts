import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { MetricsConfig } from '../config.ts';
import type { Metrics } from './metrics.ts';

/**
 * Opens `/metrics` on the server, or on an application for an address of its own. Whoever does not show the token finds
 * nothing there, as if it did not exist.
 */
export function openMetrics(config: MetricsConfig, metrics: Metrics, server: Hono): Hono | null {
  if (config.address === null && config.token === null) return null;
  const own = config.address === null ? null : new Hono();
  (own ?? server).get('/metrics', async (context, next) => {
    if (config.token !== null && !isToken(config.token, context.req.header('authorization'))) return next();
    return context.text(await metrics.render(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  return own;
}

/** In constant time: digests have one length, whatever was sent. */
function isToken(token: string, authorization: string | undefined): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(`Bearer ${token}`), digest(authorization ?? ''));
}
