import type { PullRequestRef } from '../core/facts.ts';

type Row = {
  readonly installation_id: number;
  readonly repository_id: number;
  readonly owner: string;
  readonly name: string;
  readonly number: number;
};

/** Which pull request a row is about. */
export const refOf = (row: Row): PullRequestRef => ({
  installationId: row.installation_id,
  repositoryId: row.repository_id,
  owner: row.owner,
  name: row.name,
  number: row.number,
});
