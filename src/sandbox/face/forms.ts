import { html, raw } from 'hono/html';
import { refuseUnmetRules, ruledBranch } from '../operations/gates.ts';
import { Refusal } from '../refusal.ts';
import { filesOfPullRequest, isMergeable } from '../state/changes.ts';
import { queueEntryOf } from '../state/merge-queues.ts';
import type { PullRequest, User } from '../state/model.ts';
import { isMerged } from '../state/pull-requests.ts';
import { mergeQueueRule } from '../state/rules.ts';
import { landingBranch } from '../state/stacks.ts';
import { canPush, permissionOf, type State } from '../state.ts';
import type { Html } from './markdown.ts';
import type { Visit } from './page.ts';

/** Trailers that tools leave in commits, to try what they cause. */
export const trailersToTry: Readonly<Record<string, string>> = {
  none: '',
  Claude: 'Co-Authored-By: Claude <noreply@anthropic.com>',
  Codex: 'Co-authored-by: Codex <noreply@openai.com>',
  Copilot: 'Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>',
  aider: 'Co-authored-by: aider (gpt-5) <aider@aider.chat>',
};

/** Why the person could not merge now; null if nothing is in the way. */
export function mergeBlockedBecause(state: State, pull: PullRequest, person: User): string | null {
  const { repository, base, head } = pull;
  const branch = ruledBranch(state, pull);
  if (pull.draft) return 'This pull request is a draft.';
  if (!isMergeable(pull)) return `The branch has conflicts with ${base.ref}.`;
  if (!canPush(repository, person)) return `${person.login} may not write to this repository.`;
  try {
    const kind = hasQueue(pull) ? 'enqueue' : 'merge';
    refuseUnmetRules(state, repository, branch, { kind, sha: head.sha, as: person, pullRequest: pull });
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message.replace('Repository rule violations found: ', '');
    throw error;
  }
}

export function mergeForms(visit: Visit, pull: PullRequest): Html {
  const { path, person } = visit;
  if (isMerged(pull)) {
    return html`<section class="card notice good">
      <h2 class="merged">Merged</h2>
      <p>by ${pull.mergedBy?.login ?? 'ghost'} as <code>${pull.mergeCommit?.slice(0, 7)}</code></p>
    </section>`;
  }
  if (pull.state === 'closed') {
    return html`<section class="card notice">
      <h2>Closed</h2>
      <form method="post" action="${path}/reopen" class="buttons"><button>Reopen</button></form>
    </section>`;
  }
  const blocked = mergeBlockedBecause(visit.state, pull, person);
  return html`<section class="card notice ${blocked === null ? 'good' : 'bad'}">
    ${
      blocked === null
        ? html`<h2 class="good">Ready to merge</h2>`
        : html`<h2 class="bad">Merging is blocked</h2>
          <p>${blocked}</p>`
    }
    ${hasQueue(pull) ? queueForm(path, pull) : mergeForm(path, blocked === null)}
    <div class="buttons">
      ${button(path, 'update', 'Update branch')}
      ${pull.draft ? button(path, 'ready', 'Ready for review') : button(path, 'draft', 'Convert to draft')}
      ${button(path, 'close', 'Close')}
    </div>
  </section>`;
}

function mergeForm(path: string, ready: boolean): Html {
  return html`<form method="post" action="${path}/merge">
    <label for="method">Method</label>
    <select name="method" id="method">
      <option value="merge">Merge commit</option>
      <option value="squash">Squash</option>
      <option value="rebase">Rebase</option>
    </select>
    <div class="buttons">
      <button class="${ready ? 'good' : ''}">${ready ? 'Merge' : 'Try to merge'}</button>
    </div>
  </form>`;
}

function queueForm(path: string, pull: PullRequest): Html {
  const entry = queueEntryOf(pull);
  if (entry === null) return html`<div class="buttons">${button(path, 'enqueue', 'Merge when ready')}</div>`;
  const place = entry.queue.entries.indexOf(entry) + 1;
  return html`<p>In the merge queue at place ${place}.</p>
    <div class="buttons">${button(path, 'dequeue', 'Remove from queue')}</div>`;
}

function hasQueue(pull: PullRequest): boolean {
  return mergeQueueRule(pull.repository, landingBranch(pull)) !== null;
}

export function reviewForm(visit: Visit, pull: PullRequest): Html {
  const { path, person } = visit;
  const permission = permissionOf(pull.repository, person);
  const isAuthor = pull.author === person;
  return html`<section class="card">
    <h2>Review as ${person.login}</h2>
    <p class="faint small">${isAuthor ? 'The author. ' : ''}${permission === 'none' ? 'No access' : `Access: ${permission}`}.</p>
    <form method="post" action="${path}/review">
      <label for="body">Words</label>
      <textarea name="body" id="body" rows="3"></textarea>
      <div class="buttons">
        <button class="good" name="opinion" value="APPROVED">Approve</button>
        <button class="bad" name="opinion" value="CHANGES_REQUESTED">Request changes</button>
        <button name="opinion" value="COMMENT">Comment</button>
      </div>
    </form>
  </section>`;
}

export function labelForms({ path }: Visit, pull: PullRequest): Html {
  return html`<section class="card">
    <h2>Labels</h2>
    <div class="line">
      ${pull.labels.length === 0 ? html`<span class="faint small">none</span>` : ''}
      ${pull.labels.map(
        ({ name }) =>
          html`<form class="inline" method="post" action="${path}/unlabel">
            <span class="pill label">${name}</span>
            <button class="bare" name="name" value="${name}" aria-label="Remove the label ${name}">×</button>
          </form>`,
      )}
    </div>
    <form method="post" action="${path}/label">
      <label for="name">Add a label</label>
      <input name="name" id="name" required />
      <div class="buttons"><button>Add</button></div>
    </form>
  </section>`;
}

export function pushForm({ path, person }: Visit, pull: PullRequest): Html {
  const changed = filesOfPullRequest(pull).find(({ after }) => after !== null);
  const file = changed?.path ?? 'notes.md';
  return html`<details class="card">
    <summary>Push a change to <code>${pull.head.ref}</code> as ${person.login}</summary>
    <form method="post" action="${path}/push">
      ${changeFields({ file, content: `One more line, pushed by ${person.login}.` })}
      <div class="buttons"><button>Commit and push</button></div>
    </form>
  </details>`;
}

export function changeFields({ file, content }: { readonly file: string; readonly content: string }): Html {
  return html`<label for="file">File</label>
    <input name="file" id="file" value="${file}" required />
    <label for="content">New content; empty removes the file</label>
    <textarea name="content" id="content" rows="8">${raw('\n')}${content}</textarea>
    <label for="message">Message</label>
    <input name="message" id="message" value="change ${file}" required />
    <label for="trailer">Trailer of a tool</label>
    <select name="trailer" id="trailer">
      ${Object.entries(trailersToTry).map(
        ([name, trailer]) => html`<option value="${name}">${trailer === '' ? 'none' : trailer}</option>`,
      )}
    </select>`;
}

function button(path: string, deed: string, words: string): Html {
  return html`<form class="inline" method="post" action="${path}/${deed}"><button>${words}</button></form>`;
}
