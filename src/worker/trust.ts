import type { PullRequestRef } from '../core/facts.ts';
import type { Loaded } from '../core/loaded.ts';
import { type Authority, distrusted, firstSeen, type Trusted, withTrust } from '../core/trust.ts';

export type TrustPorts = {
  readonly load: (ref: PullRequestRef) => Promise<Loaded | null>;
  readonly recallTrusted: (installationId: number, names: readonly string[]) => Promise<Trusted>;
  /** What was trusted before stays so. */
  readonly trustFirst: (installationId: number, authorities: readonly Authority[]) => Promise<void>;
  /** Keeps what was found, for whoever is to acknowledge it. */
  readonly noteFound: (installationId: number, authorities: readonly Authority[]) => Promise<void>;
};

/** Loads, and takes the policy away where the floor or a team that it names is not the one first seen under its name. */
export function loadTrusted({
  load,
  recallTrusted,
  trustFirst,
  noteFound,
}: TrustPorts): (ref: PullRequestRef) => Promise<Loaded | null> {
  return async (ref) => {
    const loaded = await load(ref);
    if (loaded === null || loaded.authorities.length === 0) return loaded;
    const { authorities, facts } = loaded;
    const names = authorities.map(({ name }) => name);
    const trusted = await recallTrusted(ref.installationId, names);
    const fresh = firstSeen(authorities, trusted);
    if (fresh.length > 0) await trustFirst(ref.installationId, fresh);
    const suspects = distrusted(authorities, trusted);
    const news = suspects.filter(({ name, id }) => trusted[name]?.found !== id);
    if (news.length > 0) await noteFound(ref.installationId, news);
    if (suspects.length === 0) return loaded;
    const policy = withTrust(loaded.policy, suspects, ref.owner, facts.secretTeams);
    return { ...loaded, policy, untrusted: true };
  };
}
