import { z } from 'zod';
import type { OpenDebt } from '../core/debt.ts';
import { debtIssueMark } from '../core/debt-issue.ts';
import type { Account } from '../core/facts.ts';
import { present } from './answer.ts';
import type { GitHub } from './client.ts';
import { refusePartial } from './problems.ts';

type Found = { readonly issue: number; readonly assignee: Account | null };

/** So many issues may have been opened meanwhile: whoever opened ours tries again within minutes. */
const newest = 30;

export const debtIssueQuery = `query DebtIssue($owner: String!, $name: String!, $newest: Int!) {
  viewer { databaseId }
  repository(owner: $owner, name: $name) {
    issues(first: $newest, orderBy: { field: CREATED_AT, direction: DESC }) { nodes {
      number
      body
      author { ... on Bot { databaseId } }
      assignees(first: 1) { nodes { databaseId login } }
    } }
  }
}`;

/** The issue of ours that mirrors the debt already, by its mark; null: there is none. */
export async function findDebtIssue(github: GitHub, debt: OpenDebt): Promise<Found | null> {
  const { installationId, owner, name } = debt.ref;
  const answer = await github.graphql(installationId, debtIssueQuery, { owner, name, newest });
  refusePartial(answer, 'DebtIssue');
  const { viewer, repository } = Answer.parse(answer.data);
  const mark = debtIssueMark(debt);
  const found = present(repository?.issues ?? null).find(
    // Anybody can write the mark into an issue of their own.
    ({ author, body }) => author?.databaseId === viewer.databaseId && body.trimEnd().endsWith(mark),
  );
  if (found === undefined) return null;
  const [assignee] = present(found.assignees);
  const account = assignee?.databaseId ?? null;
  return {
    issue: found.number,
    assignee: assignee === undefined || account === null ? null : { id: account, login: assignee.login, kind: 'user' },
  };
}

const Issue = z.object({
  number: z.number(),
  body: z.string(),
  author: z.object({ databaseId: z.number().nullish() }).nullable(),
  assignees: z.object({
    nodes: z.array(z.object({ databaseId: z.number().nullable(), login: z.string() }).nullable()).nullable(),
  }),
});
const Answer = z.object({
  viewer: z.object({ databaseId: z.number() }),
  repository: z.object({ issues: z.object({ nodes: z.array(Issue.nullable()).nullable() }) }).nullable(),
});
