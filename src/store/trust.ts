import { type Kysely, sql } from 'kysely';
import type { Authority, Trusted } from '../core/trust.ts';
import type { Tables } from './schema.ts';

/** What was found under a name that stood for something else before. */
export type Acknowledged = Authority & { readonly installationId: number; readonly was: number };

/** Under which ids floors and teams were first seen. */
export type Trust = {
  readonly recallTrusted: (installationId: number, names: readonly string[]) => Promise<Trusted>;
  readonly trustFirst: (installationId: number, authorities: readonly Authority[]) => Promise<void>;
  readonly noteFound: (installationId: number, authorities: readonly Authority[]) => Promise<void>;
  /** Names of one installation that are found and not trusted. */
  readonly distrustedIn: (installationId: number) => Promise<readonly string[]>;
  /** Trusts from now on what was found under names of this owner; says what that was. */
  readonly acknowledge: (owner: string) => Promise<readonly Acknowledged[]>;
};

const keyOf = (installationId: number, name: string): string => `trust/${installationId}/${name}`;

export const createTrust = (db: Kysely<Tables>): Trust => ({
  recallTrusted: async (installationId, names) => {
    const keys = names.map((name) => keyOf(installationId, name));
    const rows = await db.selectFrom('settings').select(['key', 'value']).where('key', 'in', keys).execute();
    return Object.fromEntries(rows.map(({ key, value }) => [nameIn(key), trustedIn(value)]));
  },
  trustFirst: async (installationId, authorities) => {
    const values = authorities.map(({ name, id }) => ({ key: keyOf(installationId, name), value: written({ id }) }));
    await db
      .insertInto('settings')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
  noteFound: async (installationId, authorities) => {
    for (const { name, id } of authorities) {
      await sql`update settings set value = value || ${written({ found: id })}::jsonb, updated_at = now()
        where key = ${keyOf(installationId, name)}`.execute(db);
    }
  },
  distrustedIn: async (installationId) => (await listDistrusted(db, installationId)).map(({ name }) => name),
  acknowledge: async (owner) => {
    const rows = await db.selectFrom('settings').select(['key', 'value']).where('key', 'like', 'trust/%').execute();
    const ofOwner = rows.filter(({ key }) => nameIn(key).startsWith(`${owner.toLowerCase()}/`));
    const found = ofOwner.flatMap(({ key, value }): Acknowledged[] => {
      const { id, found: now } = trustedIn(value);
      const installationId = Number(key.split('/')[1]);
      return now === undefined ? [] : [{ installationId, name: nameIn(key), was: id, id: now }];
    });
    for (const { installationId, name, id } of found) {
      const key = keyOf(installationId, name);
      // What is gone is forgotten: whatever bears the name next is seen for the first time.
      if (id === null) await db.deleteFrom('settings').where('key', '=', key).execute();
      else
        await db
          .updateTable('settings')
          .set({ value: written({ id }) })
          .where('key', '=', key)
          .execute();
    }
    return found;
  },
});

/** Names whose bearer is another one than the one that is trusted, or gone; null: of all installations. */
export async function listDistrusted(
  db: Kysely<Tables>,
  installationId: number | null = null,
): Promise<readonly { installationId: number; name: string }[]> {
  const rows = await db
    .selectFrom('settings')
    .select(['key', 'value'])
    .where('key', 'like', installationId === null ? 'trust/%' : `${keyOf(installationId, '')}%`)
    .orderBy('key')
    .execute();
  return rows
    .filter(({ value }) => trustedIn(value).found !== undefined)
    .map(({ key }) => ({ installationId: Number(key.split('/')[1]), name: nameIn(key) }));
}

const written = (value: object): string => JSON.stringify(value);

/** `trust/12/acme/seniors` is about `acme/seniors`. */
const nameIn = (key: string): string => key.split('/').slice(2).join('/');

function trustedIn(value: object): Trusted[string] {
  const id = 'id' in value ? Number(value.id) : 0;
  if (!('found' in value)) return { id };
  return { id, found: value.found === null ? null : Number(value.found) };
}
