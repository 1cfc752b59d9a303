import type { Context, Hono } from 'hono';
import type { RepositoryRef } from '../core/facts.ts';
import type { Logger } from '../log.ts';
import type { OrganizationPorts } from './organization/ports.ts';
import type { PlaygroundPorts, PlaygroundSight } from './playground/ports.ts';

/** The person who is signed in, for one request. */
export type Viewer = {
  readonly id: number;
  readonly login: string;
  /** Goes along with every form, so that no other site can send it. */
  readonly csrf: string;
  readonly sight: Sight;
};

/** What one person can see on GitHub, asked with their own token and kept for a minute at most. */
export type Sight = {
  /** null: there is no such repository, or the person may not see it, or the App is not installed on it. */
  readonly repository: (owner: string, name: string) => Promise<RepositoryRef | null>;
  /** Every repository with the App that the person can see. */
  readonly repositories: () => Promise<readonly RepositoryRef[]>;
  /** Whether the person is an active member of the organization. */
  readonly memberOf: (organization: string) => Promise<boolean>;
} & PlaygroundSight;

/** What the pages need from the world. */
export type PagePorts = {
  /** Who sent this request; null: nobody who is signed in. */
  readonly viewerOf: (context: Context) => Promise<Viewer | null>;
  /** Ends the session of a request, when GitHub no longer takes its token. */
  readonly endSession: (context: Context) => Promise<void>;
  /** The pages that sign in and out. */
  readonly signIn: Hono;
  readonly playground: PlaygroundPorts;
  /** Where GitHub itself is, for links. */
  readonly githubUrl: string;
  readonly organizations: OrganizationPorts;
  readonly log: Logger;
};
