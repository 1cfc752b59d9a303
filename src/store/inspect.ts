import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { ConfigError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { embeddedEngine, postgresEngine } from './db.ts';
import { openEmbedded } from './embedded.ts';
import { migrationState } from './migrations/index.ts';
import type { Tables } from './schema.ts';
import { listDistrusted } from './trust.ts';

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
    return error instanceof ConfigError
      ? { kind: 'in-use', by: holderIn(error) }
      : { kind: 'unreachable', why: whyOf(error) };
  }
}

/** The lock's refusal says who holds the folder. */
const holderIn = ({ message }: ConfigError): string => /in use by (.+?):/.exec(message)?.[1] ?? 'another process';

/** A refused connection to a name with several addresses says nothing but its code. */
function whyOf(error: unknown): string {
  const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
  return [message, code].find((text) => typeof text === 'string' && text !== '')?.toString() ?? 'unknown error';
}
