import { Refusal } from '../refusal.ts';
import { nextIds } from '../state/ids.ts';
import type { Actor, PullRequest, Repository, Stack } from '../state/model.ts';
import { isFromFork, isMerged } from '../state/pull-requests.ts';
import { pullRequestBelow, stackOf } from '../state/stacks.ts';
import type { State } from '../state.ts';
import { announcePullRequest, changeBase } from './pull-requests.ts';
import { webFlowOf } from './repositories.ts';

/** Makes a stack of pull requests, lowest first, or puts them on top of the stack whose top the first one is. */
export function stackPullRequests(state: State, pulls: readonly PullRequest[], as: Actor): Stack {
  const [bottom] = pulls;
  if (bottom === undefined) throw new Refusal(422, 'a stack needs pull requests');
  const known = stackOf(bottom);
  for (const [index, pull] of pulls.entries()) refuseStacking(pull, pulls[index - 1] ?? null, known);
  const ids = nextIds(state.ids, 'PRS');
  const made: Stack = known ?? { ...ids, number: ids.id, pullRequests: [] };
  if (known === null) bottom.repository.stacks.push(made);
  const added = pulls.filter((pull) => !made.pullRequests.includes(pull));
  made.pullRequests.push(...added);
  for (const pull of added) announcePullRequest(state, pull, 'stacked', as, {});
  return made;
}

/** What is merged, closed or based elsewhere leaves its stack; what remains at the bottom follows the stack's base. */
export function tidyStacks(state: State): void {
  for (const repository of state.repositories) {
    for (const stack of repository.stacks) tidy(state, stack);
    dropEmpty(repository);
    if (state.behaviour.stacksFormThemselves) formStacks(state, repository);
  }
}

function refuseStacking(pull: PullRequest, below: PullRequest | null, known: Stack | null): void {
  const name = `#${pull.number}`;
  if (pull.state === 'closed' || isFromFork(pull)) throw new Refusal(422, `${name} cannot be stacked`);
  if (below === null) {
    if (known !== null && known.pullRequests.at(-1) !== pull) throw new Refusal(422, `${name} is not a top`);
    return;
  }
  if (pull.base.ref !== below.head.ref) throw new Refusal(422, `${name} is not based on #${below.number}`);
  if (stackOf(pull) !== null) throw new Refusal(422, `${name} is in a stack`);
}

function tidy(state: State, { pullRequests }: Stack): void {
  let landed: PullRequest | undefined;
  while (pullRequests[0] !== undefined && isMerged(pullRequests[0])) landed = pullRequests.shift();
  const [bottom] = pullRequests;
  if (landed !== undefined && bottom?.state === 'open' && bottom.base.ref === landed.head.ref) {
    const as = landed.mergedBy ?? webFlowOf(state);
    changeBase(state, bottom, landed.base.ref, as, 'automatic_base_change_succeeded');
  }
  const broken = pullRequests.findIndex((pull, index) => {
    const below = pullRequests[index - 1];
    return pull.state === 'closed' || (below !== undefined && pull.base.ref !== below.head.ref);
  });
  if (broken !== -1) pullRequests.splice(broken);
}

function dropEmpty({ stacks }: Repository): void {
  for (const stack of stacks.filter(({ pullRequests }) => pullRequests.length === 0)) {
    stacks.splice(stacks.indexOf(stack), 1);
  }
}

function formStacks(state: State, repository: Repository): void {
  for (const pull of repository.pullRequests.values()) {
    if (pull.state === 'closed' || isFromFork(pull) || stackOf(pull) !== null) continue;
    const below = pullRequestBelow(pull);
    const under = below === null ? null : stackOf(below);
    if (below === null || below === pull || (under !== null && under.pullRequests.at(-1) !== below)) continue;
    stackPullRequests(state, [below, pull], pull.author ?? webFlowOf(state));
  }
}
