import { z } from 'zod';
import type { OpenDebt } from '../core/debt.ts';
import { debtIssueBody, debtIssueTitle } from '../core/debt-issue.ts';
import type { Account, PullRequestRef } from '../core/facts.ts';
import type { Decision } from '../core/record.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { GitHub } from './client.ts';
import type { ReviewerWanted } from './find-reviewer.ts';

export type DebtMirrorPorts = {
  readonly github: GitHub;
  readonly findReviewer: (wanted: ReviewerWanted) => Promise<Account | null>;
  /** How many open debts each person has been asked to sign off. */
  readonly debtLoads: (ref: PullRequestRef) => Promise<ReadonlyMap<number, number>>;
  readonly rememberIssue: (ref: PullRequestRef, issue: number, assignee: Account | null) => Promise<void>;
  readonly log: Logger;
};

/**
 * Mirrors a debt as an issue of the repository, assigned to somebody who can sign it off. It needs the optional
 * permission `issues: write`; without it the debt stands in the record and on the page alone.
 */
export function createDebtMirror({
  github,
  findReviewer,
  debtLoads,
  rememberIssue,
  log,
}: DebtMirrorPorts): (debt: OpenDebt, decision: Decision, closedBy: readonly Account[] | null) => Promise<void> {
  const { rest } = github;

  return async (debt, decision, closedBy) => {
    const { owner, name: repo } = debt.ref;
    try {
      if (closedBy === null && debt.issue === null) await open(debt, decision);
      if (closedBy !== null && debt.issue !== null) await close(debt, debt.issue);
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      log.warn({ repo: `${owner}/${repo}`, pr: debt.ref.number, err: error }, 'review debt not mirrored');
    }
  };

  async function open(debt: OpenDebt, decision: Decision): Promise<void> {
    const { installationId, owner, name: repo } = debt.ref;
    const loads = await debtLoads(debt.ref);
    const assignee = await findReviewer({ decision, clauses: debt.clauses, except: [debt.by.id], loads });
    const assignees = assignee === null ? [] : [assignee.login];
    const text = { title: debtIssueTitle(debt), body: debtIssueBody(debt, assignee) };
    const route = 'POST /repos/{owner}/{repo}/issues';
    const issue = await rest(installationId, route, { owner, repo, ...text, assignees });
    await rememberIssue(debt.ref, z.object({ number: z.number() }).parse(issue).number, assignee);
  }

  async function close({ ref: { installationId, owner, name: repo } }: OpenDebt, issue: number): Promise<void> {
    const closing = { issue_number: issue, state: 'closed', state_reason: 'completed' };
    await rest(installationId, 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', { owner, repo, ...closing });
  }
}
