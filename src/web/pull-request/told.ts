import type { Explanation } from '../../core/explanation.ts';
import type { Explained } from '../../core/opening.ts';
import type { TimelineEntry } from '../../core/timeline.ts';
import type { WhyAsked } from '../who-asked.ts';

/** Everything that the page of one pull request says. */
export type Told = Explained & {
  readonly githubUrl: string;
  readonly now: Date;
  readonly entries: readonly TimelineEntry[];
  /** An approval by the viewer would close something that is open. */
  readonly couldClear: boolean;
  readonly asking: { readonly requests: readonly WhyAsked[]; readonly seesLoad: boolean };
};

/** The same where the explanation is still kept. */
export type Explaining = Told & { readonly explanation: Explanation };
