import type { ServerConfig } from '../../config.ts';
import type { Fact } from '../../core/facts.ts';
import type { Bypass } from '../../doctor/facts.ts';
import type { GitHub } from '../../github/client.ts';
import type { Inspected } from '../../store/inspect.ts';

/** What an installation and its branches are read with. */
export type Reader = {
  readonly config: ServerConfig;
  readonly github: GitHub;
  readonly administrator: GitHub | null;
  readonly only: { readonly name: string | null } | null;
  readonly inspected: Inspected;
  /** By ruleset: one of an organization holds in all its repositories. */
  readonly bypassOf: Map<number, Promise<Fact<readonly Bypass[]>>>;
};
