import { invisible } from './words.ts';

/** What a line is, so that nobody is held to what they quote: only `text` is said in the writer's own voice. */
export type LineKind = 'text' | 'quote' | 'fence' | 'indented' | 'comment' | 'summary';

export type Line = {
  readonly text: string;
  readonly kind: LineKind;
};

/** The lines of a commit message or of a pull request's description, with what is quoted, fenced or commented out set apart. */
export const linesOf = (text: string): readonly Line[] => {
  const raw = splitLines(text);
  const kinds: LineKind[] = raw.map(() => 'text');
  markFences(raw, kinds);
  markComments(raw, kinds);
  markSummaries(raw, kinds);
  markIndented(raw, kinds);
  markQuotes(raw, kinds);
  return raw.map((line, at) => ({ text: line, kind: kinds[at] ?? 'text' }));
};

const splitLines = (text: string): string[] => {
  const visible = text.search(invisible) < 0 ? text : text.replace(invisible, '');
  // Some tools write the two characters `\n` where they mean a line break.
  const broken = /\\n(?:co-authored|signed-off|assisted|generated)/i.test(visible)
    ? visible.replaceAll('\\n', '\n')
    : visible;
  return broken.split(/\r\n?|\n/);
};

const fenceOf = (line: string): { readonly mark: string; readonly length: number; readonly bare: boolean } | null => {
  const [, run, rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  if (run === undefined) return null;
  // A sentence may begin with backticks; an opening fence names a language at most.
  const info = rest.trim();
  return info.length > 40 || info.includes('`') || /\s\S+\s\S+\s/.test(info)
    ? null
    : { mark: run.charAt(0), length: run.length, bare: info === '' };
};

// A fence that nobody closes is not a fence: what follows it would otherwise never be read.
const markFences = (raw: readonly string[], kinds: LineKind[]): void => {
  const fences = raw.map(fenceOf);
  const longestAhead = longestBareFenceAhead(fences);
  for (let at = 0; at < raw.length; at += 1) {
    const open = fences[at];
    if (!open || (longestAhead[open.mark]?.[at + 1] ?? 0) < open.length) continue;
    kinds[at] = 'fence';
    for (at += 1; at < raw.length; at += 1) {
      kinds[at] = 'fence';
      const close = fences[at];
      if (close?.bare && close.mark === open.mark && close.length >= open.length) break;
    }
  }
};

const longestBareFenceAhead = (
  fences: readonly ReturnType<typeof fenceOf>[],
): Readonly<Record<string, Uint32Array>> => {
  const ahead = { '`': new Uint32Array(fences.length + 1), '~': new Uint32Array(fences.length + 1) };
  for (let at = fences.length - 1; at >= 0; at -= 1) {
    const fence = fences[at];
    for (const mark of ['`', '~'] as const) {
      const here = fence?.bare && fence.mark === mark ? fence.length : 0;
      ahead[mark][at] = Math.max(ahead[mark][at + 1] ?? 0, here);
    }
  }
  return ahead;
};

const markComments = (raw: string[], kinds: LineKind[]): void => {
  let open = false;
  for (let at = 0; at < raw.length; at += 1) {
    const line = raw[at] ?? '';
    if (kinds[at] !== 'text' || (!open && !line.includes('<!--'))) continue;
    const outside = withoutComments(line, open);
    open = outside.open;
    if (outside.text.trim() === '') kinds[at] = 'comment';
    else raw[at] = outside.text;
  }
};

const withoutComments = (line: string, opened: boolean): { readonly text: string; readonly open: boolean } => {
  let text = '';
  let open = opened;
  for (let at = 0; at < line.length; ) {
    const next = line.indexOf(open ? '-->' : '<!--', at);
    if (!open) text += line.slice(at, next < 0 ? undefined : next);
    if (next < 0) return { text, open };
    at = next + (open ? 3 : 4);
    open = !open;
  }
  return { text, open };
};

const summaryStart =
  /^\s*(?:<!-- ?(?:CURSOR_SUMMARY|ELLIPSIS_HIDDEN|BUGBOT_\w+|start of auto-generated)|#{1,6} *(?:summary|walkthrough) by \w+|<h\d>greptile|#{1,6} *greptile)/i;
const summaryEnd = /^\s*<!-- ?(?:\/CURSOR_SUMMARY|ELLIPSIS_HIDDEN|\/BUGBOT_\w+|end of auto-generated)/i;

// Reviewers that are machines write their summary into the author's text; it says who read the change, not who made it.
const markSummaries = (raw: readonly string[], kinds: LineKind[]): void => {
  for (let at = 0; at < raw.length; at += 1) {
    const start = raw[at] ?? '';
    if (kinds[at] === 'fence' || !summaryStart.test(start)) continue;
    const heading = start.trimStart().startsWith('#');
    for (; at < raw.length; at += 1) {
      const line = raw[at] ?? '';
      if (heading && line !== start && /^#{1,2} /.test(line)) {
        at -= 1;
        break;
      }
      kinds[at] = 'summary';
      if (!heading && line !== start && summaryEnd.test(line)) break;
      if (
        !heading &&
        line === start &&
        start.includes('ELLIPSIS_HIDDEN') &&
        kinds.lastIndexOf('summary', at - 1) >= 0 &&
        kinds[at - 1] === 'summary'
      )
        break;
    }
  }
};

const indented = /^(?: {4}|\t)/;

// Indented lines are an example, unless everything is indented or the message is a pasted `git log`.
const markIndented = (raw: readonly string[], kinds: LineKind[]): void => {
  const body = raw.slice(1).filter((line) => line.trim() !== '');
  const flush = body.filter((line) => !indented.test(line));
  if (flush.length === 0 || flush.some((line) => /^commit [0-9a-f]{40}$/.test(line))) return;
  let inExample = false;
  for (let at = 1; at < raw.length; at += 1) {
    const line = raw[at] ?? '';
    if (line.trim() === '') continue;
    const afterBlank = (raw[at - 1] ?? '').trim() === '';
    inExample = indented.test(line) && (inExample || afterBlank) && !/^\s*(?:[*+-]|\d+[.)])\s/.test(line);
    if (inExample && kinds[at] === 'text') kinds[at] = 'indented';
  }
};

const quoted = /^\s{0,3}>\s?/;
const disclosing = /^[*_\s]{0,6}(?:AI|LLM|GenAI)\b.{0,40}\b(?:disclosure|disclaimer|usage|assistance|statement)\b/i;
const alert = /^\[!\w{3,12}\]\s{0,9}$/;

// People set their own disclosure apart as a callout; every other quotation is somebody else's.
const markQuotes = (raw: string[], kinds: LineKind[]): void => {
  for (let at = 0; at < raw.length; at += 1) {
    if (kinds[at] !== 'text' || !quoted.test(raw[at] ?? '')) continue;
    let end = at;
    while (kinds[end] === 'text' && quoted.test(raw[end] ?? '')) end += 1;
    const run = raw.slice(at, end).map((line) => line.replace(quoted, ''));
    const [first = ''] = run.filter((line) => !alert.test(line));
    for (let place = at; place < end; place += 1) {
      if (disclosing.test(first)) raw[place] = run[place - at] ?? '';
      else kinds[place] = 'quote';
    }
    at = end - 1;
  }
};
