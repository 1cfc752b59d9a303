import type { PullRequestRef, RepositoryRef, Snapshot } from '../../core/facts.ts';
import type { EffectivePolicy } from '../../core/policy.ts';

/** Where a policy is written for: what its text would stand next to, and what is in force there. */
export type Place = {
  /** The file as it is, or one to begin with where there is none. */
  readonly text: string;
  readonly inForce: EffectivePolicy;
  /** What would be in force if the file had this text. */
  readonly read: (text: string) => EffectivePolicy;
  /** The person cannot see whether there is a floor, or what it asks: that would come on top. */
  readonly floorUnseen: boolean;
};

export type PlaygroundPorts = {
  /** No repository at all: the built-in policy is in force, and the file stands alone. */
  readonly nowhere: Place;
};

/** What the playground reads of GitHub, with the person's own rights and nobody else's. */
export type PlaygroundSight = {
  /** null: the person cannot see the repository. */
  readonly place: (repository: RepositoryRef) => Promise<Place | null>;
  /** Every fact that either policy asks about; null: there is no such pull request, as far as the person can see. */
  readonly snapshot: (ref: PullRequestRef, tried: EffectivePolicy) => Promise<Snapshot | null>;
};
