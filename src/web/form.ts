import type { Context } from 'hono';
import type { SignedIn } from './access.ts';
import { isSame } from './seal.ts';

/** Whether the form was made by a page of ours for this very session: no other site knows its token. */
export async function isOurForm(context: Context<SignedIn>): Promise<boolean> {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return false;
  const { csrf } = await context.req.parseBody();
  return typeof csrf === 'string' && isSame(csrf, context.get('viewer').csrf);
}
