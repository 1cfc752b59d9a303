import type { Line } from './lines.ts';
import { sentencesOf } from './sentences.ts';

/** A piece of text as its writer set it out: what a heading, a box or a paragraph says, in sentences without Markdown. */
export type Block = {
  readonly kind: 'heading' | 'box' | 'paragraph';
  /** A box: whether it is ticked. */
  readonly ticked: boolean;
  /** The subject or title, which is read differently. */
  readonly first: boolean;
  /** One of its lines holds a word of the catalogue. */
  readonly concerning: boolean;
  /** Made when first asked for, as most blocks are never read. */
  readonly sentences: () => readonly string[];
};

/** What is said in the writer's own voice, in order. */
export const blocksOf = (lines: readonly Line[], concerning: ReadonlySet<number>): readonly Block[] => {
  const blocks: Block[] = [];
  let open: number[] = [];
  const subjects = lines[0]?.text.startsWith('Merge pull request #') ? 2 : 0;
  const close = () => {
    const [start] = open;
    if (start !== undefined) blocks.push(paragraph(lines, open, start === 0 || start === subjects, concerning));
    open = [];
  };
  for (const [at, { kind, text }] of lines.entries()) {
    const special = kind === 'text' ? specialBlock(text, at, concerning) : null;
    const skipped = kind !== 'text' || isBlank(text) || credit.test(text);
    if (skipped || special !== null || isItem(text)) close();
    if (special !== null) blocks.push(special);
    else if (!skipped) open.push(at);
    if (at === 0) close();
  }
  close();
  return blocks;
};

const longestLine = 4000;

// `Signed-off-by: …`, `AI-assisted: …` and their kin are no sentences.
const credit =
  /^\s{0,9}(?:(?!drive)[a-z-]{2,30}-by|(?:ai|llm|genai)-(?:assisted|generated|used|assistance|assistant|tools?|tools?-used|agent|model)):/i;

const isBlank = (text: string): boolean => text.trim() === '';
const isItem = (text: string): boolean => /^\s{0,9}(?:[-*+•]|\d{1,3}[.)])\s/.test(text);

const paragraph = (
  lines: readonly Line[],
  places: readonly number[],
  first: boolean,
  concerning: ReadonlySet<number>,
): Block => ({
  kind: 'paragraph',
  ticked: false,
  first,
  concerning: places.some((at) => concerning.has(at)),
  sentences: once(() => sentencesOf(places.map((at) => (lines[at]?.text ?? '').slice(0, longestLine).trim()))),
});

const boxShape = /^(?:[-*+]|\d{1,3}[.)])?\s{0,9}\[([ xX✓✔]?)\]\s{1,9}(.*)$/;
const headingShape = /^#{1,6}\s{1,9}(.*)$|^\*\*([^*]{2,80})\*\*:?$|^__([^_]{2,80})__:?$/;

/** A tick box or a heading. */
const specialBlock = (text: string, at: number, concerning: ReadonlySet<number>): Block | null => {
  if (!/[[#*_]/.test(text.slice(0, 12))) return null;
  const line = text.slice(0, longestLine).trim();
  const box = boxShape.exec(line);
  const heading = box === null ? headingShape.exec(line) : null;
  const said = box?.[2] ?? heading?.[1] ?? heading?.[2] ?? heading?.[3];
  if (said === undefined) return null;
  return {
    kind: box === null ? 'heading' : 'box',
    ticked: /[xX✓✔]/.test(box?.[1] ?? ''),
    first: at === 0,
    concerning: concerning.has(at),
    sentences: once(() => sentencesOf([said])),
  };
};

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
