import { agentsIn, isPersonsName } from './agents.ts';
import type { Catalogue, Match } from './catalogue.ts';
import { recognize } from './identity.ts';
import type { Line } from './lines.ts';
import { textDetector } from './reading.ts';
import { identityIn, type Trailer, trailerIn } from './trailers.ts';
import { fold } from './words.ts';

/** A trailer that only a tool writes (`Claude-Session`), or one that names a tool (`Assisted-by: Codex`). */
export const trailer = textDetector('trailer', ({ lines, concerning }, catalogue) =>
  concerning.flatMap((at) => {
    const line = lines[at];
    if (line === undefined || line.kind === 'comment' || line.kind === 'summary') return [];
    const found = trailerIn(unfolded(line, lines[at + 1]));
    if (found === null) return [];
    const confidence = line.kind === 'text' ? ('declared' as const) : ('mention' as const);
    const quotation = line.text.trimEnd().endsWith(':') ? `${line.text} ${found.value}` : line.text;
    return namedBy(found, catalogue).map((match) => ({ confidence, match, quotation }));
  }),
);

// Keys whose value says how the change was made. `Suggested-by`, `Reported-by` and `Reviewed-by` do not.
const naming =
  /^(?:(?:ai-)?(?:assisted|generated|created|drafted|coded|developed|implemented|co-generated|vibe-coded)-(?:by|with|using)|(?:made|built|written|generated|authored|co-authored)-(?:with|using)|ai-(?:assisted|assistance|tools?-used|used|used-for|generated|co-author|contribution)|llm-used|llm-assisted|agent-signature|co-authored-by-ai|generated-by-ai|written-by)$/;

// With hyphens these are trailers; with spaces they head a sentence about a program's agents and models.
const namingWithHyphens = /^(?:x-)?(?:ai-(?:assistant|tools?|agent|model)|coding-(?:agent|assistant))$/;

/** Keys that are questions about AI, so that a yes or a no is an answer. */
export const asking: RegExp =
  /^(?:x-)?(?:ai|llm|genai)-(?:assisted|assistance|generated|used|usage|tools?-used|involvement|contribution)$/;

// Web pages fold long lines: a key alone, and its link on the next line.
const unfolded = ({ text }: Line, next: Line | undefined): string =>
  /^[A-Za-z-]{2,40}:\s{0,9}$/.test(text) && /^\s{0,9}https:\/\/\S/.test(next?.text ?? '')
    ? `${text} ${next?.text.trim() ?? ''}`
    : text;

/** What a trailer names: tools, or null for AI in general. Empty where it says nothing about AI. */
const namedBy = (found: Trailer, catalogue: Catalogue): readonly (Match | null)[] => {
  const value = found.value.slice(0, longestValue);
  const own = catalogue.trailers.get(found.key)?.find((values) => values.matches?.(fold(value)) ?? true);
  if (own !== undefined) return [own.match];
  if (asking.test(found.key) && /^[\s"'`*_]{0,4}(?:yes|true|fully|partly|partially|mostly)\b/i.test(value))
    return [null];
  const names = naming.test(found.key) || (found.hyphenated && namingWithHyphens.test(found.key));
  return names ? toolsNamed(value, catalogue) : [];
};

const longestValue = 500;

const toolsNamed = (value: string, catalogue: Catalogue): readonly (Match | null)[] => {
  const recognized = value.includes('@') ? recognize(identityIn(value), catalogue) : null;
  if (recognized !== null) return [recognized.match];
  const [head = ''] = fold(value.replace(/^[`"'*_\s]{1,9}/, '')).split(/[:(,<[`]| via | with | on | using | and |\+/);
  const whole = catalogue.names.get(head.trim()) ?? catalogue.sharedNames.get(head.trim());
  const [mention] = agentsIn(value, catalogue);
  if (mention === undefined || isPersonsName(value, mention)) return whole === undefined ? [] : [whole];
  if (mention.matches.length === 0) return [null];
  // `pi:gpt-5.5`: the product in front, in whatever spelling, says more than the model behind it.
  return mention.model && whole !== undefined ? [whole] : mention.matches;
};
