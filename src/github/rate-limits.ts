import { z } from 'zod';

/** What GitHub said last about one of the hourly limits of an installation; 0 stands for the App itself. */
export type RateLimit = { readonly resource: string; readonly installationId: number; readonly remaining: number };

export type RateLimits = {
  readonly note: (installationId: number, headers: unknown) => void;
  readonly all: () => readonly RateLimit[];
};

const Headers = z.object({
  'x-ratelimit-resource': z.string(),
  'x-ratelimit-remaining': z.coerce.number().int().nonnegative(),
});

/** Remembers what the answers say about the limits; a server without limits says nothing. */
export function createRateLimits(): RateLimits {
  const limits = new Map<string, RateLimit>();
  return {
    note: (installationId, headers) => {
      const said = Headers.safeParse(headers);
      if (!said.success) return;
      const { 'x-ratelimit-resource': resource, 'x-ratelimit-remaining': remaining } = said.data;
      limits.set(`${resource}:${installationId}`, { resource, installationId, remaining });
    },
    all: () => [...limits.values()],
  };
}
