import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { PGlite, QueryOptions, Transaction } from '@electric-sql/pglite';
import { lockFolder } from './folder-lock.ts';
import { unusableFolder } from './unusable.ts';

/** The embedded database of a data folder, which no other process may open. `:memory:` leaves nothing behind. */
export async function openEmbedded(folder: string, template: string | null): Promise<PGlite> {
  const lock = folder === ':memory:' ? null : lockFolder(folder);
  try {
    const pglite = await startEngine(folder === ':memory:' ? 'memory://' : join(folder, 'postgres'), template);
    return lock === null ? pglite : releasing(pglite, lock);
  } catch (error) {
    lock?.release();
    throw unusableFolder(folder, error);
  }
}

// The engine's clock for slow starts goes on after it was closed, and would keep the process alive.
const settings = ['shared_buffers=16MB', 'log_startup_progress_interval=0'];

async function startEngine(dataDir: string, template: string | null): Promise<PGlite> {
  // V8 would compile the engine a second time while it runs; without, it takes a third of the memory. Only before import.
  setFlagsFromString('--no-wasm-dynamic-tiering');
  setFlagsFromString('--no-wasm-tier-up');
  const engine = await import('@electric-sql/pglite');
  return yielding(
    await engine.PGlite.create({
      dataDir,
      startParams: [...engine.PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])],
      ...(template === null ? {} : { loadDataDir: new Blob([new Uint8Array(await readFile(template))]) }),
    }),
  );
}

/** A statement runs in this thread and blocks it; after each one, whoever waits for the event loop has a turn. */
function yielding(pglite: PGlite): PGlite {
  const transaction = pglite.transaction.bind(pglite);
  return Object.assign(pglite, {
    ...yieldingStatements(pglite),
    transaction: <T>(run: (tx: Transaction) => Promise<T>) =>
      transaction((tx) => run(Object.assign(tx, yieldingStatements(tx)))),
  });
}

function yieldingStatements(on: Pick<Transaction, 'query' | 'exec'>): Pick<Transaction, 'query' | 'exec'> {
  const query = on.query.bind(on);
  const exec = on.exec.bind(on);
  return {
    query: <T>(text: string, parameters?: unknown[], options?: QueryOptions) =>
      thenYield(query<T>(text, parameters, options)),
    exec: (text: string, options?: QueryOptions) => thenYield(exec(text, options)),
  };
}

async function thenYield<T>(statement: Promise<T>): Promise<T> {
  const result = await statement;
  await setImmediate();
  return result;
}

function releasing(pglite: PGlite, lock: { readonly release: () => void }): PGlite {
  const close = pglite.close.bind(pglite);
  return Object.assign(pglite, {
    close: async () => {
      await close();
      lock.release();
    },
  });
}
