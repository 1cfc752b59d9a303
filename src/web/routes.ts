import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { notFound, requireViewer, type SignedIn } from './access.ts';
import type { PagePorts } from './ports.ts';
import { serveAssets } from './static.ts';

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
