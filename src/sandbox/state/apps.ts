import type { Ids } from './ids.ts';
import type { App, Organization, Permissions, Repository, User } from './model.ts';

export type Installation = Ids & {
  readonly app: App;
  readonly account: Organization | User;
  permissions: Permissions;
  events: readonly string[];
  repositorySelection: 'all' | 'selected';
  /** Looked at only where the selection is `selected`. */
  readonly selected: Map<number, Repository>;
  suspendedAt: Date | null;
  suspendedBy: User | null;
  readonly createdAt: Date;
  updatedAt: Date;
};

/** What an app's registration by manifest leaves to be fetched with a code. */
export type PendingApp = {
  readonly owner: Organization | User;
  readonly name: string;
  readonly url: string;
  readonly webhookUrl: string | null;
  readonly callbackUrls: readonly string[];
  readonly permissions: Permissions;
  readonly events: readonly string[];
};

export type Token = InstallationToken | UserToken;

export type InstallationToken = {
  readonly kind: 'installation';
  readonly token: string;
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Null: all that the installation covers. */
  readonly repositoryIds: ReadonlySet<number> | null;
  readonly expiresAt: Date;
};

export type UserToken = {
  readonly kind: 'user';
  readonly token: string;
  readonly user: User;
  /** Set: the person signed in to an app, so the token reaches only what both of them reach. */
  readonly signedInto?: { readonly app: App; readonly installations: readonly Installation[]; readonly until: Date };
};

/** What a person agreed to on GitHub's page, until the app fetches the token with the code. */
export type Authorization = {
  readonly app: App;
  readonly user: User;
  readonly redirectUri: string;
  /** The SHA-256 of the verifier that the app must show; null: it asked for no such proof. */
  readonly challenge: string | null;
  readonly expiresAt: Date;
};

/** Who asks: decides what is visible, and as whom a write happens. */
export type Viewer =
  | InstallationToken
  | UserToken
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'anonymous' };

export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.account.id !== repository.owner.id) return false;
  return installation.repositorySelection === 'all' || installation.selected.has(repository.id);
}

export function allows(granted: Permissions, name: string, level: 'read' | 'write'): boolean {
  // Every app may read metadata.
  const grant = name === 'metadata' ? 'read' : granted[name];
  return grant !== undefined && (level === 'read' || grant !== 'read');
}
