import type { PullRequestRef } from '../core/facts.ts';
import { listed, plain } from '../core/text.ts';
import type { TimelineEntry, TimelineEvent } from '../core/timeline.ts';
import { unreachable } from '../core/unreachable.ts';
import { card, moment, type Tone } from './components.ts';
import { type Html, html } from './html.ts';
import { commitLink } from './links.ts';
import { verdicts } from './verdict.ts';

type Shown = {
  readonly entries: readonly TimelineEntry[];
  readonly ref: PullRequestRef;
  readonly githubUrl: string;
  readonly now: Date;
};

/** The record of one pull request, the newest first. */
export function timelineCard({ entries, ref, githubUrl, now }: Shown): Html {
  const items = entries.map(({ at, event }, index) => {
    const { tone, text } = told(event);
    // What was decided again for another reason, such as a label, and says the same, is told by the first of it.
    const before = entries[index + 1]?.event;
    if (before !== undefined && event.kind === 'decision' && saysTheSame(event, before)) return '';
    const head = event.kind === 'other' ? '' : html` · ${commitLink(githubUrl, ref, event.headSha)}`;
    return html`<li class="${tone}">
      <p>${text}</p>
      <p class="small quiet">${moment(new Date(at), now)}${head}</p>
    </li>`;
  });
  return card('What was decided', html`<ol class="timeline">${items}</ol>`);
}

function told(event: TimelineEvent): { readonly tone: Tone; readonly text: string | Html } {
  switch (event.kind) {
    case 'decision': {
      const { name, tone } = verdicts[event.verdict];
      const by = event.verdict === 'overridden' ? event.by.slice(0, 1) : event.by;
      const who = by.length === 0 ? '' : ` by ${listed(by.map(named))}`;
      const what = event.waitsFor.length === 0 ? '' : ` for ${plain(listed(event.waitsFor))}`;
      const vain = event.verdict === 'pending' && event.inVain.length > 0 ? vainly(event.inVain) : '';
      return { tone, text: `${name}${who}${what}${vain}` };
    }
    case 'override':
      return { tone: 'info', text: html`${named(event.by)} overrode: ${reason(event.reason)}` };
    case 'dispute':
      return { tone: 'info', text: html`${named(event.by)} set evidence aside: ${reason(event.reason)}` };
    case 'merge': {
      const gate = event.gate === 'open' ? 'the check was green' : 'the check was not green';
      return { tone: event.gate === 'open' ? 'ok' : 'stop', text: `Merged by ${named(event.by)}; ${gate}` };
    }
    case 'request':
      return { tone: 'info', text: requested[event.what](named(event.who)) };
    case 'other':
      return { tone: 'quiet', text: others[event.what] ?? plain(event.what, 40) };
    default:
      return unreachable(event);
  }
}

const requested = {
  asked: (who: string) => `${who} was asked for a review`,
  suggested: (who: string) => `${who} was named as somebody who could review`,
  reminded: (who: string) => `${who} was reminded`,
  escalated: (who: string) => `${who} let it wait, so that somebody else was to be asked as well`,
  ended: (who: string) => `${who} is not asked any more`,
} as const;

const others: Readonly<Record<string, string>> = {
  debt: 'Review debt',
  'debt open': 'Review debt: to be signed off afterwards',
  'debt closed': 'Review debt signed off',
  'merge-group': 'Decided for a merge group',
  push: 'Pushed around the gate',
};

const vainly = (names: readonly (string | null)[]): string =>
  names.length === 1
    ? `; the approval by ${named(names[0] ?? null)} does not count`
    : `; the approvals by ${listed(names.map(named))} do not count`;

const saysTheSame = (one: TimelineEvent, other: TimelineEvent): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const named = (name: string | null): string => (name === null ? 'somebody' : plain(name, 60));
const reason = (text: string | null): Html => (text === null ? html`(erased)` : html`<code>${plain(text, 300)}</code>`);
