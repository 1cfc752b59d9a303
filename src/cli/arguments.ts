import { dayIn, dayLength } from '../core/day.ts';
import { WrongCall } from './read-call.ts';

/** An account, or one of its repositories. */
export type Place = { readonly owner: string; readonly repo: string | null };

/** OWNER, or OWNER/REPO. */
export function readPlace(text: string): Place {
  const [, owner, repo = null] = /^([\w.-]+)(?:\/([\w.-]+))?$/.exec(text) ?? [];
  if (owner === undefined)
    throw new WrongCall(`\`${text}\` is neither OWNER nor OWNER/REPO, such as \`acme\` or \`acme/shop\``);
  return { owner, repo };
}

/** OWNER/REPO. */
export function readRepository(text: string): { readonly owner: string; readonly name: string } {
  const { owner, repo: name } = readPlace(text);
  if (name === null) throw new WrongCall(`\`${text}\` is not a repository: OWNER/REPO, such as \`${text}/shop\``);
  return { owner, name };
}

/** The moment from which on something is wanted: so many days back, such as 90d, or a day, such as 2026-03-01. */
export function readSince(text: string, now: Date): Date {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const since = days === undefined ? momentIn(text) : new Date(now.getTime() - Number(days) * dayLength);
  if (since === null || since >= now)
    throw new WrongCall(
      `\`--since ${text}\` is no number of days, such as 90d, and no day in the past, such as 2026-03-01`,
    );
  return since;
}

function momentIn(text: string): Date | null {
  const [day = '', time] = text.split('T');
  const moment = time === undefined || /^[\d:.]+Z$/.test(time) ? new Date(text) : null;
  return dayIn(day) === null || moment === null || Number.isNaN(moment.getTime()) ? null : moment;
}
