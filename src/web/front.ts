import type { Context } from 'hono';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { PagePorts } from './ports.ts';

/** `/`: the queue for whoever is signed in; for everybody else what this is, and the way in. */
export async function frontPage(ports: PagePorts, context: Context): Promise<Response> {
  context.header('cache-control', 'no-store');
  if ((await ports.viewerOf(context)) !== null) return context.redirect('/queue', 302);
  const body = html`<div class="front">
    <h1>The right person signed off on exactly this commit.</h1>
    <p>
      Countersign finds declared AI involvement in pull requests and holds a required check until a reviewer of the right
      seniority has signed off. Sign in to see what waits for you, and why a check says what it says.
    </p>
    <p><a class="button main" href="/sign-in">Sign in with GitHub</a></p>
    <p class="small quiet">You see here exactly what you can see on GitHub. Nothing is shown without signing in.</p>
  </div>`;
  return context.html(page({ title: 'Welcome', viewer: null, section: null, body }));
}
