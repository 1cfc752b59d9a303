/** Which of some texts have which two letters next to each other: a search looks only at those that could contain what it seeks. */
export type LetterPairs = ReadonlyMap<number, readonly number[]>;

/** Lists for every pair of neighbours the texts that have it, by their place and in their order. */
export function indexLetterPairs(texts: readonly string[]): LetterPairs {
  const lists = new Map<number, number[]>();
  for (const [place, text] of texts.entries()) {
    for (let at = 1; at < text.length; at += 1) {
      const pair = pairAt(text, at);
      const list = lists.get(pair);
      if (list === undefined) lists.set(pair, [place]);
      else if (list[list.length - 1] !== place) list.push(place);
    }
  }
  return lists;
}

/** The places of the texts that could contain `sought`; null: it is too short to tell. */
export function couldContain(sought: string, pairs: LetterPairs): readonly number[] | null {
  let fewest: readonly number[] | null = null;
  for (let at = 1; at < sought.length; at += 1) {
    const list = pairs.get(pairAt(sought, at)) ?? [];
    if (fewest === null || list.length < fewest.length) fewest = list;
  }
  return fewest;
}

const pairAt = (text: string, at: number): number => text.charCodeAt(at - 1) * 0x1_00_00 + text.charCodeAt(at);
