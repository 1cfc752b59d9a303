import { z } from 'zod';
import type { DebtTerms, OpenDebt } from '../core/debt.ts';
import { debtIssueBody, debtIssueTitle } from '../core/debt-issue.ts';
import type { Account, PullRequestRef } from '../core/facts.ts';
import type { DirectPushHint } from '../core/hint.ts';
import type { Decision } from '../core/record.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { GitHub } from './client.ts';
import { findDebtIssue } from './find-debt-issue.ts';
import type { ReviewerWanted } from './find-reviewer.ts';

export type DebtMirrorPorts = {
  readonly github: GitHub;
  readonly findReviewer: (wanted: ReviewerWanted) => Promise<Account | null>;
  /** How many open debts each person has been asked to sign off. */
  readonly debtLoads: (ref: PullRequestRef) => Promise<ReadonlyMap<number, number>>;
  readonly rememberIssue: (ref: PullRequestRef, issue: number, assignee: Account | null) => Promise<void>;
  readonly owesPush: (hint: DirectPushHint) => Promise<boolean>;
  readonly openPushDebt: (debt: NewPushDebt) => Promise<void>;
  readonly log: Logger;
};

export type NewPushDebt = {
  readonly hint: DirectPushHint;
  readonly issue: number;
  readonly terms: DebtTerms;
  readonly assignee: Account | null;
};

type Mirror = {
  /** Opens or closes the issue of a debt. */
  readonly mirror: (debt: OpenDebt, decision: Decision, closedBy: readonly Account[] | null) => Promise<void>;
  /** Opens the issue in which a push is signed off; without it there is nowhere to do so, and the record stands alone. */
  readonly openForPush: (hint: DirectPushHint, decision: Decision, terms: DebtTerms) => Promise<void>;
};

/**
 * Mirrors a debt as an issue of the repository, assigned to somebody who can sign it off. It needs the optional
 * permission `issues: write`; without it the debt stands in the record and on the page alone.
 */
export function createDebtMirror(ports: DebtMirrorPorts): Mirror {
  const { rest } = ports.github;

  return {
    mirror: (debt, decision, closedBy) =>
      attempt(debt.ref, async () => {
        if (closedBy === null && debt.issue === null) {
          const { issue, assignee } = await open(debt, decision);
          await ports.rememberIssue(debt.ref, issue, assignee);
        }
        if (closedBy !== null && debt.issue !== null) await close(debt, debt.issue);
      }),
    openForPush: (hint, decision, terms) =>
      attempt({ ...hint.repository, number: 0 }, async () => {
        if (await ports.owesPush(hint)) return;
        const { issue, assignee } = await open(pushDebt(hint, decision, terms), decision);
        await ports.openPushDebt({ hint, issue, terms, assignee });
      }),
  };

  async function attempt({ owner, name, number }: PullRequestRef, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      ports.log.warn({ repo: `${owner}/${name}`, pr: number, err: error }, 'review debt not mirrored');
    }
  }

  async function open(debt: OpenDebt, decision: Decision) {
    const { installationId, owner, name: repo } = debt.ref;
    const opened = await findDebtIssue(ports.github, debt);
    if (opened !== null) return opened;
    const loads = await ports.debtLoads(debt.ref);
    const assignee = await ports.findReviewer({ decision, clauses: debt.clauses, except: [debt.by.id], loads });
    const assignees = assignee === null ? [] : [assignee.login];
    const text = { title: debtIssueTitle(debt), body: debtIssueBody(debt, assignee) };
    const issue = await rest(installationId, 'POST /repos/{owner}/{repo}/issues', { owner, repo, ...text, assignees });
    return { issue: z.object({ number: z.number() }).parse(issue).number, assignee };
  }

  async function close({ ref: { installationId, owner, name: repo } }: OpenDebt, issue: number): Promise<void> {
    const closing = { issue_number: issue, state: 'closed', state_reason: 'completed' };
    await rest(installationId, 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', { owner, repo, ...closing });
  }
}

/** The debt as its issue tells it, before it has a number. */
function pushDebt({ after, by }: DirectPushHint, { snapshot }: Decision, { clauses, dueDays }: DebtTerms): OpenDebt {
  const openedAt = snapshot.takenAt;
  const dueAt = new Date(Date.parse(openedAt) + dueDays * 24 * 60 * 60 * 1000).toISOString();
  return { ref: snapshot.ref, headSha: after, cause: 'push', by, reason: '', clauses, openedAt, dueAt, issue: null };
}
