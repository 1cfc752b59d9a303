import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { Logger } from '../log.ts';
import { embeddedEngine, postgresEngine } from './db.ts';
import { openEmbedded } from './embedded.ts';
import { FolderInUse } from './folder-lock.ts';
import { migrationState } from './migrations/index.ts';
import type { Tables } from './schema.ts';
import { listDistrusted } from './trust.ts';
import { whyOf } from './unusable.ts';

export type Inspected =
  | {
      readonly kind: 'ready';
      readonly pending: readonly string[];
      readonly newer: readonly string[];
      /** Floors and teams that are found and not trusted. */
      readonly distrusted: readonly { readonly installationId: number; readonly name: string }[];
    }
  | { readonly kind: 'empty' }
  | { readonly kind: 'in-use'; readonly by: string }
  | { readonly kind: 'unreachable'; readonly why: string };

type Where = { readonly databaseUrl: string | null; readonly dataFolder: string; readonly log: Logger };

/** Looks at the database without changing it: nothing is migrated, and nothing is made that is not there. */
export async function inspectDatabase({ databaseUrl, dataFolder, log }: Where): Promise<Inspected> {
  const isNew = databaseUrl === null && (dataFolder === ':memory:' || !existsSync(join(dataFolder, 'postgres')));
  if (isNew) return { kind: 'empty' };
  try {
    const engine =
      databaseUrl === null ? embeddedEngine(await openEmbedded(dataFolder, null)) : postgresEngine(databaseUrl, log);
    const db = new Kysely<Tables>({ dialect: engine.dialect });
    try {
      const { applied, pending, newer } = await migrationState(db);
      return applied === 0
        ? { kind: 'empty' }
        : { kind: 'ready', pending, newer, distrusted: await listDistrusted(db) };
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const holder = error instanceof FolderInUse ? error.holder : null;
    return holder === null ? { kind: 'unreachable', why: whyOf(error) } : { kind: 'in-use', by: holder };
  }
}
