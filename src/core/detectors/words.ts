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

/** A test for "holds one of these words", in one pass over the text and without making anything. */
export const holdsAnyOf = (wanted: ReadonlySet<string>): ((text: string) => boolean) => {
  const beginnings = new Uint8Array(hashes);
  for (const word of wanted) beginnings[beginningOf(word, 0, word.length)] = 1;
  return (text) => {
    let start = -1;
    for (let at = 0; at <= text.length; at += 1) {
      const inside = at < text.length && isWordCharacter(text.charCodeAt(at));
      if (inside && start < 0) start = at;
      if (inside || start < 0) continue;
      if (at - start > 1 && beginnings[beginningOf(text, start, at)] === 1 && isWanted(wanted, text.slice(start, at))) {
        return true;
      }
      start = -1;
    }
    return false;
  };
};

const hashes = 1 << 15;

const beginningOf = (text: string, start: number, end: number): number => {
  const third = end - start > 2 ? text.charCodeAt(start + 2) | 32 : 0;
  return ((text.charCodeAt(start) | 32) * 961 + (text.charCodeAt(start + 1) | 32) * 31 + third) & (hashes - 1);
};

const isWanted = (wanted: ReadonlySet<string>, run: string): boolean => {
  if (run.length > 24) return false;
  const word = run.toLowerCase();
  return wanted.has(word) || wanted.has(word.replace(/[0-9].*$/, ''));
};

const isWordCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
