import type { Context, Hono } from 'hono';
import type { RepositoryRef } from '../core/facts.ts';
import type { Explained, WantedPullRequest } from '../core/opening.ts';
import type { TimelineEntry } from '../core/timeline.ts';
import type { Logger } from '../log.ts';
import type { OrganizationPorts } from './organization/ports.ts';
import type { PlaygroundPorts, PlaygroundSight } from './playground/ports.ts';
import type { WhyAsked } from './who-asked.ts';

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
  /** What is to be told about the newest decision on a pull request; null: nothing was decided. */
  readonly explained: (place: Place) => Promise<Explained | null>;
  /** The newest entries of its record, the newest first. */
  readonly timeline: (place: Place, most: number) => Promise<readonly TimelineEntry[]>;
  /** Whom we asked for a review of it or named, and why them. */
  readonly whyAsked: (place: Place) => Promise<readonly WhyAsked[]>;
  /** By which a page that is open learns that there is something new; null: nothing was recorded. */
  readonly newestDigest: (place: Place) => Promise<string | null>;
  /** Teams whose members must be known to tell who is wanted in these repositories. */
  readonly askedTeams: (repositoryIds: readonly number[]) => Promise<readonly AskedTeams[]>;
  /** Those of the teams that the person is in, as far as GitHub tells. */
  readonly teamsOf: (userId: number, asked: readonly AskedTeams[]) => Promise<ReadonlySet<string>>;
  /** Those that may want one of these teams or logins, the riskiest first and of these the longest waiting. */
  readonly wantedPullRequests: (asked: {
    readonly repositoryIds: readonly number[];
    readonly teams: readonly string[];
    readonly login: string;
    readonly most: number;
  }) => Promise<readonly WantedPullRequest[]>;
  /** The day on which people are back, as they said. */
  readonly awayUntil: (accountIds: readonly number[]) => Promise<ReadonlyMap<number, string>>;
  /** null: they are there. */
  readonly setAway: (accountId: number, until: string | null) => Promise<void>;
  /** Where browsers reach us. */
  readonly publicUrl: string;
  /** Where GitHub itself is, for links. */
  readonly githubUrl: string;
  readonly organizations: OrganizationPorts;
  readonly now: () => Date;
  /** Waits, or less where the server is about to stop; false: it is. */
  readonly pause: (milliseconds: number) => Promise<boolean>;
  readonly log: Logger;
};

export type Place = { readonly repositoryId: number; readonly number: number };

export type AskedTeams = {
  readonly installationId: number;
  readonly childTeams: boolean;
  readonly teams: readonly string[];
};
