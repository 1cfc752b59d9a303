import type { Account, GitIdentity } from '../core/facts.ts';
import type { Actor, Identity } from './answer.ts';

/** Who acted. null: the account is gone, or has no number that could stand for it. */
export function accountOf(actor: Actor | undefined): Account | null {
  if (actor === null || actor === undefined || actor.databaseId === null || actor.databaseId === undefined) return null;
  const { databaseId: id, login } = actor;
  if (actor.__typename === 'User') return { id, login, kind: 'user' };
  // GraphQL leaves out the suffix that REST, webhooks and commits write.
  if (actor.__typename === 'Bot') return { id, login: withBotSuffix(login), kind: 'bot' };
  return { id, login, kind: 'other' };
}

/** What a commit says about a person. GitHub calls every account a user here, the ones of Apps too. */
export function identityOf(identity: Identity): GitIdentity {
  const name = identity.name ?? '';
  const email = identity.email ?? '';
  const { user } = identity;
  if (user === null || user.databaseId === null) return { name, email, account: null };
  const byBot = user.login.endsWith('[bot]') || isBotNodeId(user.id) || isAppAddressOf(user.databaseId, email);
  return {
    name,
    email,
    account: byBot
      ? { id: user.databaseId, login: withBotSuffix(user.login), kind: 'bot' }
      : { id: user.databaseId, login: user.login, kind: 'user' },
  };
}

const withBotSuffix = (login: string): string => (login.endsWith('[bot]') ? login : `${login}[bot]`);

/** New node ids say their type in clear; the old ones are base64 of `03:Bot` and a number. */
const isBotNodeId = (id: string): boolean => id.startsWith('BOT_') || id.startsWith('MDM6Qm90');

/** `49699333+dependabot[bot]@users.noreply.github.com`, where the number is the account that GitHub itself found. */
const isAppAddressOf = (id: number, email: string): boolean => {
  const address = /^(\d+)\+[^@]*\[bot\]@users\.noreply\./.exec(email);
  return address?.[1] === String(id);
};
