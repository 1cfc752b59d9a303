import { ProbotOctokit } from 'probot';
import type { Logger } from '../log.ts';

export type Octokits = {
  readonly app: ProbotOctokit;
  readonly of: (installationId: number) => Promise<ProbotOctokit>;
  /** Makes a new token; null: the token is given, and there is no other. */
  readonly renew: ((installationId: number) => Promise<unknown>) | null;
};

type Options = {
  readonly appId: number;
  readonly privateKey: string;
  readonly baseUrl: string;
  readonly log: Logger;
  readonly fetch?: typeof globalThis.fetch | undefined;
};

// Probot's throttling sends one write or GraphQL request a second; its retries sleep inside the job. Both are done in
// client.ts by GitHub's documented limits. Only this form of `defaults` reaches the plugins.
const Octokit = ProbotOctokit.defaults((given: Record<string, unknown>) => ({
  ...given,
  throttle: { enabled: false },
  retry: { enabled: false },
}));

/** Probot's Octokit as the App and as each installation. They share one cache of tokens. */
export function createOctokits(options: Options): Octokits {
  const shared = {
    baseUrl: options.baseUrl,
    log: withoutBodies(options.log),
    ...(options.fetch === undefined ? {} : { request: { fetch: options.fetch } }),
  };
  const app = new Octokit({ ...shared, auth: { appId: options.appId, privateKey: options.privateKey } });
  const installations = new Map<number, Promise<ProbotOctokit>>();

  return {
    app,
    renew: (installationId) => app.auth({ type: 'installation', installationId, refresh: true }),
    of(installationId) {
      if (installationId === 0) return Promise.resolve(app);
      const existing = installations.get(installationId);
      if (existing !== undefined) return existing;
      const created = authenticate(installationId);
      installations.set(installationId, created);
      return created;
    },
  };

  async function authenticate(installationId: number): Promise<ProbotOctokit> {
    // The factory is handed the App's own state, and with it the cache of tokens.
    const factory = (auth: object) => new Octokit({ ...shared, auth: { ...auth, installationId } });
    return (await app.auth({ type: 'installation', installationId, factory })) as ProbotOctokit;
  }
}

/** Octokit as the person whose token it is; installations are nothing to it. */
export function createPersonalOctokits({
  token,
  baseUrl,
  log,
}: Pick<Options, 'baseUrl' | 'log'> & { readonly token: string }): Octokits {
  const octokit = new Octokit({ baseUrl, log: withoutBodies(log), auth: { token } });
  return { app: octokit, of: () => Promise.resolve(octokit), renew: null };
}

const nothing = () => {};

/** Probot logs the body of every request at debug level; ours hold people's text. */
function withoutBodies(log: Logger) {
  return {
    debug: nothing,
    info: nothing,
    warn: (message: string) => log.warn({ message }, 'octokit warns'),
    error: (message: string) => log.warn({ message }, 'octokit warns'),
  };
}
