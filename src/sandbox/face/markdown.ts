import { html, raw } from 'hono/html';

export type Html = ReturnType<typeof html>;

/** The part of Markdown that checks and descriptions use. All text is escaped; a link leads to http or https only. */
export function markdown(text: string): Html {
  const blocks = blocksOf(text.replaceAll('\r\n', '\n').split('\n'));
  return html`<div class="markdown">${blocks}</div>`;
}

function blocksOf(lines: readonly string[]): readonly Html[] {
  const blocks: Html[] = [];
  for (let at = 0; at < lines.length; ) {
    const { block, next } = blockAt(lines, at);
    if (block !== null) blocks.push(block);
    at = next;
  }
  return blocks;
}

type Block = { readonly block: Html | null; readonly next: number };

function blockAt(lines: readonly string[], at: number): Block {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1 };
  const fence = /^\s*(?<fence>`{3,}|~{3,})/u.exec(line)?.groups?.['fence'];
  if (fence !== undefined) return fencedAt(lines, at, fence);
  const heading = /^(?<marks>#{1,6})\s+(?<text>.*?)\s*#*$/u.exec(line)?.groups;
  if (heading !== undefined) {
    const words = inline(heading['text'] ?? '');
    return {
      block: (heading['marks'] ?? '').length < 3 ? html`<h3>${words}</h3>` : html`<h4>${words}</h4>`,
      next: at + 1,
    };
  }
  if (isItem(line)) return runAt(lines, at, isItem, (items) => html`<ul>${items.map(item)}</ul>`);
  if (isRow(line)) return runAt(lines, at, isRow, table);
  if (isQuote(line)) {
    return runAt(lines, at, isQuote, (quoted) => html`<blockquote>${blocksOf(quoted.map(unquoted))}</blockquote>`);
  }
  return runAt(lines, at, isProse, (prose) => html`<p>${joined(prose.map(inline))}</p>`);
}

function fencedAt(lines: readonly string[], at: number, fence: string): Block {
  const end = lines.findIndex((line, index) => index > at && line.trim().startsWith(fence));
  const last = end === -1 ? lines.length : end;
  return { block: html`<pre><code>${lines.slice(at + 1, last).join('\n')}</code></pre>`, next: last + 1 };
}

function runAt(
  lines: readonly string[],
  at: number,
  belongs: (line: string) => boolean,
  show: (run: readonly string[]) => Html,
): Block {
  const length = lines.slice(at).findIndex((line, index) => index > 0 && !belongs(line));
  const next = length === -1 ? lines.length : at + length;
  return { block: show(lines.slice(at, next)), next };
}

function isItem(line: string): boolean {
  return /^\s*(?:[-*+]|\d+[.)])\s+/u.test(line);
}

function isRow(line: string): boolean {
  return /^\s*\|.*\|\s*$/u.test(line);
}

function isQuote(line: string): boolean {
  return line.startsWith('>');
}

function isProse(line: string): boolean {
  return (
    line.trim() !== '' && !isItem(line) && !isRow(line) && !isQuote(line) && !/^\s*(?:#{1,6}\s|`{3}|~{3})/u.test(line)
  );
}

function unquoted(line: string): string {
  return line.replace(/^>\s?/u, '');
}

function item(line: string): Html {
  const text = line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/u, '');
  const task = /^\[(?<mark>[ xX])\]\s+(?<rest>.*)$/u.exec(text)?.groups;
  if (task === undefined) return html`<li>${inline(text)}</li>`;
  return html`<li class="task">${task['mark'] === ' ' ? '☐' : '☑'} ${inline(task['rest'] ?? '')}</li>`;
}

function table(rows: readonly string[]): Html {
  const cells = rows.map((row) =>
    row
      .trim()
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  const [head = [], rule, ...rest] = cells;
  const hasHead = rule?.every((cell) => /^:?-+:?$/u.test(cell)) === true;
  const body = hasHead ? rest : cells;
  return html`<table>
    ${hasHead ? html`<tr>${head.map((cell) => html`<th>${inline(cell)}</th>`)}</tr>` : ''}
    ${body.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}
  </table>`;
}

const spans =
  /(?<ticks>`+)(?<code>[^`]|[^`][\s\S]*?[^`])\k<ticks>(?!`)|\*\*(?<strong>[^*]+)\*\*|\[(?<words>[^\]]*)\]\((?<target>[^)\s]*)\)/gu;

/** Code first: inside it nothing else is markup. */
function inline(text: string): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const match of text.matchAll(spans)) {
    parts.push(html`${text.slice(at, match.index)}`, span(match.groups ?? {}));
    at = match.index + match[0].length;
  }
  return html`${[...parts, html`${text.slice(at)}`]}`;
}

function span({ code, strong, words, target }: Readonly<Record<string, string | undefined>>): Html {
  if (code !== undefined) return html`<code>${code}</code>`;
  if (strong !== undefined) return html`<strong>${inline(strong)}</strong>`;
  const safe = /^https?:\/\//u.test(target ?? '');
  return safe ? html`<a href="${target}" rel="noreferrer">${words}</a>` : html`${words}`;
}

function joined(parts: readonly Html[]): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${raw('<br>')}${part}`))}`;
}
