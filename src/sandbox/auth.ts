import { createVerify, randomBytes } from 'node:crypto';
import { Refusal } from './refusal.ts';
import type { Installation, InstallationToken, Viewer } from './state/apps.ts';
import type { App, Permissions, User } from './state/model.ts';
import type { State } from './state.ts';

/** Who is asking, from the Authorization header; throws where it names nobody. */
export function authenticate(state: State, header: string | undefined): Viewer {
  if (header === undefined || header === '') return { kind: 'anonymous' };
  const credential = /^(?:bearer|token)\s+(?<credential>\S+)$/iu.exec(header)?.groups?.['credential'];
  if (credential === undefined) throw new Refusal(401, 'Bad credentials');
  if (credential.split('.').length === 3) return { kind: 'app', app: verifyAppToken(state, credential) };
  const token = state.tokens.get(credential);
  if (token === undefined) throw new Refusal(401, 'Bad credentials');
  if (token.kind === 'user') {
    if (token.signedInto !== undefined && token.signedInto.until <= state.now())
      throw new Refusal(401, 'Bad credentials');
    return token;
  }
  if (token.expiresAt <= state.now()) throw new Refusal(401, 'Bad credentials');
  if (token.installation.suspendedAt !== null) throw new Refusal(403, 'This installation has been suspended');
  return token;
}

const tokenLifetime = 60 * 60 * 1_000;

export type TokenRequest = { readonly permissions?: Permissions; readonly repositoryIds?: readonly number[] };

/** A token for the installation, or for less than it where less is asked for. */
export function issueInstallationToken(
  state: State,
  installation: Installation,
  { permissions, repositoryIds }: TokenRequest,
): InstallationToken {
  const token: InstallationToken = {
    kind: 'installation',
    token: `ghs_${randomText()}`,
    installation,
    permissions: permissions === undefined ? installation.permissions : narrowed(installation.permissions, permissions),
    repositoryIds: repositoryIds === undefined ? null : new Set(repositoryIds),
    expiresAt: new Date(state.now().getTime() + tokenLifetime),
  };
  state.tokens.set(token.token, token);
  return token;
}

export function issueUserToken(state: State, user: User): string {
  const token = `ghu_${randomText()}`;
  state.tokens.set(token, { kind: 'user', token, user });
  return token;
}

/** A person's token for one app, with the refresh token that is exchanged for the next one. */
export function issueSignInToken(state: State, app: App, user: User) {
  const token = `ghu_${randomText()}`;
  const refresh = `ghr_${randomText()}`;
  const until = new Date(state.now().getTime() + signInLifetime);
  state.tokens.set(token, {
    kind: 'user',
    token,
    user,
    signedInto: { app, installations: state.installations, until },
  });
  state.refreshTokens.set(refresh, { app, user });
  return { token, refresh, seconds: signInLifetime / 1_000 };
}

/** https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens */
const signInLifetime = 8 * 60 * 60 * 1_000;

/**
 * RS256 with the app's key; not from the future, not expired, not longer than ten minutes.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
function verifyAppToken(state: State, token: string): App {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = decode(head);
  const claims = decode(body);
  const { iss } = claims;
  const issuer = typeof iss === 'string' || typeof iss === 'number' ? String(iss) : '';
  const app = state.apps.find((candidate) => String(candidate.id) === issuer || candidate.clientId === issuer);
  if (app === undefined || app.publicKey === null) throw new Refusal(401, 'Integration must generate a public key');
  const signed = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(app.publicKey, signature, 'base64url');
  if (header['alg'] !== 'RS256' || !signed) throw new Refusal(401, 'A JSON web token could not be decoded');
  const now = Math.floor(state.now().getTime() / 1_000);
  const issuedAt = claims['iat'];
  const expiresAt = claims['exp'];
  if (typeof issuedAt !== 'number' || issuedAt > now + 5) {
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (typeof expiresAt !== 'number' || expiresAt <= now || expiresAt > now + 605) {
    const fault =
      typeof expiresAt === 'number' && expiresAt > now
        ? 'is too far in the future'
        : 'must be a numeric value representing the future time at which the assertion expires';
    throw new Refusal(401, `'Expiration time' claim ('exp') ${fault}`);
  }
  return app;
}

function narrowed(granted: Permissions, asked: Permissions): Permissions {
  const beyond = Object.entries(asked).find(
    ([name, level]) => granted[name] === undefined || (level === 'write' && granted[name] === 'read'),
  );
  if (beyond !== undefined) {
    throw new Refusal(422, 'The permissions requested are not granted to this installation.');
  }
  return { ...asked, metadata: 'read' };
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    throw new Refusal(401, 'A JSON web token could not be decoded');
  }
}

function randomText(): string {
  return randomBytes(27).toString('base64url').replaceAll(/[-_]/gu, 'x');
}
