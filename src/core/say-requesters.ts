import { findRequesters, type Requester } from './detectors/requesters.ts';
import type { Tool } from './evidence.ts';
import type { Snapshot } from './facts.ts';
import { type Phrase, quote, say, series } from './phrase.ts';
import { plain } from './text.ts';

const atMost = 5;

/** Who may have asked an agent for the change and how that is known, the most trusted first; empty: nobody is named. */
export function sayRequesters(snapshot: Snapshot, tools: readonly Tool[]): Phrase {
  const named = findRequesters(snapshot, tools).filter(({ login }) => login !== null);
  const all = named.filter((one, at) => named.findIndex((other) => sameLogin(one, other)) === at);
  if (all.length === 0) return [];
  const shown = all.slice(0, atMost).map(({ login, detail }) => say`${quote(login ?? '')} (${plain(detail)})`);
  const more = all.length > atMost ? [`${all.length - atMost} more`] : [];
  return say`Asked for by ${series([...shown, ...more])}.`;
}

const sameLogin = (one: Requester, other: Requester): boolean =>
  one.login?.toLowerCase() === other.login?.toLowerCase();
