import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Mutation, mutated } from './mutations.ts';
import { collectTests, type Test } from './tests.ts';

/** What the parent asks for: these test files, with this mutation or none, stopping at the first failure or not. */
export type Order = {
  readonly id: number;
  readonly mutation: Mutation | null;
  readonly tests: readonly string[];
  /** Tests that fail without any mutation prove nothing. */
  readonly ignored: readonly string[];
};
export type Answer = { readonly id: number; readonly failed: readonly string[] };

/**
 * Runs test files with one file changed in memory; nothing is written. Every order loads its own modules, told apart by a
 * query, so that nothing a mutant keeps reaches the next one.
 */
const root = pathToFileURL(`${process.cwd()}/`).href;
const own = new URL('.', import.meta.url).href;
const stripped = new Map<string, string>();
let order: Order = { id: 0, mutation: null, tests: [], ignored: [] };

registerHooks({
  resolve(specifier, context, next) {
    if (context.parentURL?.includes('?order=') === true) {
      if (specifier === '@jest/globals') return next('./tests.ts', { ...context, parentURL: import.meta.url });
      if (specifier === 'fast-check') return next('./fewer-runs.ts', { ...context, parentURL: import.meta.url });
    }
    const found = next(specifier, context);
    const isOurs = found.url.startsWith(root) && !found.url.includes('/node_modules/') && !found.url.startsWith(own);
    const [, query] = (context.parentURL ?? '').split('?');
    return isOurs && found.url.endsWith('.ts') && query !== undefined
      ? { ...found, url: `${found.url}?${query}` }
      : found;
  },
  load(url, context, next) {
    const [file = '', query] = url.split('?');
    if (query === undefined || !file.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: programOf(fileURLToPath(file)), shortCircuit: true };
  },
});

function programOf(path: string): string {
  const { mutation } = order;
  if (mutation !== null && fileURLToPath(new URL(mutation.file, root)) === path)
    return stripTypeScriptTypes(mutated(readFileSync(path, 'utf8'), mutation));
  const program = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
  stripped.set(path, program);
  return program;
}

process.on('message', (message: Order) => {
  order = message;
  void run(message).then((failed) => process.send?.({ id: message.id, failed } satisfies Answer));
});

async function run({ id, mutation, tests, ignored }: Order): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const file of tests) {
    for (const test of await load(file, id)) {
      const name = `${file}: ${test.name}`;
      if (ignored.includes(name) || (await passes(test))) continue;
      failed.push(name);
      if (mutation !== null) return failed;
    }
  }
  return failed;
}

/** A file that cannot be loaded is a test that fails. */
async function load(file: string, id: number): Promise<readonly Test[]> {
  try {
    return await collectTests(() => import(`${new URL(file, root).href}?order=${id}`));
  } catch (error) {
    return [{ name: 'loads', run: () => Promise.reject(error) }];
  }
}

async function passes({ run: runTest }: Test): Promise<boolean> {
  try {
    await runTest();
    return true;
  } catch {
    return false;
  }
}
