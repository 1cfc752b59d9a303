import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../errors.ts';
import { unusableFolder } from './unusable.ts';

/** The key of the record beside the embedded database. */
export const recordKeyIn = (folder: string): Promise<string> => keyIn(folder, 'record.key');

/** What the sessions of people are sealed with, beside the embedded database. */
export const sessionSecretIn = (folder: string): Promise<string> => keyIn(folder, 'session.key');

/** A key made at the first start and readable by its owner alone. */
async function keyIn(folder: string, name: string): Promise<string> {
  if (folder === ':memory:') return newKey();
  const file = join(folder, name);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) await writeWhole(file, newKey());
    return keyOf(file, await readFile(file, 'utf8'));
  } catch (error) {
    throw unusableFolder(folder, error);
  }
}

/** Under another name first: on a full disk, or seen by another process, half a key or none would be taken for one. */
async function writeWhole(file: string, key: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, key, { mode: 0o600, flag: 'wx', flush: true });
    // Unlike a rename it leaves the key of whoever was quicker.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
}

function keyOf(file: string, text: string): string {
  const key = text.trim();
  if (key.length >= 32) return key;
  throw new ConfigError([
    `\`${file}\` holds no key: restore it from your copy, or delete it if there was never another`,
  ]);
}

const newKey = (): string => randomBytes(32).toString('hex');
