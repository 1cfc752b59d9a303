import type { Verdict } from '../core/verdict.ts';
import type { Tone } from './components.ts';

/** What a verdict is called wherever there is room for some words only, and its colour. */
export const verdicts: Readonly<Record<Verdict['state'], { readonly name: string; readonly tone: Tone }>> = {
  'not-required': { name: 'No sign-off required', tone: 'quiet' },
  satisfied: { name: 'Signed off', tone: 'ok' },
  pending: { name: 'Waiting', tone: 'wait' },
  blocked: { name: 'Changes requested', tone: 'stop' },
  overridden: { name: 'Overridden', tone: 'info' },
  undecided: { name: 'Policy cannot be used', tone: 'stop' },
};
