import { html } from 'hono/html';
import { latestCheckRuns } from '../state/checks.ts';
import type { CheckRun, CommitStatus, PullRequest } from '../state/model.ts';
import { isMerged } from '../state/pull-requests.ts';
import type { Html } from './markdown.ts';

/** Open, draft, merged or closed. */
export function stateMark(pull: PullRequest): Html {
  if (isMerged(pull)) return html`<span class="pill merged">Merged</span>`;
  if (pull.state === 'closed') return html`<span class="pill bad">Closed</span>`;
  return pull.draft ? html`<span class="pill faint">Draft</span>` : html`<span class="pill good">Open</span>`;
}

/** The newest checks of the head in a word. */
export function checkDot(pull: PullRequest): Html {
  const runs = latestCheckRuns(pull.repository, pull.head.sha);
  return html`${runs.map((run) => html`<span class="${tone(run)}" title="${run.output.title ?? run.name}">${symbol(run)} ${run.name}</span> `)}`;
}

export function runMark(run: CheckRun): Html {
  return html`<span class="pill ${tone(run)}">${symbol(run)} ${(run.conclusion ?? run.status).replaceAll('_', ' ')}</span>`;
}

export function statusMark({ state }: CommitStatus): Html {
  const tones = { success: 'good', pending: 'wait', failure: 'bad', error: 'bad' } as const;
  return html`<span class="pill ${tones[state]}">${state}</span>`;
}

function tone({ conclusion }: CheckRun): string {
  if (conclusion === null) return 'wait';
  if (conclusion === 'success') return 'good';
  if (conclusion === 'neutral' || conclusion === 'skipped') return 'faint';
  return conclusion === 'action_required' ? 'wait' : 'bad';
}

function symbol({ conclusion }: CheckRun): string {
  if (conclusion === null) return '●';
  if (conclusion === 'success') return '✓';
  if (conclusion === 'neutral' || conclusion === 'skipped') return '–';
  return conclusion === 'action_required' ? '!' : '✕';
}
