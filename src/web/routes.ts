import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { askToSignIn, requireViewer, type SignedIn } from './access.ts';
import { awayPath, takeAway } from './away.ts';
import { card } from './components.ts';
import { createEvents } from './events.ts';
import { frontPage } from './front.ts';
import { html } from './html.ts';
import { organizationPages } from './organization/routes.ts';
import { isForPart, servePlayground } from './playground/routes.ts';
import type { PagePorts } from './ports.ts';
import { pullRequestPage } from './pull-request.ts';
import { queuePage } from './queue.ts';
import { refuse } from './refusal.ts';
import { isRevoked } from './sign-in.ts';
import { serveAssets } from './static.ts';

/** Everything that people see in a browser. */
export function createPages(ports: PagePorts): Hono {
  const pages = new Hono();
  pages.onError((error, context) => answerFailure(ports, error, context));
  pages.use(bodyLimit({ maxSize: largestForm, onError: refuseSize }));
  pages.route('/', serveAssets());
  pages.route('/', ports.signIn);
  pages.get('/', (context) => frontPage(ports, context));
  pages.route('/', forMembers(ports));
  return pages;
}

/** Pages that show something only to somebody who is signed in. */
function forMembers(ports: PagePorts): Hono<SignedIn> {
  const pages = new Hono<SignedIn>();
  const signedIn = requireViewer(ports);
  pages.route('/', organizationPages(ports, signedIn));
  pages.get('/queue', signedIn, (context) => queuePage(ports, context, null));
  pages.post(awayPath, signedIn, async (context) => {
    const answer = await takeAway(ports, context);
    return answer instanceof Response ? answer : queuePage(ports, context, answer);
  });
  pages.route('/', servePlayground(ports.playground, signedIn));
  pages.get('/:owner/:name/pull/:number', signedIn, (context) => pullRequestPage(ports, context));
  pages.get('/:owner/:name/pull/:number/events', signedIn, createEvents(ports));
  return pages;
}

/** Whose token GitHub no longer takes signs in again; everything else is a fault of ours or of GitHub's. */
async function answerFailure(
  { endSession, publicUrl, log }: PagePorts,
  error: unknown,
  context: Context,
): Promise<Response> {
  if (isRevoked(error)) {
    await endSession(context);
    return askToSignIn(context, publicUrl);
  }
  log.error({ err: error, path: context.req.path }, 'page failed');
  return refuse(context, {
    status: 503,
    title: 'Cannot be shown',
    heading: 'This page cannot be shown now.',
    text: 'It was noted. Loading it again may help: GitHub may not have answered.',
    viewer: null,
  });
}

function refuseSize(context: Context): Response | Promise<Response> {
  const text = 'Nothing was changed. A policy has room for some thousand lines.';
  if (isForPart(context)) return context.html(card('This is too long to be tried', html`<p>${text}</p>`), 413);
  return refuse(context, {
    status: 413,
    title: 'Too long',
    heading: 'This is too long to be taken.',
    text: `${text} Go back: what you wrote may still be there.`,
    viewer: null,
  });
}

const largestForm = 256 * 1024;
