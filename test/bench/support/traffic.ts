import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Company, Crowd, Pull } from '../../support/crowd.ts';
import type { Order, Posted } from './poster.ts';

type Delivery = { readonly event: string; readonly payload: object };

/** Deliveries at a steady rate, seven in ten of which mean nothing to us. */
export type Traffic = {
  /** Sends for so long, to each of the addresses in turn. */
  readonly run: (options: {
    readonly urls: readonly string[];
    readonly perSecond: number;
    readonly seconds: number;
    readonly until?: () => boolean;
  }) => Promise<readonly Posted[]>;
  readonly close: () => Promise<void>;
};

const ticksPerSecond = 20;
const relevantShare = 0.3;

export function createTraffic(crowd: Crowd): Traffic {
  const worker = new Worker(new URL('poster.ts', import.meta.url));
  const { sandbox } = crowd;
  let turn = 0;
  let commits = 0;

  return {
    run: async ({ urls, perSecond, seconds, until = () => false }) => {
      sandbox.holdWebhooks = true;
      let [sent, relevant] = [0, 0];
      const start = performance.now();
      for (let elapsed = 0; elapsed < seconds && !until(); elapsed = (performance.now() - start) / 1000) {
        const due = Math.floor(elapsed * perSecond) - sent;
        const deliveries: Delivery[] = [];
        while (deliveries.length < due) {
          if (sandbox.held.length === 0 && relevant < (sent + deliveries.length) * relevantShare) act();
          const [held] = sandbox.held.splice(0, 1);
          if (held !== undefined) relevant += 1;
          deliveries.push(held ?? noise());
        }
        sent += deliveries.length;
        spread(urls, deliveries);
        await wait(1000 / ticksPerSecond);
      }
      // What has happened and was not told yet: GitHub would tell it too.
      spread(urls, sandbox.held.splice(0));
      sandbox.holdWebhooks = false;
      return await report();
    },
    close: async () => {
      await worker.terminate();
    },
  };

  function spread(urls: readonly string[], deliveries: readonly Delivery[]): void {
    for (const [n, url] of urls.entries()) {
      const share = deliveries.filter((_, index) => index % urls.length === n);
      if (share.length > 0) tell({ url, deliveries: share.map(({ event, payload }) => ({ event, payload })) });
    }
  }

  function tell(order: Order): void {
    worker.postMessage(order, []);
  }

  function report(): Promise<readonly Posted[]> {
    return new Promise((resolve) => {
      worker.once('message', resolve);
      tell('report');
    });
  }

  /** Something that matters happens to the next pull request. */
  function act(): void {
    const { company, pull } = next();
    const kind = Math.random();
    if (kind < 0.35) sandbox.approve(pull, { as: company.junior });
    else if (kind < 0.55) sandbox.approve(pull, { as: company.senior });
    else if (kind < 0.65) sandbox.editPullRequest(pull, { as: company.author, title: `${pull.head.ref} ${turn}` });
    else {
      commits += 1;
      const files = { [`src/${pull.head.ref}.ts`]: `export const n = ${commits};\n` };
      const { author } = company;
      sandbox.pushCommit(pull.repository, {
        branch: pull.head.ref,
        as: author,
        author,
        files,
        message: `more ${commits}`,
      });
    }
  }

  /** What an App that hears everything is told all day: others' checks, and people who talk. */
  function noise(): Delivery {
    const { company, pull } = next();
    const { repository, head } = pull;
    const installation = { id: sandbox.state.installations.find(({ account }) => account === repository.owner)?.id };
    const sender = { id: company.junior.id, login: company.junior.login, type: 'User' };
    const owner = { login: repository.owner.login, id: repository.owner.id, type: 'Organization' };
    const common = {
      installation,
      sender,
      repository: { id: repository.id, name: repository.name, owner, filler },
      filler,
    };
    if (turn % 3 === 0) {
      const comment = { id: turn, body: 'Looks good so far, I will read the rest tomorrow.', user: sender };
      const issue = { number: pull.number, pull_request: {} };
      return { event: 'issue_comment', payload: { ...common, action: 'created', issue, comment } };
    }
    const check_run = { id: turn, name: 'ci', head_sha: head.sha, app: { id: 4711 }, status: 'completed' };
    return { event: 'check_run', payload: { ...common, action: 'completed', check_run } };
  }

  function next(): { readonly company: Company; readonly pull: Pull } {
    turn += 1;
    const company = crowd.companies[turn % crowd.companies.length] as Company;
    const pull = company.pulls[Math.floor(Math.random() * company.pulls.length)] as Pull;
    return { company, pull };
  }
}

/** As much as GitHub says about a repository beside what we read. */
const filler = Object.fromEntries(
  Array.from({ length: 60 }, (_, n) => [
    `some_url_of_many_${n}`,
    `https://api.github.com/repos/company/shop/things/${n}`,
  ]),
);
