import {
  levelAbove,
  type NewRequest,
  type OurRequest,
  opinionsOf,
  type RequestStep,
} from '../../core/routing/request.ts';
import type { Route } from '../../core/routing.ts';
import { findReviewers, type Search } from '../find-colleagues.ts';
import type { Desk, RoutePorts } from './desk.ts';

export type Found = { readonly asked: readonly NewRequest[]; readonly unfilled: boolean };

/** Somebody for each place that nobody is asked for. */
export async function firstOf(ports: RoutePorts, desk: Desk): Promise<Found> {
  const { route: first, decision, now } = desk;
  if (first.unfilled.length === 0) return { asked: [], unfilled: false };
  const { ref, headSha } = decision.snapshot;
  const key = `${ref.repositoryId}#${ref.number}:${headSha}`;
  const isVain = desk.ended.length === 0 && (ports.vain.get(key) ?? 0) > Date.parse(now);
  if (isVain || (await hasTooMany(ports, desk))) return { asked: [], unfilled: true };
  const engaged = desk.engaged.map(({ id }) => id);
  const found = await findReviewers(ports, { ...searchOf(desk), gaps: desk.gaps, engaged, beside: null });
  if (found.unfilled.length > 0) ports.vain.set(key, Date.parse(now) + vainFor);
  return { asked: newRequests(desk, found, 'first'), unfilled: found.unfilled.length > 0 };
}

const vainFor = 10 * 60_000;

/** Whoever may not write here must not be able to fill everybody's day. */
const mostOfStranger = 5;

async function hasTooMany({ askedFor, canPush }: RoutePorts, { decision }: Desk): Promise<boolean> {
  const { ref, pullRequest } = decision.snapshot;
  const { author } = pullRequest;
  if (author === null || author.kind !== 'user') return false;
  return (await askedFor(ref, author.id)) >= mostOfStranger && !(await canPush(ref, author));
}

function searchOf(desk: Desk): Omit<Search, 'gaps' | 'engaged' | 'beside'> {
  const { decision, policy, routing, requests, ended, engaged, served, requested, now } = desk;
  const { snapshot, evaluation } = decision;
  const past = [
    ...requests.filter((each) => each.ended !== null),
    ...ended.map(({ request, why }) => ({ ...request, ended: why })),
  ];
  const refusing = past.filter((each) => each.ended === 'declined' || each.ended === 'refused');
  return {
    decision,
    policy,
    routing,
    snapshot,
    clauses: evaluation.requirement.clauses,
    now,
    known: engaged,
    except: served,
    declined: refusing.map(({ account }) => account.id),
    before: [
      ...past.map(({ account }) => account.id),
      ...snapshot.reviews.flatMap(({ reviewer }) => reviewer?.id ?? []),
    ],
    teams: requested.teams,
  };
}

const newRequests = ({ decision, mode }: Desk, { ask, considered }: Route, step: RequestStep): readonly NewRequest[] =>
  ask.map((asked) => ({
    ...asked,
    step,
    suggested: mode === 'suggest',
    opinions: opinionsOf(asked.account, decision.snapshot),
    considered,
  }));

/** One more person for what somebody lets wait; nobody, where there is nobody else. */
export async function alsoFor(
  ports: RoutePorts,
  desk: Desk,
  slow: OurRequest,
  kind: 'ask-beside' | 'ask-next-level',
): Promise<readonly NewRequest[]> {
  const fromLevel = kind === 'ask-beside' ? slow.level : levelAbove(desk.policy, slow.level);
  if (fromLevel === null) return [];
  const search = searchOf(desk);
  const found = await findReviewers(ports, {
    ...search,
    gaps: desk.gaps
      .filter(({ clause }) => slow.clauses.includes(clause))
      .map((gap) => ({ ...gap, missing: Math.min(1, gap.missing) })),
    engaged: [],
    except: [...search.except, ...desk.engaged.map(({ id }) => id)],
    beside: { account: slow.account.id, fromLevel },
  });
  const fits = found.ask.filter(({ level }) => kind === 'ask-next-level' || level === slow.level).slice(0, 1);
  return newRequests(desk, { ...found, ask: fits }, kind === 'ask-beside' ? 'beside' : 'next-level');
}
