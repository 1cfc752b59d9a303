import { createHash, randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

type Recipe = {
  readonly name: string;
  /** The file is made again when one of these was changed. */
  readonly sources: readonly string[];
  readonly make: (draft: string) => Promise<void>;
};

/** A file that takes long to make and that every test begins with, made once per version of what makes it. */
export async function kept({ name, sources, make }: Recipe): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  const folder = join('node_modules', '.cache', 'countersign');
  const file = join(folder, `${name}-${hash.digest('hex').slice(0, 16)}.tar`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  // Two test files may come here at once: each writes its own and the last rename wins.
  const draft = `${file}.${randomUUID()}`;
  await make(draft);
  const outdated = globSync(join(folder, `${name}-*.tar`)).filter((each) => each !== file);
  renameSync(draft, file);
  for (const each of outdated) rmSync(each, { force: true });
  return file;
}
