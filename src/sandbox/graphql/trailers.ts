/** The values of a trailer: lines of the form `Key: value` in the last paragraph of a commit's message. */
export function trailers(message: string, key: string): readonly string[] {
  const paragraphs = message.trimEnd().split(/\n[ \t]*\n/u);
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '') : '';
  return last.split('\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return line.slice(0, colon).trim().toLowerCase() === key && colon > 0 ? [line.slice(colon + 1).trim()] : [];
  });
}
