import type { Entry, Outcome } from '../../core/entry.ts';
import { outcomes } from '../../core/entry.ts';
import { plain } from '../../core/text.ts';
import type { Verdict } from '../../core/verdict.ts';
import { pill, type Tone } from '../components.ts';
import type { Html } from '../html.ts';
import { verdicts } from '../verdict.ts';

const words: Readonly<Record<Outcome, readonly [Tone, string]>> = {
  pending: asVerdict('pending'),
  blocked: asVerdict('blocked'),
  satisfied: asVerdict('satisfied'),
  'not-required': asVerdict('not-required'),
  overridden: asVerdict('overridden'),
  undecided: asVerdict('undecided'),
  merge: ['ok', 'merged'],
  'merge-without-gate': ['stop', 'merged without the gate'],
  override: ['info', 'override'],
  dispute: ['info', 'evidence disputed'],
  debt: ['wait', 'review debt'],
  request: ['info', 'review requested'],
  'merge-group': ['info', 'merge group'],
  push: ['stop', 'pushed around the gate'],
};

/** A decision is called here what it is called on the page of its pull request. */
function asVerdict(state: Verdict['state']): readonly [Tone, string] {
  const { name, tone } = verdicts[state];
  return [tone, name.toLowerCase()];
}

const isOutcome = (text: string): text is Outcome => outcomes.some((outcome) => outcome === text);

export const outcomeText = (outcome: Outcome): string => words[outcome][1];

export function outcomePill(outcome: string): Html {
  const [tone, text] = isOutcome(outcome) ? words[outcome] : (['quiet', plain(outcome, 40)] as const);
  return pill(tone, text);
}

/** The content with what its seals stand for in their place. */
export function unsealed({ content, people }: Pick<Entry, 'content' | 'people'>): unknown {
  const names = new Map(Object.entries(people));
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only?.[0] === 'sealed') return names.get(String(only[1])) ?? '(erased)';
    return Object.fromEntries(entries.map(([key, part]) => [key, open(part)]));
  };
  return open(content);
}

/** JSON to look at: what would reorder or hide text is written as an escape. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u007f-\u009f]/gu,
    (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`,
  );
