import type { Context } from 'hono';
import { dayIn, dayLength } from '../core/day.ts';
import type { SignedIn } from './access.ts';
import { csrfField } from './components.ts';
import { type Html, html } from './html.ts';
import type { PagePorts, Viewer } from './ports.ts';

/** Where the form goes to, and the page that it stands on. */
export const awayPath = '/queue/away';

const longest = 366;

/** Takes what somebody says about themselves. Answers why it cannot be taken; null: it was. */
export async function takeAway(ports: PagePorts, context: Context<SignedIn>): Promise<Response | AwayProblem> {
  const { until, back } = await context.req.parseBody();
  const viewer = context.get('viewer');
  if (typeof back === 'string') await ports.setAway(viewer.id, null);
  else {
    const given = typeof until === 'string' ? until : '';
    const problem = problemOf(given, ports.now());
    if (problem !== null) return { problem };
    await ports.setAway(viewer.id, given);
  }
  return context.redirect('/queue', 303);
}

export type AwayProblem = { readonly problem: string };

/** Why nobody can be away until this day; null: they can. What day it is is measured where it is still the earlier one. */
export function problemOf(until: string, now: Date): string | null {
  if (dayIn(until) === null) return 'This is not a date: write the day on which you are back as 2026-12-31.';
  const { first, last } = daysFrom(now);
  if (until < first) return 'This day has passed.';
  return until > last ? 'Somebody can be away for a year at most.' : null;
}

/** What the viewer said about their absence, and a form to change it. It works without a script. */
export async function awayForm(ports: PagePorts, viewer: Viewer, problem: string | null): Promise<Html> {
  const { first, last } = daysFrom(ports.now());
  const said = (await ports.awayUntil([viewer.id])).get(viewer.id);
  const until = said !== undefined && said >= first ? said : null;
  return html`<section class="card away" aria-labelledby="away">
    <h2 id="away">${until === null ? 'Are you away for a while?' : html`You are away until <time datetime="${until}">${until}</time>`}</h2>
    <p class="quiet">${until === null ? 'Say when you are back, and Countersign asks you for no review before that day.' : 'Countersign asks you for no review before that day.'}
      What you sign off counts all the same.</p>
    <form class="filters" method="post" action="${awayPath}">
      ${csrfField(viewer.csrf)}
      <div>
        <label for="away-until">Back on</label>
        <input id="away-until" type="date" name="until" required min="${first}" max="${last}" value="${until ?? ''}"
          ${problem === null ? '' : html`aria-invalid="true" aria-describedby="away-problem"`} />
      </div>
      <div><button>${until === null ? 'I am away' : 'Change the day'}</button></div>
    </form>
    ${problem === null ? '' : html`<p id="away-problem" class="tinted stop" role="alert">${problem}</p>`}
    ${until === null ? '' : backForm(viewer)}
  </section>`;
}

const backForm = ({ csrf }: Viewer): Html =>
  html`<form method="post" action="${awayPath}">
    ${csrfField(csrf)}
    <button name="back" value="yes">I am back</button>
  </form>`;

/** The days from which and to which somebody can be away. */
function daysFrom(now: Date): { readonly first: string; readonly last: string } {
  const dayAfter = (days: number) => new Date(now.getTime() + days * dayLength).toISOString().slice(0, 10);
  return { first: dayAfter(0), last: dayAfter(longest) };
}
