import { z } from 'zod';
import type { GitHub } from './client.ts';

const Attempts = z.array(
  z.object({ id: z.number(), guid: z.string(), delivered_at: z.string(), status_code: z.number() }),
);

export type FailedDelivery = { readonly id: number; readonly guid: string; readonly at: Date };

/** The newest hundred attempts to reach this App that failed, newest first. GitHub keeps them for three days. */
export async function listFailedDeliveries(github: GitHub): Promise<readonly FailedDelivery[]> {
  const answer = await github.asApp('GET /app/hook/deliveries', { per_page: 100, status: 'failure' });
  return Attempts.parse(answer)
    .filter(({ status_code }) => status_code < 200 || status_code >= 300)
    .map(({ id, guid, delivered_at }) => ({ id, guid, at: new Date(delivered_at) }));
}

/** Asks GitHub for one more attempt. */
export async function redeliver(github: GitHub, id: number): Promise<void> {
  await github.asApp('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
}
