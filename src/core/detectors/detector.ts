import type { Evidence, Tool } from '../evidence.ts';
import type { Traces } from '../facts.ts';

/** One kind of signal. Pure: the same traces give the same evidence. */
export type Detector = {
  readonly name: string;
  readonly detect: (traces: Traces, tools: readonly Tool[]) => readonly Evidence[];
};
