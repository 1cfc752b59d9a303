import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { emptyPage } from './components.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import type { Viewer } from './ports.ts';

export type Refusal = {
  readonly status: ContentfulStatusCode;
  /** What stands in the tab. */
  readonly title: string;
  readonly heading: string;
  /** What one can do. */
  readonly text: string | Html;
  /** null: nobody is signed in, or it is not known who. */
  readonly viewer: Viewer | null;
};

/** Why there is nothing to see, as a page like every other. */
export function refuse(context: Context, refusal: Refusal): Response | Promise<Response> {
  const { status, title, heading, text, viewer } = refusal;
  context.header('cache-control', 'no-store');
  return context.html(page({ title, viewer, section: null, body: emptyPage(heading, text) }), status);
}

/** The answer to an address that the server has not, the same for everybody. */
export const noSuchPage = (context: Context): Response | Promise<Response> =>
  refuse(context, {
    status: 404,
    title: 'Not found',
    heading: 'There is no such page.',
    text: html`The address may be misspelt or cut off. <a href="/">To the beginning</a>`,
    viewer: null,
  });
