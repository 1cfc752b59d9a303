import { z } from 'zod';
import { toolOfAccount } from '../core/detectors/account.ts';
import { type Catalogue, catalogueOf } from '../core/detectors/catalogue.ts';
import type { AgentEvent, Commit, PullRequestRef } from '../core/facts.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { withBuiltIn } from '../core/provenance.ts';
import { accountOf } from './accounts.ts';
import { present, type State } from './answer.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { GitHub } from './client.ts';
import { isRefusal } from './problems.ts';

export type AgentEventReader = {
  readonly read: (
    ref: PullRequestRef,
    state: State,
    commits: readonly Commit[],
    policy: EffectivePolicy,
  ) => Promise<readonly AgentEvent[]>;
};

const perPage = 100;
const pages = 5;

/**
 * Who asked an agent for the work, as GitHub authenticated it: people who assigned an agent, and the events that agents
 * write when they start. Only REST tells the latter, so they are read where an agent's account had a part, once a head.
 */
export function createAgentEventReader(github: GitHub): AgentEventReader {
  const started = createBoundedMap<readonly AgentEvent[]>(1_000);

  return {
    async read(ref, state, commits, policy) {
      const catalogue = catalogueOf(withBuiltIn(policy.usable ? policy.policy.tools : []));
      const assigned = assignedAgents(state, catalogue);
      if (!isByAgent(state, commits, catalogue)) return assigned;
      const key = `${ref.repositoryId}:${ref.number}:${state.headRefOid}`;
      const events = started.get(key) ?? (await unlessRefused(readStarted(github, ref, catalogue)));
      started.set(key, events);
      return [...assigned, ...events];
    },
  };
}

/** Somebody who assigns an agent asks it to work. Other bots are assigned too, and are asked for nothing. */
export const assignedAgents = (state: State, catalogue: Catalogue): readonly AgentEvent[] =>
  present(state.assignments).flatMap(({ actor, assignee, createdAt }): AgentEvent[] => {
    if (assignee?.__typename !== 'Bot') return [];
    const agent = accountOf({ __typename: 'Bot', login: assignee.login ?? '', databaseId: assignee.databaseId });
    if (agent === null || toolOfAccount(agent, catalogue) === null) return [];
    return [{ actor: accountOf(actor), appSlug: agent.login.replace(/\[bot\]$/, ''), at: createdAt }];
  });

function isByAgent(state: State, commits: readonly Commit[], catalogue: Catalogue): boolean {
  const accounts = [
    accountOf(state.author),
    ...commits.flatMap(({ authors }) => authors.map(({ account }) => account)),
  ];
  return accounts.some((account) => account?.kind === 'bot' && toolOfAccount(account, catalogue) !== null);
}

/** Refused, the agent stays unattributed, which asks for more and not for less. */
async function unlessRefused(reading: Promise<readonly AgentEvent[]>): Promise<readonly AgentEvent[]> {
  try {
    return await reading;
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}

async function readStarted(github: GitHub, ref: PullRequestRef, catalogue: Catalogue): Promise<readonly AgentEvent[]> {
  const events: AgentEvent[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const answer = await github.rest(ref.installationId, 'GET /repos/{owner}/{repo}/issues/{issue_number}/timeline', {
      owner: ref.owner,
      repo: ref.name,
      issue_number: ref.number,
      per_page: perPage,
      page,
    });
    const items = z.array(TimelineItem).parse(answer);
    events.push(...items.flatMap((item) => startOf(item, catalogue)));
    if (items.length < perPage) break;
  }
  return events;
}

const TimelineItem = z.object({
  event: z.string().optional(),
  created_at: z.string().optional(),
  actor: z.object({ id: z.number(), login: z.string(), type: z.string() }).nullish(),
  performed_via_github_app: z.object({ slug: z.string() }).nullish(),
});

/** Copilot's review of code writes the same event as its work on code: the App's slug tells them apart. */
function startOf(item: z.infer<typeof TimelineItem>, catalogue: Catalogue): readonly AgentEvent[] {
  const { event, created_at, actor, performed_via_github_app: app } = item;
  if (event?.endsWith('_work_started') !== true || app === null || app === undefined) return [];
  if (!catalogue.logins.has(`${app.slug}[bot]`.toLowerCase())) return [];
  const by = actor ? accountOf({ __typename: actor.type, login: actor.login, databaseId: actor.id }) : null;
  return [{ actor: by, appSlug: app.slug, at: created_at ?? '' }];
}
