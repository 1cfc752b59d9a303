import { z } from 'zod';
import type { OpenDebt } from '../core/debt.ts';
import { debtIssueBody, debtIssueTitle } from '../core/debt-issue.ts';
import type { Account, PullRequestRef } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { GitHub } from './client.ts';

/**
 * Mirrors a debt as an issue of the repository. It needs the optional permission `issues: write`; without it the debt
 * stands in the record and on the page alone.
 */
export function createDebtMirror(
  { rest }: GitHub,
  rememberIssue: (ref: PullRequestRef, issue: number) => Promise<void>,
  log: Logger,
): (debt: OpenDebt, closedBy: readonly Account[] | null) => Promise<void> {
  return async (debt, closedBy) => {
    const { installationId, owner, name: repo } = debt.ref;
    try {
      if (closedBy === null && debt.issue === null) {
        const text = { title: debtIssueTitle(debt), body: debtIssueBody(debt) };
        const issue = await rest(installationId, 'POST /repos/{owner}/{repo}/issues', { owner, repo, ...text });
        await rememberIssue(debt.ref, z.object({ number: z.number() }).parse(issue).number);
      }
      if (closedBy !== null && debt.issue !== null) {
        const closing = { issue_number: debt.issue, state: 'closed', state_reason: 'completed' };
        await rest(installationId, 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', { owner, repo, ...closing });
      }
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      log.warn({ repo: `${owner}/${repo}`, pr: debt.ref.number, err: error }, 'review debt not mirrored');
    }
  };
}
