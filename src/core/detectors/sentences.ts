const longestSentence = 600;

/** The sentences of lines that belong together. Lines that were only folded are joined again. */
export const sentencesOf = (lines: readonly string[]): readonly string[] => {
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
