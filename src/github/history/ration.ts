import type { GitHub } from '../client.ts';

/** So many requests were meant for this and are spent. What was not read is unknown. */
export class RationSpent extends Error {
  override readonly name = 'RationSpent';
}

/** The same GitHub for so many requests. */
export function rationed(github: GitHub, requests: number): GitHub {
  let left = requests;
  const spend = (): void => {
    if (left <= 0) throw new RationSpent('no request is left');
    left -= 1;
  };
  return {
    ...github,
    graphql: async (...given) => {
      spend();
      return github.graphql(...given);
    },
    rest: async (...given) => {
      spend();
      return github.rest(...given);
    },
  };
}
