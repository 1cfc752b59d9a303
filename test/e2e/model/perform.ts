import { isAncestor } from '../../../src/sandbox/git/history.ts';
import { rebase } from '../../../src/sandbox/git/merge.ts';
import { filesOf } from '../../../src/sandbox/git/objects.ts';
import { personOf } from '../../../src/sandbox/operations/repositories.ts';
import { branchRef, branchTip, noCommit } from '../../../src/sandbox/state/repositories.ts';
import type { Pull } from '../../support/e2e.ts';
import { brokenPolicies, policies, unknownTeam } from './policies.ts';
import { type Bot, type Login, policyPath, type Stage, type User } from './stage.ts';
import type { Parameters, StepKind } from './steps.ts';

/** What a step does, and the words for it; null where there is nothing to do it to. */
export const perform: { readonly [Kind in StepKind]: (stage: Stage, step: Parameters[Kind]) => Deed | null } = {
  push: (stage, { pull, as, by, path, message }) =>
    onPull(stage, pull, (target) => {
      const on = target.head.sha;
      const files = { [path]: edited(stage, on, path) };
      const author = message === 'by nobody known' ? nobody(stage) : stage.people[by];
      return deed(`${as} pushes a commit by ${by} (${message}) to ${target.head.ref}, touching ${path}`, () => {
        const { oid } = stage.sandbox.commit(stage.repository, { on, files, author, message: messages[message] });
        stage.sandbox.push(stage.repository, { branch: target.head.ref, to: oid, as: stage.people[as] });
      });
    }),
  'force-back': (stage, { pull, as, back }) =>
    onPull(stage, pull, (target) => {
      const to = earlierHead(stage, target, back);
      if (to === target.head.sha) return null;
      return deed(`${as} forces ${target.head.ref} back to ${short(to)}`, () =>
        stage.sandbox.forcePush(stage.repository, { branch: target.head.ref, to, as: stage.people[as] }),
      );
    }),
  rebase: (stage, { pull, as }) =>
    onPull(stage, pull, (target) => {
      const { objects } = stage.repository;
      const onto = branchTip(stage.repository, target.base.ref) ?? noCommit;
      const to = rebase(objects, target.head.sha, onto, personOf(stage.sandbox.state, stage.people[as]));
      if (to === null || to === onto) return null;
      return deed(`${as} rebases ${target.head.ref} onto ${target.base.ref}`, () =>
        stage.sandbox.forcePush(stage.repository, { branch: target.head.ref, to, as: stage.people[as] }),
      );
    }),
  'update-branch': (stage, { pull, as }) =>
    onPull(stage, pull, (target) => {
      const tip = branchTip(stage.repository, target.base.ref) ?? noCommit;
      if (isAncestor(stage.repository.objects, tip, target.head.sha)) return null;
      return deed(`${as} presses "Update branch" on #${target.number}`, () =>
        stage.sandbox.updateBranch(target, { as: stage.people[as] }),
      );
    }),
  'advance-base': (stage, { path }) => {
    const files = { [path]: edited(stage, stage.repository.defaultBranch, path) };
    return deed(`main moves on, touching ${path}`, () => pushToMain(stage, files));
  },
  'force-base': (stage) => {
    const [before] = stage.repository.activity
      .filter(({ ref }) => ref === branchRef('main'))
      .map((move) => move.before);
    if (before === undefined) return null;
    const files = { 'docs/rewritten.md': `${stage.next++}\n`, [policyPath]: policyNow(stage) };
    return deed(`main is rewritten from ${short(before)}`, () => {
      const author = stage.people.olga;
      const { oid } = stage.sandbox.commit(stage.repository, { on: before, files, author, message: 'rewrite' });
      stage.sandbox.forcePush(stage.repository, { branch: 'main', to: oid, as: author });
      stage.clock.nextSecond();
    });
  },
  approve: (stage, { pull, as }) =>
    onPull(stage, pull, (target) =>
      deed(`${as} approves the head of #${target.number}`, () =>
        stage.sandbox.approve(target, { as: actor(stage, as) }),
      ),
    ),
  'approve-well': (stage, { pull }) =>
    onPull(stage, pull, (target) =>
      deed(`bo, cleo and sten approve the head of #${target.number}`, () => {
        for (const as of ['bo', 'cleo', 'sten'] as const) stage.sandbox.approve(target, { as: stage.people[as] });
      }),
    ),
  'approve-older': (stage, { pull, as, back }) =>
    onPull(stage, pull, (target) => {
      const commitSha = earlierHead(stage, target, back);
      return deed(`${as} approves ${short(commitSha)} on #${target.number}`, () =>
        stage.sandbox.approve(target, { as: stage.people[as], commitSha }),
      );
    }),
  'sign-off': (stage, { pull, as, back, how }) =>
    onPull(stage, pull, (target) => {
      const command = `/countersign sign-off ${earlierHead(stage, target, back)}`;
      return deed(`${as} comments "${command}" (${how}) on #${target.number}`, () => {
        stage.clock.nextSecond();
        const body = how === 'quoted' ? `> ${command}` : how === 'in code' ? `\`\`\`\n${command}\n\`\`\`` : command;
        const author = stage.people[as];
        const first = how === 'edited' ? 'Well.' : body;
        const comment = stage.sandbox.comment(target, { as: author, body: first });
        if (how === 'edited') stage.sandbox.editComment(target, comment, { as: author, body });
      });
    }),
  'request-changes': (stage, { pull, as, back }) =>
    onPull(stage, pull, (target) => {
      const commitSha = earlierHead(stage, target, back);
      return deed(`${as} requests changes to ${short(commitSha)} on #${target.number}`, () =>
        stage.sandbox.requestChanges(target, { as: stage.people[as], commitSha }),
      );
    }),
  comment: (stage, { pull, as }) =>
    onPull(stage, pull, (target) =>
      deed(`${as} comments on #${target.number}`, () =>
        stage.sandbox.commentReview(target, {
          as: stage.people[as],
          body: 'nice, :+1: on the naming, but please wait',
        }),
      ),
    ),
  dismiss: (stage, { pull, review, as }) =>
    onPull(stage, pull, (target) => {
      const standing = target.reviews.filter(({ state }) => state === 'APPROVED' || state === 'CHANGES_REQUESTED');
      const chosen = standing[review % Math.max(1, standing.length)];
      const by = as === 'holder' ? chosen?.author : stage.people[as];
      if (chosen === undefined || by === null || by === undefined) return null;
      return deed(`${by.login} dismisses "${chosen.state}" of ${chosen.author?.login} on #${target.number}`, () => {
        stage.clock.nextSecond();
        stage.sandbox.dismissReview(target, chosen, { as: by });
      });
    }),
  'edit-review': (stage, { pull, review }) =>
    onPull(stage, pull, (target) => {
      const chosen = target.reviews[review % Math.max(1, target.reviews.length)];
      if (chosen === undefined || chosen.author === null) return null;
      const { author: as } = chosen;
      const body = `${stage.next++} second thoughts`;
      return deed(`${as.login} edits the text of a review`, () =>
        stage.sandbox.editReview(target, chosen, { as, body }),
      );
    }),
  're-request': (stage, { pull, whom }) =>
    onPull(stage, pull, (target) =>
      deed(`mia asks ${whom} again on #${target.number}`, () =>
        stage.sandbox.requestReviewers(target, { people: [stage.people[whom]], as: stage.people.mia }),
      ),
    ),
  retarget: (stage, { pull }) =>
    onPull(stage, pull, (target) => {
      const base = target.base.ref === 'main' ? 'dev' : 'main';
      return deed(`mia aims #${target.number} at ${base}`, () => {
        stage.sandbox.editPullRequest(target, { base, as: stage.people.mia });
        stage.clock.nextSecond();
      });
    }),
  twin: (stage, { pull, as, branch }) =>
    onPull(stage, pull, (target) => {
      const own = branch === 'own';
      const head = own ? `twin-${stage.next++}` : target.head.ref;
      const base = own ? target.base.ref : target.base.ref === 'main' ? 'dev' : 'main';
      return deed(`${as} opens a twin of #${target.number} from ${head} to ${base}`, () => {
        const { repository, sandbox, people } = stage;
        if (own) sandbox.push(repository, { branch: head, to: target.head.sha, as: people.mia });
        sandbox.openPullRequest({ repository, as: people[as], title: 'A twin', head, base });
      });
    }),
  close: (stage, { pull }) =>
    onPull(stage, pull, (target) => {
      if (openPulls(stage).length < 2) return null;
      return deed(`#${target.number} is closed`, () =>
        stage.sandbox.closePullRequest(target, { as: stage.people.mia }),
      );
    }),
  'squash-anew': (stage, { pull }) =>
    onPull(stage, pull, (target) => {
      const { repository, sandbox, people } = stage;
      const head = `squashed-${stage.next++}`;
      const tip = branchTip(repository, target.base.ref) ?? noCommit;
      return deed(`#${target.number} is closed, squashed without a trace, and opened anew from ${head}`, () => {
        sandbox.closePullRequest(target, { as: people.mia });
        const { oid } = sandbox.commit(repository, {
          parents: [tip],
          files: difference(stage, tip, target.head.sha),
          author: people.mia,
          message: 'all of it',
        });
        sandbox.push(repository, { branch: head, to: oid, as: people.mia });
        sandbox.openPullRequest({ repository, as: people.mia, title: 'Anew', head, base: target.base.ref });
      });
    }),
  draft: (stage, { pull }) =>
    onPull(stage, pull, (target) => {
      const as = stage.people.mia;
      if (target.draft) return deed(`#${target.number} is ready`, () => stage.sandbox.markReady(target, { as }));
      return deed(`#${target.number} is a draft again`, () => stage.sandbox.convertToDraft(target, { as }));
    }),
  reopen: (stage, { pull }) => {
    const closed = [...stage.repository.pullRequests.values()].filter(({ state }) => state === 'closed');
    const target = closed[pull % Math.max(1, closed.length)];
    if (target === undefined) return null;
    return deed(`#${target.number} is opened again`, () =>
      stage.sandbox.reopenPullRequest(target, { as: stage.people.mia }),
    );
  },
  'agent-push': (stage, { pull, assign }) =>
    onPull(stage, pull, (target) => {
      const { copilot } = stage.world.cast;
      const files = { 'src/agent.ts': edited(stage, target.head.sha, 'src/agent.ts') };
      return deed(`Copilot pushes to ${target.head.ref}, ${assign} is assigned`, () => {
        const draft = { on: target.head.sha, files, author: copilot, message: 'as told' };
        const { oid } = stage.sandbox.commit(stage.repository, draft);
        stage.sandbox.assign(target, stage.people[assign], { as: copilot });
        stage.sandbox.push(stage.repository, { branch: target.head.ref, to: oid, as: copilot });
      });
    }),
  label: (stage, { pull, name }) =>
    onPull(stage, pull, (target) => {
      const as = stage.people.lou;
      if (target.labels.some((label) => label.name === name)) {
        return deed(`lou takes the label ${name} from #${target.number}`, () =>
          stage.sandbox.removeLabel(target, name, { as }),
        );
      }
      return deed(`lou labels #${target.number} ${name}`, () => stage.sandbox.addLabel(target, name, { as }));
    }),
  body: (stage, { pull }) =>
    onPull(stage, pull, (target) => {
      const footer = '🤖 Generated with [Claude Code](https://claude.com/claude-code)';
      const body = target.body?.includes(footer) === true ? 'Nothing to see.' : `What it does.\n\n${footer}`;
      return deed(`the author edits the text of #${target.number} to "${body.slice(-12)}"`, () => {
        stage.clock.nextSecond();
        stage.sandbox.editPullRequest(target, { body, as: target.author ?? stage.people.mia });
      });
    }),
  policy: (stage, { at }) => write(stage, `policy ${at}`, policies[at]?.text ?? ''),
  'break-policy': (stage, { at }) => write(stage, 'a broken policy', brokenPolicies[at]?.text ?? ''),
  'unknown-team': (stage) => write(stage, 'a policy that names an unknown team', unknownTeam.text),
  team: (stage, { team, whom }) => {
    const [target, person] = [stage.teams[team], stage.people[whom]];
    if (target.memberships.has(person.id)) {
      return deed(`${whom} leaves ${team}`, () => stage.sandbox.removeTeamMember(target, person));
    }
    return deed(`${whom} joins ${team}`, () => stage.sandbox.addTeamMember(target, person));
  },
  lose: (stage, { event, count }) => lose(stage, { event, count, status: 502 }),
  'lose-unseen': (stage, { event, count }) => lose(stage, { event, count, status: 200 }),
  delay: ({ faults }, { count }) =>
    deed(`the next ${count} webhooks come late and last first`, () => void (faults.delay = count)),
  double: ({ faults }) => deed('the next webhook comes twice', () => void (faults.double = true)),
  fail: ({ faults }, { count }) =>
    deed(`the next ${count} answers of the API are 502`, () => void (faults.fail = count)),
};

