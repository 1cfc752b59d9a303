export type OutdatedPorts = {
  readonly epochsOf: (installationId: number) => Promise<Epochs>;
  readonly forgetTeams: (installationId: number) => void;
  readonly renewToken: (installationId: number) => Promise<void>;
};

type Epochs = { readonly teams: number; readonly rights: number };
type Seen = Epochs & { readonly renewed: Promise<void> };

/**
 * Drops what this process remembers of an installation when a delivery, whichever replica took it, made it outdated.
 * Asked before each reading, so that a job of that delivery never works with what was true before it.
 */
export function createOutdated(ports: OutdatedPorts): (installationId: number) => Promise<void> {
  const seen = new Map<number, Seen>();
  return async (installationId) => {
    const now = await ports.epochsOf(installationId);
    const before = seen.get(installationId);
    // Two jobs may have asked at once, and the later answer is not always that of the later question.
    if (before !== undefined && now.teams <= before.teams && now.rights <= before.rights) return before.renewed;
    if (now.teams > (before?.teams ?? -1)) ports.forgetTeams(installationId);
    const renews = before !== undefined && now.rights > before.rights;
    const renewed = renews ? ports.renewToken(installationId) : (before?.renewed ?? Promise.resolve());
    seen.set(installationId, { ...now, renewed });
    // Whoever comes next tries again.
    await renewed.catch((error: unknown) => {
      if (before !== undefined) seen.set(installationId, { ...before, renewed: Promise.resolve() });
      throw error;
    });
  };
}
