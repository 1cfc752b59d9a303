import type { Installation } from './apps.ts';
import type { Account, App, Organization, Repository } from './model.ts';

/** Something that GitHub reports to the apps concerned. */
export type Happening = {
  readonly event: string;
  /** Null for events without actions, as `push`. */
  readonly action: string | null;
  readonly scope: Scope;
  readonly sender: Account;
  /** Called at once, and only if somebody is to be told: what it shows is the moment. */
  readonly payload: () => object;
};

export type Scope =
  | { readonly of: 'repository'; readonly repository: Repository }
  /** Of a repository, but told to one app alone. */
  | { readonly of: 'app'; readonly app: App; readonly repository: Repository }
  | { readonly of: 'organization'; readonly organization: Organization }
  | { readonly of: 'installation'; readonly installation: Installation };
