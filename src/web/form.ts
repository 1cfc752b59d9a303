import type { Context } from 'hono';
import type { Viewer } from './ports.ts';
import { refuse } from './refusal.ts';
import { isSame } from './seal.ts';

/**
 * Whether a form was made by a page of ours for this very session. No other site knows its token, and a browser that says
 * where a form comes from must say: from here.
 */
export async function isOurForm(context: Context, publicUrl: string, token: string): Promise<boolean> {
  const origin = context.req.header('origin');
  const site = context.req.header('sec-fetch-site');
  if (origin !== undefined && origin !== new URL(publicUrl).origin) return false;
  if (site !== undefined && site !== 'same-origin') return false;
  const { csrf } = await context.req.parseBody();
  return typeof csrf === 'string' && isSame(csrf, token);
}

/** A form that is not ours does nothing. Usually it is one of an earlier session. */
export const refuseForm = (context: Context, viewer: Viewer | null): Response | Promise<Response> =>
  refuse(context, {
    status: 403,
    title: 'Not taken',
    heading: 'This form was not taken.',
    text: 'It is older than your sign-in, or was not sent from here. Nothing was changed. Go back, load the page again, and send it once more.',
    viewer,
  });
