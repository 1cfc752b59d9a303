export type Word = { readonly text: string; readonly start: number; readonly end: number };

/** How texts are compared: compatibility forms joined, invisible characters gone, without regard to case. */
export const fold = (text: string): string => {
  // Most text is plain, and normalizing what is plain already costs as much as all the rest.
  const plain = isAscii(text) ? text : text.normalize('NFKC').replace(invisible, '');
  return plain.trim().toLowerCase();
};

// Zero-width and direction marks: they split or reorder words for the eye, and hide them from a comparison.
export const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

const isAscii = (text: string): boolean => !/[\u0080-\uffff]/.test(text);

/** The words of a text. Letters and digits part company: `GPT5` and `gpt-5` have the same words. */
export const wordsOf = (text: string): readonly Word[] => {
  const words: Word[] = [];
  for (const match of text.matchAll(/[a-z\u00c0-\u1fff]+|[0-9]+/giu)) {
    words.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return words;
};

/** Tests for "holds one of these words", in one pass and without making anything. Latin letters and digits only. */
export type WordTest = {
  readonly inText: (text: string) => boolean;
  /** The same on UTF-8 that nobody has decoded yet. */
  readonly inBytes: (bytes: Uint8Array, start: number, end: number) => boolean;
};

export const wordTest = (wanted: ReadonlySet<string>): WordTest => {
  const beginnings = new Uint8Array(1 << 16);
  for (const word of wanted) beginnings[beginningOf(word)] = 1;
  return { inText: testText(wanted, beginnings), inBytes: testBytes(wanted, beginnings) };
};

// A number for each letter and digit, whatever its case; 0 is no part of a word.
const codes = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code >= 48 && code <= 57) return code - 47;
  const lower = code | 32;
  return code < 128 && lower >= 97 && lower <= 122 ? lower - 86 : 0;
});

const beginningOf = (word: string): number => {
  let hash = 0;
  for (let at = 0; at < Math.min(hashed, word.length); at += 1) hash = next(hash, codes[word.charCodeAt(at)] ?? 0);
  return hash;
};

// The first letters of a word, folded into sixteen bits.
const hashed = 5;
const next = (hash: number, code: number): number => (Math.imul(hash, 37) + code) & 0xffff;

const digits = 10;

// The two loops below are the same but for what they read. They run over every byte of a history.
const testText =
  (wanted: ReadonlySet<string>, beginnings: Uint8Array) =>
  (text: string): boolean => {
    let length = 0;
    let hash = 0;
    let last = 0;
    for (let at = 0; at <= text.length; at += 1) {
      const code = at < text.length ? (codes[text.charCodeAt(at)] ?? 0) : 0;
      // The letters of `gpt5` are a word, and so is the whole.
      const ends = code === 0 || (code <= digits && last > digits);
      if (ends && length > 1 && beginnings[hash] === 1 && wanted.has(text.slice(at - length, at).toLowerCase()))
        return true;
      if (code === 0) {
        length = 0;
        hash = 0;
      } else {
        if (length < hashed) hash = next(hash, code);
        length += 1;
      }
      last = code;
    }
    return false;
  };

const testBytes =
  (wanted: ReadonlySet<string>, beginnings: Uint8Array) =>
  (bytes: Uint8Array, start: number, end: number): boolean => {
    let length = 0;
    let hash = 0;
    let last = 0;
    for (let at = start; at <= end; at += 1) {
      const code = at < end ? (codes[bytes[at] ?? 0] ?? 0) : 0;
      // The letters of `gpt5` are a word, and so is the whole.
      const ends = code === 0 || (code <= digits && last > digits);
      if (ends && length > 1 && beginnings[hash] === 1 && wanted.has(asciiOf(bytes, at - length, at).toLowerCase()))
        return true;
      if (code === 0) {
        length = 0;
        hash = 0;
      } else {
        if (length < hashed) hash = next(hash, code);
        length += 1;
      }
      last = code;
    }
    return false;
  };

const longestWord = 24;

const asciiOf = (bytes: Uint8Array, start: number, end: number): string => {
  let text = '';
  for (let at = start; at < end && at - start <= longestWord; at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
};
