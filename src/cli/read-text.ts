import { readFile } from 'node:fs/promises';

/** The text of a file; null: it cannot be read. */
export const readText = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);
