import type { OpenDebt } from './debt.ts';
import type { Account } from './facts.ts';
import { code, counted } from './text.ts';
import { unreachable } from './unreachable.ts';

/** The title of the issue that mirrors a debt. */
export const debtIssueTitle = ({ ref, cause, headSha }: OpenDebt): string =>
  `Review debt: ${cause === 'push' ? headSha.slice(0, 7) : `#${ref.number}`}`;

/**
 * What the body of a debt's issue ends with, unseen by people: by it the issue is found again where the program ended
 * between opening it and remembering it. Nothing that people write comes last.
 */
export const debtIssueMark = ({ ref, cause, headSha }: OpenDebt): string =>
  `<!-- countersign: review debt of ${cause === 'push' ? headSha : `#${ref.number}`} -->`;

/** What the issue says: why it is there, what is open, who is asked, and how it is closed. */
export function debtIssueBody(debt: OpenDebt, assignee: Pick<Account, 'login'> | null): string {
  const { ref, cause, headSha, clauses, dueAt } = debt;
  const open = clauses.map(({ count, level, rule }) => `- ${count} × ${code(level)} or above (rule ${code(rule)})`);
  const place = cause === 'push' ? 'this issue' : `#${ref.number}`;
  return [
    whatHappened(debt),
    '',
    ...(open.length === 0
      ? []
      : [`${counted(open.length, 'clause')} of the policy had not been met:`, '', ...open, '']),
    assignee === null
      ? 'Nobody is assigned: Countersign knows nobody who can sign this off and had no part in it.'
      : `${code(assignee.login)} is asked; anybody else who qualifies will do.`,
    '',
    `Due on ${dueAt.slice(0, 10)}. Whoever qualifies reads the change and writes this in a new comment on ${place}:`,
    '',
    '```',
    `/countersign sign-off ${headSha}`,
    '```',
    '',
    'Countersign closes this issue then. Closing it by hand changes nothing in the record.',
    '',
    debtIssueMark(debt),
  ].join('\n');
}

function whatHappened({ ref, cause, headSha, by, reason }: OpenDebt): string {
  switch (cause) {
    case 'override':
      return `#${ref.number} was merged by override of ${code(by.login)}: ${code(reason, 500)}`;
    case 'merge':
      return `#${ref.number} was merged by ${code(by.login)} while its check was not green.`;
    case 'push':
      return `${headSha} was pushed by ${code(by.login)} without a pull request, and says that AI took part.`;
    default:
      return unreachable(cause);
  }
}
