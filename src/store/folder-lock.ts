import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '../errors.ts';
import { unusableFolder } from './unusable.ts';

/**
 * Takes a folder for this process alone, or refuses to start: two processes in one data folder corrupt it silently.
 * The lock is SQLite's lock on a file, so the operating system gives it back the moment its holder dies.
 */
export function lockFolder(folder: string): { readonly release: () => void } {
  try {
    return takeLock(folder, join(folder, 'holder.json'));
  } catch (error) {
    throw unusableFolder(folder, error);
  }
}

/** Somebody else works on the folder. */
export class FolderInUse extends ConfigError {
  readonly holder: string;

  constructor(folder: string, holder: string) {
    super([
      `the data folder \`${folder}\` is in use by ${holder}: stop that process, choose another folder, or set DATABASE_URL to run several`,
    ]);
    this.holder = holder;
  }
}

function takeLock(folder: string, holder: string): { readonly release: () => void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('begin exclusive');
    writeFileSync(holder, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  } catch (error) {
    lock.close();
    throw isLocked(error) ? new FolderInUse(folder, describeHolder(holder)) : error;
  }
  return { release: () => lock.close() };
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
