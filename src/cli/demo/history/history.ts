import { evaluate } from '../../../core/evaluate.ts';
import type { RepositoryRef, Review, Snapshot } from '../../../core/facts.ts';
import type { PastEvent } from '../../../store/past.ts';
import { type Chance, createChance } from './chance.ts';
import type { Scene } from './scene.ts';
import { type Change, snapshotOf } from './snapshot.ts';
import { reasons, signatures, subjects } from './subjects.ts';

const days = 90;
const hour = 60 * 60 * 1000;
const day = 24 * hour;

/**
 * Ninety days of pull requests up to a moment, the same for the same seed: AI involvement that rises, tools of many kinds,
 * waits, sign-offs that go stale, overrides with their debts, and merges that nobody signed off. All of them have ended.
 */
export function makeHistory(scene: Scene, until: Date, seed = 7): readonly PastEvent[] {
  const chance = createChance(seed);
  const numbers = new Map(scene.repositories.map(({ repositoryId }) => [repositoryId, 0]));
  const events: PastEvent[] = [];
  for (let back = days; back >= 1; back -= 1) {
    const midnight = Math.floor((until.getTime() - back * day) / day) * day;
    const weekend = [0, 6].includes(new Date(midnight).getUTCDay());
    const count = Math.round(chance.skewed(weekend ? 0.5 : 4.6, 0.3));
    for (let each = 0; each < count; each += 1) {
      const repository = pickRepository(scene, chance);
      const number = (numbers.get(repository.repositoryId) ?? 0) + 1;
      numbers.set(repository.repositoryId, number);
      const openedAt = midnight + (7 + chance.next() * 11) * hour;
      const whole = life(scene, chance, { ref: { ...repository, number }, openedAt, progress: 1 - back / days });
      if (whole.every(({ kind, at }) => kind === 'debt-closed' || at < until)) events.push(...whole);
    }
  }
  const past = events.filter(({ at }) => at.getTime() < until.getTime());
  return past.toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

/** The first repository is the busiest. */
function pickRepository({ repositories }: Scene, { next, pick }: Chance): RepositoryRef {
  const [first] = repositories;
  return first !== undefined && next() < 0.4 ? first : pick(repositories);
}

type Birth = { readonly ref: Change['ref']; readonly openedAt: number; readonly progress: number };

/** One pull request from the first decision to its end. */
function life(scene: Scene, chance: Chance, { ref, openedAt, progress }: Birth): readonly PastEvent[] {
  const { policy } = scene;
  const change = newChange(scene, chance, { ref, openedAt, progress });
  const events: PastEvent[] = [];
  let at = openedAt;
  let snapshot: Snapshot = snapshotOf(change, new Date(at), scene);
  const decide = (later: number, only: Partial<Change>): string => {
    at += later;
    Object.assign(change, only);
    snapshot = snapshotOf(change, new Date(at), scene);
    const evaluation = evaluate({ usable: true, policy }, snapshot);
    const decision = { snapshot, policy: { usable: true as const, policy }, evaluation };
    events.push({ kind: 'decision', at: new Date(at), decision });
    return evaluation.verdict.state;
  };
  const end = (later: number, state: 'merged' | 'closed'): void => {
    at += later;
    events.push({
      kind: 'end',
      at: new Date(at),
      facts: { ...snapshot, state },
      mergedBy: change.requester ?? change.author,
    });
  };
  const wait = () => waitOf(chance, progress, at);
  const signedOff = (): Review => approval(scene, chance, change, at);

  const first = decide(0, {});
  if (chance.next() < 0.07) end(chance.skewed(8 * hour, 1), 'closed');
  else if (first !== 'pending') end(chance.skewed(1.5 * hour, 0.8), 'merged');
  else if (chance.next() < 0.06) {
    decide(chance.skewed(0.5 * hour, 0.5), { override: breakGlass(scene, chance, change, at) });
    end(chance.skewed(0.2 * hour, 0.3), 'merged');
    const lasts = chance.skewed(4 * day, 0.7);
    const by = [chance.pick(scene.people.staff)];
    if (chance.next() < 0.6) events.push({ kind: 'debt-closed', at: new Date(at + lasts), ref, by });
  } else if (chance.next() < 0.04) end(chance.skewed(2 * hour, 0.5), 'merged');
  else {
    const later = wait();
    if (chance.next() < 0.07) {
      const request: Review = { ...signedOff(), state: 'changes-requested' };
      decide(later, { reviews: [request] });
      decide(wait() / 2, { headSha: chance.hex(40), reviews: [request] });
    } else if (chance.next() < 0.12) {
      // A sign-off that a push makes stale, so that it is asked for anew.
      decide(later, { reviews: [signedOff()] });
      decide(chance.skewed(1 * hour, 0.5), { headSha: chance.hex(40) });
    }
    for (let tries = 0; tries < 3; tries += 1) {
      const before = change.reviews.filter(({ state }) => state === 'approved');
      const state = decide(tries === 0 ? later : wait(), {
        reviews: [...before, { ...signedOff(), commitSha: change.headSha }],
      });
      if (state === 'satisfied') break;
    }
    end(chance.skewed(0.7 * hour, 0.9), 'merged');
  }
  return events;
}

/** Agents come to be used more over time; juniors open most, and seniors review more quickly as they get used to it. */
function newChange({ people, agent }: Scene, chance: Chance, { ref, openedAt, progress }: Birth): Mutable<Change> {
  const assisted = chance.next() < 0.16 + 0.54 * progress;
  const byAgent = assisted && chance.next() < 0.06 + 0.2 * progress;
  const level = chance.next();
  const team =
    level < 0.42 ? people.juniors : level < 0.68 ? people.mids : level < 0.93 ? people.seniors : people.staff;
  const [subject, path] = chance.pick(subjects);
  const author = chance.pick(team);
  return {
    ref,
    author: byAgent ? agent : author,
    requester: byAgent ? author : null,
    headSha: chance.hex(40),
    subject,
    path,
    trailer: assisted && !byAgent ? weighted(signatures, chance) : null,
    lines: Math.round(chance.skewed(40, 1)),
    reviews: [],
    override: null,
    openedAt: new Date(openedAt).toISOString(),
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function weighted<Item>(items: readonly (readonly [item: Item, weight: number])[], { next }: Chance): Item {
  let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new Error('there is nothing to choose from');
}

/** Nobody reads at night or at the weekend. */
function waitOf(chance: Chance, progress: number, at: number): number {
  const end = new Date(at + chance.skewed((5 - 2.5 * progress) * hour, 0.9));
  while (end.getUTCHours() < 7 || end.getUTCHours() > 18 || [0, 6].includes(end.getUTCDay()))
    end.setTime(end.getTime() + hour);
  return end.getTime() - at;
}

function approval({ people }: Scene, chance: Chance, { author, requester, headSha }: Change, at: number): Review {
  const others = [...people.seniors, ...people.seniors, ...people.staff].filter(
    ({ id }) => id !== author.id && id !== requester?.id,
  );
  const submittedAt = new Date(at).toISOString();
  return {
    id: chance.hex(12),
    reviewer: chance.pick(others),
    state: 'approved',
    commitSha: headSha,
    submittedAt,
    canPush: true,
    dismissal: null,
  };
}

function breakGlass({ people }: Scene, chance: Chance, change: Change, at: number): Change['override'] {
  const by = chance.pick(people.staff.filter(({ id }) => id !== change.author.id));
  return { by, reason: chance.pick(reasons), comment: Math.floor(chance.next() * 1e9), at: new Date(at).toISOString() };
}
