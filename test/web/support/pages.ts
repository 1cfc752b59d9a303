import { Hono } from 'hono';
import { playground } from '../../../src/compose/playground.ts';
import type { RepositoryRef } from '../../../src/core/facts.ts';
import { createLog } from '../../../src/log.ts';
import type { PagePorts, Viewer } from '../../../src/web/ports.ts';
import { emptyOrganizations } from './organizations.ts';

export const shop: RepositoryRef = { installationId: 1, repositoryId: 11, owner: 'acme', name: 'shop' };

/** Somebody who is signed in and sees these repositories. */
export function aViewer(repositories: readonly RepositoryRef[] = [shop], login = 'ada'): Viewer {
  const named = (owner: string, name: string) => (each: RepositoryRef) =>
    each.owner.toLowerCase() === owner.toLowerCase() && each.name.toLowerCase() === name.toLowerCase();
  return {
    id: 1,
    login,
    csrf: 'a token of the forms',
    sight: {
      repository: (owner, name) => Promise.resolve(repositories.find(named(owner, name)) ?? null),
      repositories: () => Promise.resolve(repositories),
      place: () => Promise.resolve(playground.nowhere),
      snapshot: () => Promise.resolve(null),
      memberOf: (organization) => Promise.resolve(repositories.some(({ owner }) => owner === organization)),
    },
  };
}

/** What pages need, with this person signed in; null: nobody is. */
export function portsFor(viewer: Viewer | null, ports: Partial<PagePorts> = {}): PagePorts {
  return {
    viewerOf: () => Promise.resolve(viewer),
    endSession: () => Promise.resolve(),
    signIn: new Hono(),
    playground,
    explained: () => Promise.resolve(null),
    timeline: () => Promise.resolve([]),
    whyAsked: () => Promise.resolve([]),
    newestDigest: () => Promise.resolve(null),
    askedTeams: () => Promise.resolve([]),
    teamsOf: () => Promise.resolve(new Set()),
    wantedPullRequests: () => Promise.resolve([]),
    awayUntil: () => Promise.resolve(new Map()),
    setAway: () => Promise.resolve(),
    now: () => new Date('2026-05-10T12:00:00Z'),
    pause: () => Promise.resolve(false),
    publicUrl: 'http://localhost',
    githubUrl: 'https://github.com',
    organizations: emptyOrganizations,
    log: createLog('silent'),
    ...ports,
  };
}
