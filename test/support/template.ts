import { execFile } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLog } from '../../src/log.ts';
import { kept } from './kept.ts';

// Apart from what knows of jest: benchmarks begin with it too.

/** A packed data folder with every table in it. */
export function template(): Promise<string> {
  return kept({
    name: 'store',
    sources: ['package.json', ...globSync('src/store/**/*.ts').toSorted()],
    make: async (draft) => writeFileSync(draft, new Uint8Array(await (await pack()).arrayBuffer())),
  });
}

async function pack(): Promise<Blob> {
  // Only here: whoever finds it made need not load the store.
  const { embeddedEngine, openStoreOn } = await import('../../src/store/db.ts');
  const { openEmbedded } = await import('../../src/store/embedded.ts');
  const pglite = await openEmbedded(':memory:', null);
  const store = await openStoreOn(embeddedEngine(pglite), {
    log: createLog('silent'),
    recordKey: 'a key that the database does not hold',
    engine: '0.0.0-test',
    maintenance: 'by-hand',
  });
  const packed = await pglite.dumpDataDir('none');
  await store.close();
  return packed;
}

/** A data folder of the embedded database that has its tables already, which starts sooner than one that must make them. */
export async function furnish(dataFolder: string): Promise<void> {
  const database = join(dataFolder, 'postgres');
  mkdirSync(database, { recursive: true });
  await promisify(execFile)('tar', ['-xf', await template(), '-C', database]);
}
