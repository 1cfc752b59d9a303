import { createHmac, randomBytes } from 'node:crypto';
import type { Account } from '../core/facts.ts';
import { storable } from './canonical-json.ts';

/** A personal fact as the record carries it: a salted digest that says nothing once salt and value are erased. */
export type Sealed = { readonly sealed: string };

export type Seals = {
  readonly person: (account: Account | null) => Sealed | null;
  /** Free text, which may name people. */
  readonly text: (text: string) => Sealed;
};

/** A personal fact in the clear, in the table that can be erased. */
export type PersonalFact = {
  readonly seal: string;
  readonly salt: string;
  readonly userId: number | null;
  readonly value: string;
};

/** Seals with a fresh salt for every fact, and keeps what was sealed. */
export function sealing(): { readonly seals: Seals; readonly facts: () => readonly PersonalFact[] } {
  const facts = new Map<string, PersonalFact>();
  const seal = (identity: string, value: string, userId: number | null): Sealed => {
    const fact = facts.get(identity) ?? newFact(value, userId);
    facts.set(identity, fact);
    return { sealed: fact.seal };
  };
  return {
    seals: {
      person: (account) => account && seal(`user ${account.id}`, account.login, account.id),
      text: (text) => seal(`text ${storable(text)}`, storable(text), null),
    },
    facts: () => [...facts.values()],
  };
}

/** Leaves everything readable: to compare two decisions before anything is stored. A person is an id, whatever the login. */
export const unsealed: Seals = {
  person: (account) => account && { sealed: `user ${account.id}` },
  text: (text) => ({ sealed: `text ${text}` }),
};

function newFact(value: string, userId: number | null): PersonalFact {
  const salt = randomBytes(16).toString('hex');
  return { salt, userId, value, seal: sealOf({ salt, userId, value }) };
}

export const sealOf = ({ salt, userId, value }: Omit<PersonalFact, 'seal'>): string =>
  createHmac('sha256', salt)
    .update(`${userId ?? ''}\n${value}`)
    .digest('hex')
    .slice(0, 32);
