import type { Context, MiddlewareHandler } from 'hono';
import { emptyPage } from './components.ts';
import { page } from './layout.ts';
import type { PagePorts, Viewer } from './ports.ts';

/** What is known about a request once somebody is signed in. */
export type SignedIn = { readonly Variables: { readonly viewer: Viewer } };

/** Whoever is not signed in is asked to, whatever the address: nobody learns what exists behind it. */
export function requireViewer(ports: PagePorts): MiddlewareHandler<SignedIn> {
  return async (context, next) => {
    const viewer = await ports.viewerOf(context);
    if (viewer === null) return askToSignIn(context);
    context.set('viewer', viewer);
    context.header('cache-control', 'no-store');
    return next();
  };
}

/** To the sign-in, and back here afterwards. */
export function askToSignIn(context: Context): Response {
  const { pathname, search } = new URL(context.req.url);
  context.header('cache-control', 'no-store');
  return context.redirect(`/sign-in?to=${encodeURIComponent(`${pathname}${search}`)}`, 302);
}

/** Invariant: one answer for what does not exist, what the viewer may not see, and where the App is not installed. */
export function notFound(context: Context<SignedIn>): Response | Promise<Response> {
  const body = emptyPage(
    'There is nothing here that you can see.',
    'It does not exist, or GitHub does not show it to you.',
  );
  return context.html(page({ title: 'Not found', viewer: context.get('viewer'), section: null, body }), 404);
}
