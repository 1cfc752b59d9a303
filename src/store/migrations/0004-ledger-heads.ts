import { type Kysely, sql } from 'kysely';

/** What a pull request with evidence looked like as a whole: a squash of it has the same tree and none of its commits. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ledger_heads (
      repository_id bigint not null,
      tree text not null,
      number integer not null,
      primary key (repository_id, tree, number)
    )`.execute(db);
  await sql`create index ledger_heads_number on ledger_heads (repository_id, number)`.execute(db);
}
