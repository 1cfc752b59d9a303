import type { Logger } from '../../log.ts';
import type { Sight } from '../ports.ts';
import type { PersonToken, Session, SessionStore } from '../sessions.ts';

/** What signing in needs from the world. */
export type SignInPorts = {
  /** Where browsers reach us; what they are sent to and what comes from us is measured by it. */
  readonly publicUrl: string;
  /** Seals cookies and tokens, and is kept apart from the database. */
  readonly secret: string;
  readonly store: SessionStore;
  readonly github: {
    /** GitHub's page on which a person agrees. */
    readonly authorizeUrl: (asked: {
      readonly state: string;
      readonly challenge: string;
      readonly back: string;
    }) => string;
    /** null: GitHub does not take the code. */
    readonly exchange: (given: {
      readonly code: string;
      readonly verifier: string;
      readonly back: string;
    }) => Promise<PersonToken | null>;
    /** null: it cannot be exchanged any more. */
    readonly refresh: (refreshToken: string) => Promise<PersonToken | null>;
    readonly person: (token: string) => Promise<{ readonly id: number; readonly login: string }>;
  };
  readonly sightOf: (session: Session) => Sight;
  /** Whatever was kept of what this session sees is dropped. */
  readonly forget: (session: Pick<Session, 'idHash'>) => void;
  readonly now: () => Date;
  readonly log: Logger;
};
