import type { Verdict } from './verdict.ts';

/** One entry of the record about a pull request, as its timeline tells it. Names are null once they were erased. */
export type TimelineEntry = {
  readonly digest: string;
  readonly at: string;
  readonly event: TimelineEvent;
};

export type TimelineEvent =
  | {
      readonly kind: 'decision';
      readonly headSha: string;
      readonly verdict: Verdict['state'];
      /** Who signed off, asked for changes or overrode, where the verdict names anybody. */
      readonly by: readonly (string | null)[];
      /** What it waits for, such as `1 × senior`. */
      readonly waitsFor: readonly string[];
      /** Who approved in vain. */
      readonly inVain: readonly (string | null)[];
    }
  | {
      readonly kind: 'override' | 'dispute';
      readonly headSha: string;
      readonly by: string | null;
      readonly reason: string | null;
    }
  | { readonly kind: 'merge'; readonly headSha: string; readonly by: string | null; readonly gate: 'open' | 'not-open' }
  | {
      readonly kind: 'request';
      readonly headSha: string;
      readonly what: 'asked' | 'suggested' | 'reminded' | 'escalated' | 'ended';
      readonly who: string | null;
    }
  | { readonly kind: 'other'; readonly what: string };
