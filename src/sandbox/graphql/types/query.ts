import { stamp } from '../../shapes/account.ts';
import { findAccount, findOrganization, findRepository, findUser } from '../../state.ts';
import { requireNode, visibleRepository } from '../access.ts';
import { notFound } from '../errors.ts';
import { findNode } from '../global-ids.ts';
import { type Context, type Fields, node, ownerNode } from '../node.ts';
import { allowance } from '../rate-limit.ts';

export const queryFields: Fields<unknown> = {
  repository: (_query, { owner, name }: { owner: string; name: string }, context) => {
    const found = visibleRepository(context, findRepository(context.state, owner, name) ?? null);
    if (found === null) throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
    return found;
  },
  organization: (_query, { login }: { login: string }, { state }) => {
    const found = findOrganization(state, login);
    if (found === undefined) throw notFound(`Could not resolve to an Organization with the login of '${login}'.`);
    return node('Organization', found);
  },
  user: (_query, { login }: { login: string }, { state }) => {
    const found = findUser(state, login);
    if (found === undefined) throw notFound(`Could not resolve to a User with the login of '${login}'.`);
    return node('User', found);
  },
  repositoryOwner: (_query, { login }: { login: string }, { state }) => {
    const found = findAccount(state, login);
    return found === undefined || found.type === 'Bot' ? null : ownerNode(found);
  },
  node: (_query, { id }: { id: string }, context) => nodeById(context, id),
  nodes: (_query, { ids }: { ids: readonly string[] }, context) => ids.map((id) => nodeOrError(context, id)),
  viewer: (_query, _args, { viewer }) => {
    if (viewer.kind === 'user') return node('User', viewer.user);
    if (viewer.kind === 'installation') return node('User', viewer.installation.app.bot);
    throw notFound('nobody is signed in');
  },
  rateLimit: (_query, _args, { state, viewer, cost }) => {
    const { limit, used, resetAt } = allowance(state, viewer);
    return {
      cost: cost.points,
      nodeCount: cost.nodes,
      limit,
      used,
      remaining: Math.max(0, limit - used),
      resetAt: stamp(resetAt),
    };
  },
  relay: () => ({}),
};

function nodeById(context: Context, id: string) {
  const found = findNode(context, id);
  if (found === null) throw notFound(`Could not resolve to a node with the global id of '${id}'`);
  requireNode(context, found);
  return found;
}

/** graphql-js takes an error in a list as the failure of that element alone. */
function nodeOrError(context: Context, id: string) {
  try {
    return nodeById(context, id);
  } catch (error) {
    return error;
  }
}