export type Deed = { readonly told: string; readonly act: () => void };

const deed = (told: string, act: () => void): Deed => ({ told, act });

function lose({ faults }: Stage, order: Stage['faults']['lose']): Deed {
  const how = order.status === 200 ? 'lost, unseen by GitHub' : 'lost';
  return deed(`the next ${order.count} webhooks \`${order.event}\` are ${how}`, () => void (faults.lose = order));
}

const messages = {
  plain: 'go on',
  'by Claude': 'go on\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
  'with a co-author': 'go on\n\nCo-authored-by: Bo <m-bo@example.com>',
  'by nobody known': 'go on',
} as const;

export function openPulls({ repository }: Stage): readonly Pull[] {
  return [...repository.pullRequests.values()].filter(({ state }) => state === 'open');
}

function onPull(stage: Stage, at: number, plan: (pull: Pull) => Deed | null): Deed | null {
  const open = openPulls(stage);
  const chosen = open[at % Math.max(1, open.length)];
  return chosen === undefined ? null : plan(chosen);
}

/** The head that the branch had so many moves ago; the head itself where it had none. */
function earlierHead({ repository }: Stage, pull: Pull, back: number): string {
  const heads = repository.activity.filter(({ ref }) => ref === branchRef(pull.head.ref)).map(({ after }) => after);
  return heads.at(-1 - back) ?? pull.head.sha;
}

