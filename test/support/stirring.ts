import { setTimeout as wait } from 'node:timers/promises';
import type { Company, Crowd, Pull } from './crowd.ts';

/** People who push and approve, one thing after the other, until they are told to stop. */
export type Stirring = {
  /**
   * The pull requests whose last change no delivery told us of. Such a state is not ours to know; a later delivery about
   * the same pull request tells it too.
   */
  readonly unheard: ReadonlySet<Pull>;
  readonly changes: () => number;
  readonly stop: () => Promise<void>;
};

/** `pause`: milliseconds between two changes that were heard. */
export function stir(crowd: Crowd, { pause }: { readonly pause: number }): Stirring {
  const { sandbox, companies } = crowd;
  const unheard = new Set<Pull>();
  let changes = 0;
  const over = new AbortController();
  const stirring = goOn();
  return {
    unheard,
    changes: () => changes,
    stop: async () => {
      over.abort();
      await stirring;
    },
  };

  async function goOn(): Promise<void> {
    while (!over.signal.aborted) {
      const company = companies[changes % companies.length];
      const pull = company?.pulls[Math.floor(Math.random() * company.pulls.length)];
      if (company === undefined || pull === undefined) return;
      changes += 1;
      const seen = sandbox.deliveries.length;
      if (changes % 3 === 0) sandbox.approve(pull, { as: company.senior });
      else pushTo(crowd, pull, company);
      await sandbox.settled();
      const told = sandbox.deliveries.slice(seen).filter((delivery) => isAbout(delivery, pull));
      const heard = told.length > 0 && told.every(({ outcome }) => outcome?.statusCode === 202);
      if (heard) unheard.delete(pull);
      else unheard.add(pull);
      await wait(heard ? pause : 100);
    }
  }
}

let commits = 0;

/** A new commit, which nobody has signed off. */
export function pushTo({ sandbox }: Crowd, pull: Pull, { author }: Company): void {
  commits += 1;
  const files = { [`src/${pull.head.ref}.ts`]: `export const n = ${commits};\n` };
  const message = `more ${commits}`;
  sandbox.pushCommit(pull.repository, { branch: pull.head.ref, as: author, author, files, message });
}

function isAbout({ event, repositoryId, payload }: Crowd['sandbox']['deliveries'][number], pull: Pull): boolean {
  const { pull_request: about } = payload as { pull_request?: { number?: unknown } };
  return event.startsWith('pull_request') && repositoryId === pull.repository.id && about?.number === pull.number;
}
