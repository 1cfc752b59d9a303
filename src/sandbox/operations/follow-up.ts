import type { State } from '../state.ts';
import { advanceMergeQueues } from './merge-queue-progress.ts';
import { tidyStacks } from './stacks.ts';

/** What GitHub does by itself once something has changed or time has passed. */
export function followUp(state: State): void {
  tidyStacks(state);
  advanceMergeQueues(state);
  tidyStacks(state);
}
