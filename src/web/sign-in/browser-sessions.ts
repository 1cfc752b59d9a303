import type { Context } from 'hono';
import { createSessions, type PersonToken, type Session, sessionLife } from '../sessions.ts';
import { createCookie } from './cookie.ts';
import type { SignInPorts } from './ports.ts';

/** The session that a browser has with us, by its cookie. */
export type BrowserSessions = {
  readonly of: (context: Context) => Promise<Session | null>;
  /** The same with a token that GitHub takes; null where there is none any more. */
  readonly freshOf: (context: Context) => Promise<Session | null>;
  readonly start: (
    context: Context,
    person: { readonly id: number; readonly login: string },
    token: PersonToken,
  ) => Promise<void>;
  readonly end: (context: Context) => Promise<void>;
};

export function createBrowserSessions(ports: SignInPorts): BrowserSessions {
  const { publicUrl, store, secret, now, github } = ports;
  const sessions = createSessions(store, secret, now);
  const cookie = createCookie(publicUrl, 'countersign', sessionLife.most);

  const sessionOf = async (context: Context): Promise<Session | null> => {
    const value = cookie.read(context);
    return value === undefined ? null : sessions.find(value);
  };
  const endPrevious = async (context: Context): Promise<void> => {
    const session = await sessionOf(context);
    if (session === null) return;
    await sessions.end(session);
    ports.forget(session);
  };

  return {
    of: sessionOf,
    freshOf: async (context) => {
      const session = await sessionOf(context);
      return session === null ? null : withFreshToken(session);
    },
    start: async (context, person, token) => {
      // Whoever was signed in here before is not any more, and no id from before goes on.
      await endPrevious(context);
      cookie.write(context, await sessions.start(person, token));
    },
    end: async (context) => {
      await endPrevious(context);
      cookie.drop(context);
    },
  };

  /** A token that is about to end is exchanged; where that fails, one signs in again. */
  async function withFreshToken(session: Session): Promise<Session | null> {
    const { refresh } = session.token;
    if (refresh === null || new Date(refresh.at).getTime() > now().getTime()) return session;
    const token = await github.refresh(refresh.token);
    if (token !== null) {
      await sessions.keepToken(session, token);
      return { ...session, token };
    }
    await sessions.end(session);
    return null;
  }
}
