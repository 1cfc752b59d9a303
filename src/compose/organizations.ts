import type { ChainState } from '../core/entry.ts';
import { keepAnswers } from '../github/kept-answers.ts';
import { createLoadViewers } from '../github/load-viewers.ts';
import type { Store } from '../store/db.ts';
import type { ChainReport } from '../store/verify.ts';
import type { Organization, OrganizationPorts } from '../web/organization/ports.ts';
import { createAccountSetUp } from './account-set-up.ts';
import type { Parts } from './parts.ts';

/** The reports and the record, with the store and GitHub behind their ports. */
export function composeOrganizations(parts: Parts): OrganizationPorts {
  const { config, store, github, directory } = parts;
  const loadIsShownTo = createLoadViewers({ github, directory, floor: config.floor });
  return { ...organizationPorts(store, loadIsShownTo, parts.now), setUp: createAccountSetUp(parts) };
}

/** What the store answers by itself, and what is kept of it. */
export function organizationPorts(
  store: Store,
  loadIsShownTo: OrganizationPorts['seesLoad'],
  now: () => Date,
): Omit<OrganizationPorts, 'setUp'> {
  return {
    ...store,
    seesLoad: loadIsShownTo,
    reportTeams: keptTeams(store, now),
    exportRecord: ({ installationId, repositories, seesLoad }, { format, since, until }) =>
      store.exportDecisions({
        format,
        since,
        until,
        repository: null,
        reader: {
          installationId,
          repositoryIds: repositories.map(({ repositoryId }) => repositoryId),
          seesTeams: seesLoad,
        },
      }),
    ...verification(store, now),
    now,
  };
}

/** Remembers how each chain was found. Who asks for it to be verified while that is under way waits for the same. */
function verification(store: Store, now: () => Date): Pick<OrganizationPorts, 'lastVerified' | 'verify'> {
  const verified = new Map<number, { readonly at: Date; readonly report: ChainReport }>();
  const underWay = new Map<number, Promise<void>>();
  const verify = async (installationId: number): Promise<void> => {
    const report = await store.verifyChain(installationId);
    verified.set(installationId, { at: now(), report });
  };
  const lastVerified = async (organization: Organization): Promise<ChainState | null> => {
    const last = verified.get(organization.installationId);
    if (last === undefined) return null;
    const { problems } = last.report;
    const digests = await store.digestsAt(
      organization.installationId,
      problems.flatMap(({ seq }) => seq ?? []),
      organization.repositories.map(({ repositoryId }) => repositoryId),
    );
    return {
      intact: problems.length === 0,
      verifiedAt: last.at.toISOString(),
      problems: problems.map(({ kind, seq }) => ({ kind, digest: seq === null ? null : (digests.get(seq) ?? null) })),
    };
  };
  return {
    lastVerified,
    verify: async (organization) => {
      const { installationId } = organization;
      const running =
        underWay.get(installationId) ?? verify(installationId).finally(() => underWay.delete(installationId));
      underWay.set(installationId, running);
      await running;
      const state = await lastVerified(organization);
      if (state === null) throw new Error('verified, and nothing came of it');
      return state;
    },
  };
}

/** The teams to choose from are those of every pull request there ever was: they are added up once a minute. */
function keptTeams(store: Store, now: () => Date): OrganizationPorts['reportTeams'] {
  const kept = keepAnswers<readonly string[]>({ most: 500, milliseconds: 60_000, now: () => now().getTime() });
  return (repositoryIds) => {
    // By exactly what the reader may see, so that nobody is told of teams elsewhere.
    const key = repositoryIds.toSorted((a, b) => a - b).join();
    return kept.answerTo(key, () => store.reportTeams(repositoryIds));
  };
}
