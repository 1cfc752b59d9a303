import type { Verdict } from '../core/verdict.ts';
import type { Tone } from './components.ts';

/** What a verdict is called where there is room for one or two words, and its colour. */
export const verdicts: Readonly<Record<Verdict['state'], { readonly name: string; readonly tone: Tone }>> = {
  'not-required': { name: 'Nothing asked', tone: 'quiet' },
  satisfied: { name: 'Signed off', tone: 'ok' },
  pending: { name: 'Waiting', tone: 'wait' },
  blocked: { name: 'Blocked', tone: 'stop' },
  overridden: { name: 'Overridden', tone: 'info' },
  undecided: { name: 'Undecided', tone: 'stop' },
};
