import type { Line } from './lines.ts';

/** A piece of text as its writer set it out, without Markdown: what a heading, a box or a sentence says. */
export type Block = {
  readonly kind: 'heading' | 'box' | 'paragraph';
  /** A box: whether it is ticked. */
  readonly ticked: boolean;
  readonly sentences: readonly string[];
  /** The first line of the text, as a subject or title is read differently. */
  readonly first: boolean;
};

/** What is said in the writer's own voice, sentence by sentence. Lines that were only folded are joined again. */
export const blocksOf = (lines: readonly Line[]): readonly Block[] => {
  const blocks: Block[] = [];
  let open: string[] = [];
  let openedAt = 0;
  const close = () => {
    if (open.length > 0)
      blocks.push({
        kind: 'paragraph',
        ticked: false,
        sentences: sentencesOf(open),
        first: openedAt === 0 || openedAt === subjects,
      });
    open = [];
  };
  const subjects = lines[0]?.text.startsWith('Merge pull request #') ? 2 : 0;
  for (const [at, { kind, text }] of lines.entries()) {
    const line = kind === 'text' ? text.slice(0, longestLine).trim() : '';
    const box = /^(?:[-*+]|\d{1,3}[.)])?\s{0,9}\[([ xX✓✔]?)\]\s{1,9}(.*)$/.exec(line);
    const heading =
      /^#{1,6}\s{1,9}(.*)$/.exec(line) ?? /^\*\*([^*]{2,80})\*\*:?$/.exec(line) ?? /^__([^_]{2,80})__:?$/.exec(line);
    const item = /^(?:[-*+•]|\d{1,3}[.)])\s/.test(line);
    if (line === '' || box !== null || heading !== null || item) close();
    if (line === '') continue;
    if (box !== null)
      blocks.push({
        kind: 'box',
        ticked: /[xX✓✔]/.test(box[1] ?? ''),
        sentences: sentencesOf([box[2] ?? '']),
        first: false,
      });
    else if (heading !== null)
      blocks.push({ kind: 'heading', ticked: false, sentences: [plain(heading[1] ?? '')], first: at === 0 });
    else {
      if (open.length === 0) openedAt = at;
      open.push(line);
      if (at === 0) close();
    }
  }
  close();
  return blocks;
};

const longestLine = 4000;
const longestSentence = 600;

const sentencesOf = (lines: readonly string[]): readonly string[] => {
  const pieces: string[][] = [];
  for (const [at, line] of lines.entries()) {
    const last = pieces.at(-1);
    const fits = last !== undefined && last.length < 40 && !endsHere(lines[at - 1] ?? '', line);
    if (fits) last.push(line);
    else pieces.push([line]);
  }
  return pieces.flatMap((piece) => sentencesIn(plain(piece.join(' '))));
};

/** The sentences of running text. */
export const sentencesIn = (text: string): readonly string[] =>
  text
    .split(/(?<=[.!?…]["')\]]?)\s+(?=[^a-z\s])/)
    .map((sentence) => sentence.slice(0, longestSentence).trim())
    .filter((sentence) => sentence !== '');

// A line that ends where its writer had room for the next word ends on purpose, unless a link is cut in two.
const endsHere = (previous: string, line: string): boolean => {
  if (/^[A-Z][\w -]{1,30}:\s/.test(line)) return true;
  if (previous.lastIndexOf('[') > previous.lastIndexOf(']')) return false;
  const [word = ''] = line.split(' ', 1);
  return previous.length + word.length < 55 && /^[^a-z]/.test(line) && !/[,:(]$/.test(previous);
};

/** Text without Markdown and HTML. What stands in quotation marks or as code is somebody else's, unless it is but a name. */
export const plain = (text: string): string =>
  text
    .replace(/!\[[^\][]{0,200}\]\([^()\s]{0,500}\)/g, ' ')
    .replace(/\[([^\][]{1,300})\]\([^()\s]{0,500}\)/g, '$1')
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, ' ')
    .replace(/`([^`]{0,200})`/g, keepName)
    .replace(/["“]([^"“”]{0,300})["”]/g, keepName)
    .replace(/(?<![\w*])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)/g, '')
    .replace(/^(?:[^\p{L}\p{N}([{@#/]{1,9})/u, '')
    .replace(/\s+/g, ' ');

const keepName = (_: string, quoted: string): string =>
  /^[\w .-]{1,30}$/.test(quoted) && !/generated|authored|written|assisted| (?:by|with) /i.test(quoted) ? quoted : ' … ';
