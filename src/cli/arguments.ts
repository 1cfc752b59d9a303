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

const day = 24 * 60 * 60 * 1000;

/** The moment from which on something is wanted: so many days back, such as 90d, or a day, such as 2026-03-01. */
export function readSince(text: string, now: Date): Date {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const since = days === undefined ? dayIn(text) : new Date(now.getTime() - Number(days) * day);
  if (since === null || since >= now)
    throw new WrongCall(
      `\`--since ${text}\` is no number of days, such as 90d, and no day in the past, such as 2026-03-01`,
    );
  return since;
}

function dayIn(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text)) return null;
  const moment = new Date(text);
  // A 31st of February is read as the 3rd of March.
  return Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(text.slice(0, 10)) ? null : moment;
}
