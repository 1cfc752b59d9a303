import type { Credentials } from '../config/credentials.ts';
import type { ServerConfig } from '../config.ts';
import type { GitHub } from '../github/client.ts';
import type { Directory } from '../github/directory.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/db.ts';
import type { Metrics } from './metrics.ts';

/** What the parts of the program are put together from. */
export type Parts = {
  readonly config: ServerConfig;
  readonly credentials: Credentials;
  readonly store: Store;
  readonly github: GitHub;
  readonly directory: Directory;
  readonly metrics: Metrics;
  readonly now: () => Date;
  /** Aborted when the server is about to stop, for whatever would be held open until then. */
  readonly hangingUp: AbortSignal;
  readonly log: Logger;
};

/** An empty list serves everybody who installs the App. */
export function serves({ allowedAccounts }: ServerConfig, account: string | null): boolean {
  return allowedAccounts.length === 0 || (account !== null && allowedAccounts.includes(account.toLowerCase()));
}
