import { type Kysely, sql, type Transaction } from 'kysely';
import type { Hint } from '../core/hint.ts';
import type { Tables } from './schema.ts';

/** How often what every replica remembers of an installation has become outdated. */
export type Epochs = {
  readonly epochsOf: (installationId: number) => Promise<InstallationEpochs>;
};

export type InstallationEpochs = {
  /** Who is in which team. */
  readonly teams: number;
  /** What the installation may do, and where. */
  readonly rights: number;
};

type Kind = keyof InstallationEpochs;

const keyOf = (kind: Kind, installationId: number): string => `epoch/${kind}/${installationId}`;

export const createEpochs = (db: Kysely<Tables>): Epochs => ({
  epochsOf: async (installationId) => {
    const keys = { teams: keyOf('teams', installationId), rights: keyOf('rights', installationId) };
    const rows = await db
      .selectFrom('settings')
      .select(['key', 'value'])
      .where('key', 'in', [keys.teams, keys.rights])
      .execute();
    const at = (wanted: string): number => countIn(rows.find(({ key }) => key === wanted)?.value);
    return { teams: at(keys.teams), rights: at(keys.rights) };
  },
});

/** In the transaction that takes a delivery over: no replica works on its jobs with what was true before. */
export async function beginEpochs(trx: Transaction<Tables>, hints: readonly Hint[]): Promise<void> {
  const keys = [...new Set(hints.flatMap(outdatedBy))].toSorted();
  if (keys.length === 0) return;
  await sql`
    insert into settings (key, value) select key, '{"count": 1}'::jsonb from unnest(${keys}::text[]) as key order by key
    on conflict (key) do update set
      value = jsonb_build_object('count', (settings.value->>'count')::bigint + 1), updated_at = now()`.execute(trx);
}

function outdatedBy(hint: Hint): readonly string[] {
  if (hint.kind === 'organization') return [keyOf('teams', hint.installationId)];
  if (hint.kind === 'installation') return [keyOf('teams', hint.installationId), keyOf('rights', hint.installationId)];
  return [];
}

const countIn = (value: object | undefined): number =>
  value !== undefined && 'count' in value && typeof value.count === 'number' ? value.count : 0;
