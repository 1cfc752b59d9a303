import { z } from 'zod';
import type { GitHub } from './client.ts';

const Attempts = z.array(
  z.object({ id: z.number(), guid: z.string(), delivered_at: z.string(), status_code: z.number() }),
);

export type FailedDelivery = { readonly id: number; readonly guid: string; readonly at: Date };

/** Beyond so many the sweep is cheaper than a redelivery of each. */
const mostPages = 20;

/**
 * The attempts to reach this App that failed since then, newest first, up to the page that holds the time; null: all that
 * GitHub still knows, which is those of three days.
 */
export async function listFailedDeliveries(github: GitHub, since: Date | null): Promise<readonly FailedDelivery[]> {
  const failed: FailedDelivery[] = [];
  let cursor: string | null = null;
  for (let page = 1; page <= mostPages; page += 1) {
    const from = cursor === null ? {} : { cursor };
    const answer = await github.pageAsApp('GET /app/hook/deliveries', { per_page: 100, status: 'failure', ...from });
    const attempts = Attempts.parse(answer.data);
    failed.push(
      ...attempts
        .filter(({ status_code }) => status_code < 200 || status_code >= 300)
        .map(({ id, guid, delivered_at }) => ({ id, guid, at: new Date(delivered_at) })),
    );
    const oldest = attempts.at(-1)?.delivered_at;
    if (oldest !== undefined && since !== null && new Date(oldest) < since) break;
    cursor = answer.cursor;
    if (cursor === null) break;
  }
  return failed;
}

/** Asks GitHub for one more attempt. */
export async function redeliver(github: GitHub, id: number): Promise<void> {
  await github.asApp('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
}