function actor({ people, bot }: Stage, who: Login | 'bot'): User | Bot {
  return who === 'bot' ? bot : people[who];
}

function nobody({ next, sandbox }: Stage) {
  return { name: 'Somebody', email: `somebody-${next}@nowhere.test`, at: sandbox.state.now() };
}

/** The file with one line changed that no other edit touches, or a new one: contents never come back. */
function edited(stage: Stage, revision: string, path: string): string {
  const { repository } = stage;
  const sha = branchTip(repository, revision) ?? revision;
  const entry = filesOf(repository.objects, sha).get(path);
  const lines = new TextDecoder().decode(repository.objects.blobs.get(entry?.oid ?? '')).split('\n');
  const mark = stage.next++;
  lines[(mark * 7) % lines.length] = `// edit ${mark}`;
  return `${lines.join('\n').trimEnd()}\n`;
}

function difference({ repository }: Stage, from: string, to: string): Record<string, string | null> {
  const { objects } = repository;
  const [before, after] = [filesOf(objects, from), filesOf(objects, to)];
  const changes: Record<string, string | null> = {};
  for (const path of before.keys()) if (!after.has(path)) changes[path] = null;
  for (const [path, { oid }] of after) {
    if (before.get(path)?.oid !== oid) changes[path] = new TextDecoder().decode(objects.blobs.get(oid));
  }
  return changes;
}

function pushToMain(stage: Stage, files: Readonly<Record<string, string>>): void {
  const { sandbox, repository, people } = stage;
  sandbox.pushCommit(repository, { branch: 'main', as: people.olga, author: people.olga, message: 'main', files });
}

function write(stage: Stage, what: string, text: string): Deed | null {
  if (text === policyNow(stage)) return null;
  return deed(`olga writes ${what}`, () => pushToMain(stage, { [policyPath]: text }));
}

function policyNow({ repository }: Stage): string {
  const entry = filesOf(repository.objects, branchTip(repository, 'main') ?? '').get(policyPath);
  return new TextDecoder().decode(repository.objects.blobs.get(entry?.oid ?? ''));
}

function short(sha: string): string {
  return sha.slice(0, 9);
}
