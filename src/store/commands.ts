import { type Kysely, sql } from 'kysely';
import type { Account, PullRequestRef } from '../core/facts.ts';
import type { CommentSeen } from '../core/hint.ts';
import type { Tables } from './schema.ts';

/** A comment that held a command when it was written. What it says now is GitHub's to tell. */
export type KnownComment = {
  readonly id: number;
  readonly author: Account;
  readonly digest: string;
  readonly answered: boolean;
};

/** Our one comment on a pull request, as we last wrote it. */
export type Reply = { readonly commentId: number; readonly body: string };

export type Commands = {
  /** The comments that may still matter, the oldest first. */
  readonly recallComments: (ref: PullRequestRef) => Promise<readonly KnownComment[]>;
  /** Remembers comments that no webhook told of; says whether there were any. */
  readonly rememberComments: (comments: readonly CommentSeen[]) => Promise<boolean>;
  readonly markAnswered: (ref: PullRequestRef, ids: readonly number[]) => Promise<void>;
  /** Leaves comments alone that can change nothing any more. */
  readonly settleComments: (ref: PullRequestRef, ids: readonly number[]) => Promise<void>;
  readonly recallReply: (ref: PullRequestRef) => Promise<Reply | null>;
  readonly rememberReply: (ref: PullRequestRef, reply: Reply) => Promise<void>;
};

/** So many comments of one person, and of one pull request, are looked at; the newest count. */
const enough = { ofOne: 20, ofAll: 100 };

export function createCommands(db: Kysely<Tables>): Commands {
  return {
    recallComments: async ({ repositoryId, number }) => {
      const newest = db
        .selectFrom('commands')
        .select(['comment_id', 'author_id', 'author_login', 'digest', 'answered'])
        .select(sql<number>`row_number() over (partition by author_id order by comment_id desc)`.as('place'))
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .where('settled', '=', false);
      const rows = await db
        .selectFrom(newest.as('newest'))
        .selectAll()
        .where('place', '<=', enough.ofOne)
        .orderBy('comment_id', 'desc')
        .limit(enough.ofAll)
        .execute();
      return rows.toReversed().map((row) => ({
        id: row.comment_id,
        author: { id: row.author_id, login: row.author_login, kind: 'user' },
        digest: row.digest,
        answered: row.answered,
      }));
    },
    rememberComments: async (comments) => (await insertComments(db, comments)) > 0,
    markAnswered: async ({ repositoryId }, ids) => {
      await db
        .updateTable('commands')
        .set({ answered: true })
        .where('repository_id', '=', repositoryId)
        .where('comment_id', '=', sql<number>`any(${[...ids]}::bigint[])`)
        .execute();
    },
    settleComments: async ({ repositoryId }, ids) => {
      if (ids.length === 0) return;
      await db
        .updateTable('commands')
        .set({ settled: true })
        .where('repository_id', '=', repositoryId)
        .where('comment_id', '=', sql<number>`any(${[...ids]}::bigint[])`)
        .execute();
    },
    recallReply: async ({ repositoryId, number }) => {
      const row = await db
        .selectFrom('replies')
        .select(['comment_id', 'body'])
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .executeTakeFirst();
      return row === undefined ? null : { commentId: row.comment_id, body: row.body };
    },
    rememberReply: async ({ repositoryId, number }, { commentId, body }) => {
      const written = { comment_id: commentId, body };
      await db
        .insertInto('replies')
        .values({ repository_id: repositoryId, number, ...written })
        .onConflict((conflict) => conflict.columns(['repository_id', 'number']).doUpdateSet(written))
        .execute();
    },
  };
}

/** Remembers that comments were written; what they command is read when it matters. Says how many were news. */
export async function insertComments(db: Kysely<Tables>, comments: readonly CommentSeen[]): Promise<number> {
  if (comments.length === 0) return 0;
  const rows = comments.map(({ repositoryId, number, commentId, author, digest }) => ({
    repository_id: repositoryId,
    number,
    comment_id: commentId,
    author_id: author.id,
    author_login: author.login,
    digest,
  }));
  const inserted = await db
    .insertInto('commands')
    // In one order, so that no two transactions wait for each other crosswise.
    .values(rows.toSorted((a, b) => a.comment_id - b.comment_id))
    .onConflict((conflict) => conflict.doNothing())
    .returning('comment_id')
    .execute();
  return inserted.length;
}
