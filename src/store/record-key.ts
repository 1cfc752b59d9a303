import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key of the record beside the embedded database. */
export const recordKeyIn = (folder: string): Promise<string> => keyIn(folder, 'record.key');

/** What the sessions of people are sealed with, beside the embedded database. */
export const sessionSecretIn = (folder: string): Promise<string> => keyIn(folder, 'session.key');

/** A key made at the first start and readable by its owner alone. */
async function keyIn(folder: string, name: string): Promise<string> {
  if (folder === ':memory:') return newKey();
  const file = join(folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(file, newKey(), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(file, 'utf8');
}

const newKey = (): string => randomBytes(32).toString('hex');
