import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Counted up whenever a file changes its form: what another version wrote is not guessed at. */
const format = 1;

/** A file that cannot be used, and what to do about it. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Files of JSON in a folder, each of which says in which form it was written. */
export type SavedFiles = {
  /** null: it is not there. */
  readonly read: <T extends z.ZodType>(file: string, schema: T) => Promise<z.infer<T> | null>;
  readonly write: (file: string, content: object) => Promise<void>;
  /** To be thrown where a file holds what it should not. */
  readonly damaged: (file: string, why: string) => ArchiveError;
};

export function openFiles(folder: string): SavedFiles {
  return { read, write, damaged };

  async function read<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T> | null> {
    const text = await readFile(join(folder, file), 'utf8').catch(unlessMissing);
    if (text === null) return null;
    const json = parseJson(file, text);
    const written = z.object({ format: z.number() }).safeParse(json).data?.format;
    if (written !== undefined && written !== format)
      throw new ArchiveError(
        `${join(folder, file)} was saved by another version of countersign (format ${written}, and this one reads ${format}): save into an empty folder again`,
      );
    const parsed = schema.safeParse(json);
    if (parsed.success && written === format) return parsed.data;
    const issue = parsed.error?.issues[0];
    throw damaged(file, issue === undefined ? 'it names no format' : `${issue.path.join('.')}: ${issue.message}`);
  }

  function parseJson(file: string, text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw damaged(file, 'it is not JSON');
    }
  }

  function damaged(file: string, why: string): ArchiveError {
    return new ArchiveError(
      `${join(folder, file)} is damaged (${why}): delete it, and run with --save ${folder} to read it again`,
    );
  }

  /** Under another name first: whoever is interrupted leaves a whole file or none. */
  async function write(file: string, content: object): Promise<void> {
    const path = join(folder, file);
    // What people wrote in a private repository is nobody else's business on this machine.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, `${JSON.stringify({ format, ...content })}\n`, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }
}

const Missing = z.object({ code: z.enum(['ENOENT', 'ENOTDIR']) });

function unlessMissing(error: unknown): null {
  if (Missing.safeParse(error).success) return null;
  throw error;
}
