import type { Context, MiddlewareHandler } from 'hono';
import { isOurForm, refuseForm } from './form.ts';
import { html } from './html.ts';
import type { PagePorts, Viewer } from './ports.ts';
import { refuse } from './refusal.ts';

/** What is known about a request once somebody is signed in. */
export type SignedIn = { readonly Variables: { readonly viewer: Viewer } };

/**
 * Whoever is not signed in is asked to, whatever the address: nobody learns what exists behind it. Invariant: what is sent
 * here is a form of ours for this session, so that no page has to ask.
 */
export function requireViewer(ports: Pick<PagePorts, 'viewerOf' | 'publicUrl'>): MiddlewareHandler<SignedIn> {
  return async (context, next) => {
    const viewer = await ports.viewerOf(context);
    if (viewer === null) return askToSignIn(context, ports.publicUrl);
    if (context.req.method === 'POST' && !(await isOurForm(context, ports.publicUrl, viewer.csrf)))
      return refuseForm(context, viewer);
    context.set('viewer', viewer);
    context.header('cache-control', 'no-store');
    return next();
  };
}

/**
 * To the sign-in, and back here afterwards. A browser lets no form lead on to GitHub, which our `form-action` forbids: who
 * sent one is told, and goes on by a link.
 */
export function askToSignIn(context: Context, publicUrl: string): Response | Promise<Response> {
  context.header('cache-control', 'no-store');
  const signIn = `/sign-in?to=${encodeURIComponent(pathOfPage(context, publicUrl))}`;
  if (context.req.method !== 'POST') return context.redirect(signIn, 302);
  return refuse(context, {
    status: 401,
    title: 'Signed out',
    heading: 'You are not signed in any more.',
    text: html`Nothing was changed. <a href="${signIn}">Sign in with GitHub</a> and send it once more.`,
    viewer: null,
  });
}

/** Where a form goes to there is no page: who sent one goes back to where it stood. */
function pathOfPage({ req }: Context, publicUrl: string): string {
  const address = req.method === 'POST' ? (req.header('referer') ?? '') : req.url;
  if (!URL.canParse(address)) return '/';
  const { origin, pathname, search } = new URL(address);
  return req.method === 'POST' && origin !== new URL(publicUrl).origin ? '/' : `${pathname}${search}`;
}

/** Invariant: one answer for what does not exist, what the viewer may not see, and where the App is not installed. */
export const notFound = (context: Context<SignedIn>): Response | Promise<Response> =>
  refuse(context, {
    status: 404,
    title: 'Not found',
    heading: 'There is nothing here that you can see.',
    text: 'It does not exist, or GitHub does not show it to you.',
    viewer: context.get('viewer'),
  });
