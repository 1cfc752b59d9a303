import type { Loaded } from '../core/loaded.ts';
import { type Authority, distrusted, firstSeen, type Trusted, withTrust } from '../core/trust.ts';

export type TrustPorts = {
  readonly recallTrusted: (installationId: number, names: readonly string[]) => Promise<Trusted>;
  /** What was trusted before stays so. */
  readonly trustFirst: (installationId: number, authorities: readonly Authority[]) => Promise<void>;
  /** Keeps what was found, for whoever is to acknowledge it. */
  readonly noteFound: (installationId: number, authorities: readonly Authority[]) => Promise<void>;
};

/** The same reading; without a policy where the floor or a team that it names is not the one first seen under its name. */
export function createTrust({ recallTrusted, trustFirst, noteFound }: TrustPorts): (loaded: Loaded) => Promise<Loaded> {
  return async (loaded) => {
    const { authorities, facts } = loaded;
    const { ref } = facts;
    if (authorities.length === 0) return loaded;
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
