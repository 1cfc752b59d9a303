import { openPullRequest } from '../operations/pull-requests.ts';
import { push } from '../operations/pushes.ts';
import { commit } from '../operations/repositories.ts';
import { Refusal } from '../refusal.ts';
import type { Repository, User } from '../state/model.ts';
import { branchTip, fullName } from '../state/repositories.ts';
import type { State } from '../state.ts';
import type { Form } from './form.ts';
import { trailersToTry } from './forms.ts';

export type Branch = { readonly repository: Repository; readonly branch: string; readonly on: string };

/** One file changed, committed and pushed by the person. */
export function pushChange(state: State, { repository, branch, on }: Branch, as: User, form: Form): void {
  const file = form('file').trim();
  if (file === '' || file.split('/').some((part) => part === '' || part === '..' || part === '.git')) {
    throw new Refusal(422, `\`${file}\` is not a path`);
  }
  const content = form('content').replaceAll('\r\n', '\n');
  const trailer = trailersToTry[form('trailer')] ?? '';
  const written = commit(state, repository, {
    on,
    files: { [file]: content === '' ? null : `${content.trimEnd()}\n` },
    message: `${messageOf(form)}${trailer === '' ? '' : `\n\n${trailer}`}`,
    author: as,
  });
  push(state, repository, { branch, to: written.oid, as });
}

/** Onto the default branch itself, or onto another, from which a pull request is opened. Answers where to look next. */
export function proposeChange(state: State, repository: Repository, as: User, form: Form): string {
  const { defaultBranch } = repository;
  const branch = form('branch').trim() || defaultBranch;
  if (!/^[\w][\w./-]*$/u.test(branch)) throw new Refusal(422, `\`${branch}\` is not a name for a branch`);
  pushChange(state, { repository, branch, on: branchTip(repository, branch) ?? defaultBranch }, as, form);
  if (branch === defaultBranch) return `/${fullName(repository)}`;
  const known = [...repository.pullRequests.values()].find(
    ({ state: at, head }) => at === 'open' && head.ref === branch,
  );
  const pull = known ?? openPullRequest(state, { repository, as, title: messageOf(form), head: branch });
  return `/${fullName(repository)}/pull/${pull.number}`;
}

function messageOf(form: Form): string {
  return form('message').trim() || `change ${form('file').trim()}`;
}
