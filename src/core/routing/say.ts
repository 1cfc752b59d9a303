import type { Account, PullRequestRef } from '../facts.ts';
import type { Publication } from '../publication.ts';
import { code, listed, plain } from '../text.ts';
import type { Named } from './request.ts';

const most = 3;

/**
 * The same publication with who was asked, for which clause. The title says it too: it is what tells a check apart from the
 * one that GitHub shows already.
 */
export function withNamed<Shown extends Pick<Publication, 'title' | 'summary'>>(
  publication: Shown,
  named: readonly Named[],
): Shown {
  const [first] = named;
  if (first === undefined) return publication;
  const { title, summary } = publication;
  const [lead = '', ...rest] = summary.split('\n\n');
  return {
    ...publication,
    title: plain(`${title} · ${first.suggested ? 'could ask' : 'asked'} ${namesOf(named)}`, 160),
    summary: [lead, named.map(sentence).join('\n'), ...rest].join('\n\n'),
  };
}

function namesOf(named: readonly Named[]): string {
  const logins = named.map(({ login }) => login).toSorted();
  const more = logins.length - most;
  return listed(more > 0 ? [...logins.slice(0, most), `${more} more`] : logins);
}

function sentence({ login, suggested, clauses }: Named): string {
  const what = listed(clauses.map((clause) => code(clause)));
  return suggested ? `${code(login)} could be asked for ${what}.` : `${code(login)} is asked for a review: ${what}.`;
}

/** A reminder for a chat, in words that nobody but GitHub's names has a part in. */
export function chatReminder(
  { owner, name, number }: PullRequestRef,
  people: readonly Pick<Account, 'login'>[],
  githubUrl: string,
): string {
  const who = listed(people.map(({ login }) => plain(login, 60)));
  return `${who}: ${owner}/${name}#${number} waits for your review. ${githubUrl}/${owner}/${name}/pull/${number}`;
}
