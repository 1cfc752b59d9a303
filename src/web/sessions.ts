import { createSealer, randomToken, sha256 } from './seal.ts';

/** A person's own token for GitHub, as GitHub gave it. */
export type PersonToken = {
  readonly token: string;
  /** null: it does not end, so there is nothing to exchange. */
  readonly refresh: { readonly token: string; readonly at: string } | null;
};

/** A session as it is stored: without its id, which only the browser has, and with a token that only we can read. */
export type SessionRow = {
  readonly idHash: string;
  readonly userId: number;
  readonly login: string;
  readonly sealedToken: string;
  readonly startedAt: Date;
  readonly seenAt: Date;
};

export type SessionStore = {
  readonly startSession: (row: SessionRow) => Promise<void>;
  readonly findSession: (idHash: string) => Promise<SessionRow | null>;
  readonly touchSession: (idHash: string, at: Date) => Promise<void>;
  readonly keepToken: (idHash: string, sealedToken: string) => Promise<void>;
  readonly endSession: (idHash: string) => Promise<void>;
};

export type Session = {
  readonly idHash: string;
  readonly userId: number;
  readonly login: string;
  readonly csrf: string;
  readonly token: PersonToken;
};

export type Sessions = {
  /** A new session with an id that nobody had before; answers what the cookie holds. */
  readonly start: (person: { readonly id: number; readonly login: string }, token: PersonToken) => Promise<string>;
  /** null: the cookie is not ours, or its session has ended. */
  readonly find: (cookie: string) => Promise<Session | null>;
  readonly keepToken: (session: Session, token: PersonToken) => Promise<void>;
  readonly end: (session: Pick<Session, 'idHash'>) => Promise<void>;
};

/** So long after the sign-in, and after so long without a request, one signs in again. */
export const sessionLife = { most: 8 * 60 * 60_000, idle: 2 * 60 * 60_000 };
const noticeEvery = 60_000;

export function createSessions(store: SessionStore, secret: string, now: () => Date): Sessions {
  const { seal, unseal, derive } = createSealer(secret);
  return {
    start: async ({ id, login }, token) => {
      const sessionId = randomToken();
      const idHash = sha256(sessionId);
      const at = now();
      const sealedToken = seal(JSON.stringify(token), `token ${idHash}`);
      await store.startSession({ idHash, userId: id, login, sealedToken, startedAt: at, seenAt: at });
      return seal(sessionId, 'session');
    },
    find: async (cookie) => {
      const sessionId = unseal(cookie, 'session');
      if (sessionId === null) return null;
      const row = await store.findSession(sha256(sessionId));
      if (row === null || hasEnded(row, now())) return null;
      const token = unseal(row.sealedToken, `token ${row.idHash}`);
      if (token === null) return null;
      if (now().getTime() - row.seenAt.getTime() >= noticeEvery) await store.touchSession(row.idHash, now());
      const { idHash, userId, login } = row;
      return { idHash, userId, login, csrf: derive(sessionId, 'csrf'), token: JSON.parse(token) as PersonToken };
    },
    keepToken: ({ idHash }, token) => store.keepToken(idHash, seal(JSON.stringify(token), `token ${idHash}`)),
    end: ({ idHash }) => store.endSession(idHash),
  };
}

function hasEnded({ startedAt, seenAt }: SessionRow, now: Date): boolean {
  return (
    now.getTime() - startedAt.getTime() >= sessionLife.most || now.getTime() - seenAt.getTime() >= sessionLife.idle
  );
}
