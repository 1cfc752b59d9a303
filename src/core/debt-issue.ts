import type { OpenDebt } from './debt.ts';
import { code, counted } from './text.ts';

/** The title of the issue that mirrors a debt. */
export const debtIssueTitle = ({ ref }: OpenDebt): string => `Review debt: #${ref.number}`;

/** What the issue says: why it is there, what is open, and how it is closed. */
export function debtIssueBody({ ref, headSha, by, reason, clauses, dueAt }: OpenDebt): string {
  const open = clauses.map(({ count, level, rule }) => `- ${count} × ${code(level)} or above (rule ${code(rule)})`);
  return [
    `#${ref.number} was merged by override of ${code(by.login)}: ${code(reason, 500)}`,
    '',
    ...(open.length === 0
      ? []
      : [`${counted(open.length, 'clause')} of the policy had not been met:`, '', ...open, '']),
    `Due on ${dueAt.slice(0, 10)}. Whoever qualifies reads the change and writes this in a new comment on #${ref.number}:`,
    '',
    '```',
    `/countersign sign-off ${headSha}`,
    '```',
    '',
    'Countersign closes this issue then. Closing it by hand changes nothing in the record.',
    '',
  ].join('\n');
}
