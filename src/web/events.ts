import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { notFound, type SignedIn } from './access.ts';
import { findPullRequest } from './place.ts';
import type { PagePorts } from './ports.ts';
import { createShares } from './shares.ts';

/** How often is looked, and how long one stream lasts; a browser comes back by itself. */
const limits = { every: 4_000, looks: 60 };

/** How many streams there may be at once, and how many of one person: a page in the background has none. */
const places = { all: 300, each: 12 };

/** `…/events`: tells a page that is open that something was decided. What it was, the page asks for itself. */
export function createEvents(ports: PagePorts): (context: Context<SignedIn>) => Promise<Response> {
  const shares = createShares(places);
  return async (context) => {
    const place = await findPullRequest(context);
    const first = place === null ? null : await ports.newestDigest(place);
    if (place === null || first === null) return notFound(context);
    const { id } = context.get('viewer');
    if (!shares.take(id)) return context.text('too many streams\n', 503);
    const answer = streamSSE(context, async (stream) => {
      try {
        // What the page shows. A decision that came while it was on its way, or between two streams, is news too.
        let seen = context.req.header('last-event-id') ?? context.req.query('seen') ?? first;
        await stream.writeSSE({ data: '', event: 'open', retry: 5_000 });
        for (let look = 0; look < limits.looks && !stream.aborted; look += 1) {
          const newest = look === 0 ? first : await ports.newestDigest(place);
          // With its name, which a browser that comes back gives as what it has seen.
          if (newest !== null && newest !== seen) await stream.writeSSE({ data: '', event: 'changed', id: newest });
          seen = newest ?? seen;
          if (!(await ports.pause(limits.every))) break;
        }
      } finally {
        shares.giveBack(id);
      }
    });
    // Hono's own `no-cache` lets it be kept.
    answer.headers.set('cache-control', 'no-store');
    return answer;
  };
}
