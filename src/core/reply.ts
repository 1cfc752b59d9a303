import type { Command } from './command.ts';
import type { Evaluation } from './evaluate.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy } from './policy.ts';
import { renderTitle, renderTrace } from './render.ts';
import type { Ruling } from './ruling.ts';
import { code, firstLines, listed, plain, sentence, shortSha } from './text.ts';
import { unreachable } from './unreachable.ts';
import { passes } from './verdict.ts';

/** By this line our own comment can be told from what somebody quotes of it. */
export const replyMarker = '<!-- countersign -->';
const turnedBackMarker = '<!-- countersign: turned back -->';

const reminderMarker = '<!-- countersign: reminder -->';

/** Our comment with a reminder in it, in the place of an earlier one. It is the only text of ours that mentions anybody. */
export function withReminder(before: string | null, logins: readonly string[], clauses: readonly string[]): string {
  const mentions = listed(logins.filter((login) => /^[\w-]+$/.test(login)).map((login) => `@${login}`));
  const what = listed(clauses.map((clause) => code(clause)));
  const reminder = `${reminderMarker} ${mentions}: this pull request waits for your review (${what}). Whoever cannot give it can take themselves off the list of reviewers, and somebody else is asked.`;
  return `${[withoutReminder(before) ?? replyMarker, reminder].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

/** What the comment says besides; null: nothing. */
export function withoutReminder(body: string | null): string | null {
  const rest = (body ?? '').split('\n\n').filter((part) => !part.startsWith(reminderMarker));
  return rest.join('').trim() === replyMarker || body === null ? null : rest.join('\n\n');
}

export type ReplyFacts = {
  readonly policy: EffectivePolicy;
  readonly snapshot: Snapshot;
  readonly evaluation: Evaluation;
  /** Commands that nobody has answered yet. */
  readonly rulings: readonly Ruling[];
  /** The check was green on this very head, and no longer is. */
  readonly turnedBack: boolean;
  /** Our comment as it stands; null: there is none yet. */
  readonly before: string | null;
};

/** Our one comment as it should stand now; null: nothing new is to be said. */
export function planReply(facts: ReplyFacts): string | null {
  const sections = [turnSection(facts), refusalSection(facts.rulings), explainSection(facts), helpSection(facts)];
  const said = sections.filter((section) => section !== null);
  return said.length === 0 ? null : `${[replyMarker, ...said].join('\n\n')}\n`;
}

/** The reaction that answers a comment: taken, read, not taken, not understood. */
export function reactionTo(rulings: readonly Ruling[]): '+1' | 'eyes' | '-1' | 'confused' {
  if (rulings.some(({ outcome }) => !outcome.accepted && outcome.why !== 'not-understood')) return '-1';
  if (rulings.some(({ outcome }) => !outcome.accepted)) return 'confused';
  return rulings.every(({ command }) => command.kind === 'recheck' || command.kind === 'explain') ? 'eyes' : '+1';
}

/**
 * Nothing that happens later can make this command count again, or count less. Evidence once set aside is remembered; an
 * override or a dispute of another commit is void for good.
 */
export function isSettled({ command, outcome }: Ruling): boolean {
  switch (command.kind) {
    case 'sign-off':
      return false;
    case 'not-ai':
      return outcome.accepted || outcome.why === 'not-the-head';
    case 'override':
      return !outcome.accepted && outcome.why === 'not-the-head';
    case 'recheck':
    case 'explain':
    case 'unknown':
      return true;
    default:
      return unreachable(command);
  }
}

function turnSection({ policy, snapshot, evaluation, turnedBack, before }: ReplyFacts): string | null {
  const head = code(shortSha(snapshot.headSha));
  if (turnedBack)
    return `${turnedBackMarker}\nThe check on ${head} was green and is no longer: ${code(renderTitle(policy, evaluation))}. The check says what is missing.`;
  const toldSo = before?.includes(turnedBackMarker) === true;
  return toldSo && passes(evaluation.verdict) ? `The check on ${head} is green again.` : null;
}

function refusalSection(rulings: readonly Ruling[]): string | null {
  const lines = rulings.flatMap(({ author, command, outcome }) => {
    if (outcome.accepted || command.kind === 'unknown') return [];
    return [
      `- ${code(nameOf(command))} by ${code(author.login)} does nothing: ${sentence(plain(outcome.detail, 300))}.`,
    ];
  });
  return lines.length === 0 ? null : firstLines(lines, 20, 'commands').join('\n');
}

function explainSection({ rulings, evaluation, snapshot }: ReplyFacts): string | null {
  if (!rulings.some(({ command, outcome }) => command.kind === 'explain' && outcome.accepted)) return null;
  const trace = renderTrace(evaluation.requirement.trace);
  const lines = trace === '' ? ['- the policy has no rules'] : trace.split('\n');
  const title = `Each rule of the policy on ${code(shortSha(snapshot.headSha))}, and the condition that decided:`;
  return [title, '', ...firstLines(lines, 60, 'rules')].join('\n');
}

/** Once for a pull request: people who mistype learn how it is written, and nobody is lectured. */
function helpSection({ rulings, before }: ReplyFacts): string | null {
  if (before !== null || !rulings.some(({ command }) => command.kind === 'unknown')) return null;
  return [
    'What can be written at the beginning of a line of a new comment:',
    '',
    ...usage.map((line) => `- ${line}`),
  ].join('\n');
}

const usage = [
  '`/countersign sign-off SHA`: you have read the head commit SHA and approve it',
  '`/countersign recheck`: look again',
  '`/countersign explain`: say which rule applies and why',
  '`/countersign not-ai SHA EVIDENCE REASON`: set a piece of evidence aside, named as the check names it',
  '`/countersign override SHA REASON`: let it pass without the sign-off, where the policy lets you',
];

const nameOf = ({ kind }: Command): string => `/countersign ${kind}`;
