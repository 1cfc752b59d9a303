/** The title and summary of a check run, cut to what GitHub takes, with a sentence that says so, also of a title that came cut. */
export function fitCheckText(title: string, summary: string): { readonly title: string; readonly summary: string } {
  const shown = shorten(title, longestTitle, '…');
  const told = shown.endsWith('…') ? `${shorten(summary, longestSummary - 200, cutSentence)}${titleSentence}` : summary;
  return { title: shown, summary: shorten(told, longestSummary, cutSentence) };
}

// GitHub counts 65,535 for the summary. Bytes are never fewer than characters, so this is safe either way.
const longestTitle = 250;
const longestSummary = 65_000;
const titleSentence = '\n*The title was cut: a list of checks shows no more than its beginning.*\n';
const cutSentence = '\n\n*The rest was cut: GitHub shows no more than this in a check.*\n';

function shorten(text: string, limit: number, ending: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  const room = limit - Buffer.byteLength(ending);
  // A letter that the cut went through would decode to a replacement character.
  const kept = new TextDecoder().decode(bytes.subarray(0, room)).replace(/�$/, '');
  const line = kept.lastIndexOf('\n');
  return `${line > room / 2 ? kept.slice(0, line) : kept}${ending}`;
}
