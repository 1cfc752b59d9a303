import { pill } from '../components.ts';
import { type Html, html, joined } from '../html.ts';
import { onGitHub, pullRequestPath } from '../links.ts';
import { phrase } from '../phrase.ts';
import { verdicts } from '../verdict.ts';
import type { Explaining } from './told.ts';

/** The verdict in one line, and what is to be done next. */
export function answer(told: Explaining): Html {
  const { explanation, ref, githubUrl, couldClear } = told;
  const { state, headline, observing, twins } = explanation;
  const { name, tone } = observing ? { name: 'Observing', tone: 'info' as const } : verdicts[state];
  const note = observing
    ? html`<p>This is <strong>observe</strong> mode: the check never blocks, and says what it would ask for.</p>`
    : '';
  const others = twins.map((number) => html`<a href="${pullRequestPath({ ...ref, number })}">#${number}</a>`);
  return html`<section class="answer ${tone}" aria-label="Verdict">
    <p class="answer-head">${headline.startsWith(name) ? '' : pill(tone, name)} <strong>${headline}</strong></p>
    ${followsFrom(told)}
    ${note} ${couldClear ? invitation(onGitHub(githubUrl, ref)) : ''}
    ${twins.length === 0 ? '' : html`<p>The same commit is the head of ${joined(others)} too, so one check stands for all of them.</p>`}
  </section>`;
}

/** What is to be done next; of what has ended, how. */
function followsFrom({ state, explanation }: Explaining): Html {
  const { next, observing, state: verdict } = explanation;
  if (state === 'open') return html`<p>${phrase(next)}</p>`;
  const isHeld = !observing && ['pending', 'blocked', 'undecided'].includes(verdict);
  const ended = html`<p>${endings[state][isHeld ? 'held' : 'passed']}</p>`;
  return verdict === 'overridden' ? html`<p>${phrase(next)}</p>${ended}` : ended;
}

const endings = {
  merged: { passed: 'It has been merged.', held: 'It was merged all the same; nobody has to wait for it any more.' },
  closed: { passed: 'It has been closed.', held: 'It was closed; nobody has to wait for it any more.' },
} as const;

const invitation = (address: string): Html =>
  html`<p class="invitation">
    <a class="button main" href="${address}/files">Review on GitHub</a>
    <span>You qualify: your approval would count.</span>
  </p>`;
