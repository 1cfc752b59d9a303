import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Logger } from '../../log.ts';
import type { Tables } from '../schema.ts';
import { up as first } from './0001-first.ts';
import { up as bindings } from './0002-bindings.ts';
import { up as commands } from './0003-commands.ts';
import { up as ledgerHeads } from './0004-ledger-heads.ts';
import { up as debtCauses } from './0006-debt-causes.ts';
import { up as pages } from './0008-pages.ts';
import { up as reports } from './0009-reports.ts';
import { up as explanations } from './0010-explanations.ts';
import { up as versions } from './0011-versions.ts';
import { up as seniorTime } from './0012-senior-time.ts';
import { up as requests } from './0013-requests.ts';
import { up as counted } from './0014-counted.ts';

/**
 * Brings the tables up to date, one process at a time. Migrations only ever add, so that the previous version works on
 * beside us; a database that is already newer than this program is left as it is.
 */
export async function migrate(db: Kysely<Tables>, log: Logger): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { newer } = await migrationState(db);
  if (newer.length > 0) {
    log.warn({ newer }, 'database is newer than this version');
    return;
  }
  const { error, results } = await migrator.migrateToLatest();
  for (const result of results ?? []) log.info({ migration: result.migrationName, status: result.status }, 'migrated');
  if (error !== undefined) throw new Error('cannot bring the database up to date', { cause: error });
}

const migrations: Record<string, Migration> = {
  '0001-first': { up: first },
  '0002-bindings': { up: bindings },
  '0003-commands': { up: commands },
  '0004-ledger-heads': { up: ledgerHeads },
  '0006-debt-causes': { up: debtCauses },
  '0008-pages': { up: pages },
  '0009-reports': { up: reports },
  '0010-explanations': { up: explanations },
  '0011-versions': { up: versions },
  '0012-senior-time': { up: seniorTime },
  '0013-requests': { up: requests },
  '0014-counted': { up: counted },
};

/** What this version would still apply, and what it does not know. */
export type MigrationState = {
  readonly applied: number;
  readonly pending: readonly string[];
  readonly newer: readonly string[];
};

export async function migrationState(db: Kysely<Tables>): Promise<MigrationState> {
  const applied = await appliedMigrations(db);
  return {
    applied: applied.length,
    pending: Object.keys(migrations).filter((name) => !applied.includes(name)),
    newer: applied.filter((name) => !(name in migrations)),
  };
}

async function appliedMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return [];
  const rows = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.rows.map((row) => row.name);
}
