import type { Account, RepositoryRef } from '../../core/facts.ts';
import type { Delivery, Hint } from '../../core/hint.ts';
import type { Payload, Sender } from './payload.ts';

/** What a delivery says that does not matter here. */
export const nothing: Delivery = { hints: [], pushes: [] };

/** The hints where the delivery tells of one of these actions. */
export function onActions(
  payload: Payload,
  actions: readonly string[],
  hints: (payload: Payload) => readonly Hint[],
): Delivery {
  return actions.includes(payload.action ?? '') ? { hints: hints(payload), pushes: [] } : nothing;
}

export function mergeGroupHint(payload: Payload): readonly Hint[] {
  const repository = repositoryRef(payload);
  const group = payload.merge_group;
  if (repository === null || group === undefined) return [];
  const baseBranch = group.base_ref.replace(/^refs\/heads\//, '');
  return [{ kind: 'merge-group', repository, headSha: group.head_sha, baseBranch }];
}

export function pullRequestHint(payload: Payload): readonly Hint[] {
  const repository = repositoryRef(payload);
  const number = payload.pull_request?.number;
  return repository === null || number === undefined ? [] : [{ kind: 'pull-request', ref: { ...repository, number } }];
}

export function repositoryHint(payload: Payload): readonly Hint[] {
  const repository = repositoryRef(payload);
  return repository === null ? [] : [{ kind: 'repository', repository }];
}

export function organizationHint({ installation, organization, repository }: Payload): readonly Hint[] {
  const owner = organization?.login ?? repository?.owner.login;
  if (installation === undefined || owner === undefined) return [];
  return [{ kind: 'organization', installationId: installation.id, owner }];
}

export function addedRepositories({ installation, repositories_added: added = [] }: Payload): readonly Hint[] {
  if (installation === undefined) return [];
  return added.flatMap(({ id, full_name }): Hint[] => {
    const [owner, name] = full_name.split('/');
    if (owner === undefined || name === undefined) return [];
    const repository = { installationId: installation.id, repositoryId: id, owner, name };
    return [{ kind: 'repository', repository }];
  });
}

/** Where it happened; null where the App is not installed. */
export function repositoryRef({ installation, repository }: Payload): RepositoryRef | null {
  if (installation === undefined || repository === undefined) return null;
  const { id: repositoryId, name, owner } = repository;
  return { installationId: installation.id, repositoryId, owner: owner.login, name };
}

/** Who caused a delivery, or null where GitHub does not say. */
export function accountOf(sender: Sender | null | undefined): Account | null {
  if (sender === null || sender === undefined) return null;
  const { id, login, type } = sender;
  return { id, login, kind: type === 'User' ? 'user' : type === 'Bot' ? 'bot' : 'other' };
}
