import { html } from 'hono/html';
import type { FileChange } from '../git/diff.ts';
import type { Html } from './markdown.ts';

/** Beyond this much the reader would rather ask git. */
const mostLines = 400;

export function fileList(changes: readonly FileChange[]): Html {
  return html`${changes.map(
    (change) =>
      html`<details ${changes.length <= 8 ? 'open' : ''}>
        <summary class="line">
          <code>${change.previousPath === null ? '' : `${change.previousPath} → `}${change.path}</code>
          <span class="faint small">${change.status}${modeNote(change)}</span>
          <span class="end small"><span class="good">+${change.additions}</span> <span class="bad">−${change.deletions}</span></span>
        </summary>
        ${patch(change)}
      </details>`,
  )}`;
}

function patch({ patch: text }: FileChange): Html {
  if (text === null)
    return html`<p class="faint small">No text to show: binary, empty, renamed as it was, or too large.</p>`;
  const lines = text.split('\n');
  const shown = lines.slice(0, mostLines).map((line) => html`<span class="${kind(line)}">${line}</span>`);
  const rest = lines.length - shown.length;
  return html`<pre class="patch">${shown}${rest > 0 ? html`<span class="hunk">… ${rest} more lines</span>` : ''}</pre>`;
}

function kind(line: string): string {
  if (line.startsWith('+')) return 'plus';
  if (line.startsWith('-')) return 'minus';
  return line.startsWith('@@') ? 'hunk' : '';
}

function modeNote({ before, after }: FileChange): string {
  const mode = (after ?? before)?.mode;
  return mode === undefined || mode === '100644' ? '' : `, mode ${mode}`;
}
