import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '../errors.ts';

/**
 * Takes a folder for this process alone, or refuses to start: two processes in one data folder corrupt it silently.
 * The lock is SQLite's lock on a file, so the operating system gives it back the moment its holder dies.
 */
export function lockFolder(folder: string): { readonly release: () => void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holder = join(folder, 'holder.json');
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw refusal(folder, holder, error);
  }
  writeFileSync(holder, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  return { release: () => lock.close() };
}

function refusal(folder: string, holder: string, cause: unknown): Error {
  if (!isLocked(cause)) return new Error(`cannot lock the data folder \`${folder}\``, { cause });
  const who = describeHolder(holder);
  return new ConfigError([
    `the data folder \`${folder}\` is in use by ${who}: stop that process, choose another folder, or set DATABASE_URL to run several`,
  ]);
}

/** SQLITE_BUSY: somebody else holds the lock. */
const isLocked = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === 5;

function describeHolder(holder: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(holder, 'utf8'));
    return `process ${String(pid)} since ${String(since)}`;
  } catch {
    return 'another process';
  }
}
