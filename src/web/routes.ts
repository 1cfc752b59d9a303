import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { empty } from './components.ts';
import { page } from './layout.ts';
import type { PagePorts, Viewer } from './ports.ts';
import { serveAssets } from './static.ts';

/** What is known about a request once somebody is signed in. */
export type SignedIn = { readonly Variables: { readonly viewer: Viewer } };

/** Everything that people see in a browser. */
export function createPages(ports: PagePorts): Hono {
  const pages = new Hono();
  pages.use(bodyLimit({ maxSize: largestForm, onError: (context) => context.text('too large\n', 413) }));
  pages.route('/', serveAssets());
  pages.route('/', forMembers(ports));
  return pages;
}

/** Pages that show something only to somebody who is signed in. */
function forMembers(ports: PagePorts): Hono<SignedIn> {
  const pages = new Hono<SignedIn>();
  const signedIn = requireViewer(ports);
  pages.get('/organizations', signedIn, (context) => notFound(context));
  return pages;
}

const largestForm = 256 * 1024;

/** Whoever is not signed in is asked to, whatever the address: nobody learns what exists behind it. */
export function requireViewer(ports: PagePorts): MiddlewareHandler<SignedIn> {
  return async (context, next) => {
    const viewer = await ports.viewerOf(context.req.raw);
    if (viewer === null) {
      const { pathname, search } = new URL(context.req.url);
      return context.redirect(`/sign-in?to=${encodeURIComponent(`${pathname}${search}`)}`, 302);
    }
    context.set('viewer', viewer);
    context.header('cache-control', 'no-store');
    return next();
  };
}

/** Invariant: one answer for what does not exist, what the viewer may not see, and where the App is not installed. */
export function notFound(context: Context<SignedIn>): Response | Promise<Response> {
  const body = empty(
    'There is nothing here that you can see.',
    'It does not exist, or GitHub does not show it to you.',
  );
  return context.html(page({ title: 'Not found', viewer: context.get('viewer'), section: null, body }), 404);
}
