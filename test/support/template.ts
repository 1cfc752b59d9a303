import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLog } from '../../src/log.ts';

// Apart from what knows of jest: benchmarks begin with it too.

/** A packed data folder with every table in it, made once per version of what makes it. */
export async function template(): Promise<string> {
  const sources = ['package.json', ...globSync('src/store/**/*.ts')].toSorted();
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  const folder = join('node_modules', '.cache', 'countersign');
  const file = join(folder, `store-${hash.digest('hex').slice(0, 16)}.tar`);
  if (existsSync(file)) return file;
  const packed = await pack();
  mkdirSync(folder, { recursive: true });
  // Two test files may come here at once: each writes its own and the last rename wins.
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, new Uint8Array(await packed.arrayBuffer()));
  const outdated = globSync(join(folder, 'store-*.tar')).filter((each) => each !== file);
  renameSync(draft, file);
  for (const each of outdated) rmSync(each, { force: true });
  return file;
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
