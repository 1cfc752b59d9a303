import { createHash } from 'node:crypto';

/** Stands for a comment's text, so that we need not keep it to see whether it was edited. */
export const digestOf = (body: string): string => createHash('sha256').update(body).digest('hex');
