import { code, plain, sentence } from './text.ts';

/**
 * Text for people with its quotations kept apart, so that every place prints it by its own rules and no place writes the
 * sentence again. Plain JSON.
 */
export type Phrase = readonly Part[];

/** Words of ours, a quotation of what somebody else wrote, or words of ours that stand out. */
export type Part = string | { readonly quote: string } | { readonly strong: string };

/** What somebody else wrote, on one line and without characters that control, hide or reorder text. */
export const quote = (text: string, atMost = 200): Part => ({ quote: plain(text, atMost) });

/** A phrase from a template. Text that goes in bare must be ours, or have gone through `plain`. */
export function say(words: TemplateStringsArray, ...values: readonly (string | number | Part | Phrase)[]): Phrase {
  return words.flatMap((word, index) => {
    const value = values[index];
    const part = value === undefined ? [] : Array.isArray(value) ? (value as Phrase) : [asPart(value as Part | number)];
    return [...(word === '' ? [] : [word]), ...part];
  });
}

const asPart = (value: Part | number): Part => (typeof value === 'number' ? String(value) : value);

/** `a`, `a and b`, `a, b and c`, where each may be a phrase. */
export function series(items: readonly (Part | Phrase)[]): Phrase {
  return items.flatMap((item, index) => {
    const separator = index === 0 ? [] : [index === items.length - 1 ? ' and ' : ', '];
    return [...separator, ...(Array.isArray(item) ? (item as Phrase) : [item as Part])];
  });
}

/** The phrase as Markdown: a quotation is a code span, in which nothing is markup, a link or a mention. */
export const toMarkdown = (phrase: Phrase): string =>
  phrase
    .map((part) => {
      if (typeof part === 'string') return sentence(part);
      return 'quote' in part ? code(part.quote, Number.POSITIVE_INFINITY) : `**${part.strong}**`;
    })
    .join('');
