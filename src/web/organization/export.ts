import type { Context } from 'hono';
import type { PagePorts } from '../ports.ts';
import { readSought, searchOf } from './audit.ts';
import type { Organization } from './ports.ts';

/** The record as lines, sent while it is read: it may be larger than what fits into memory. */
export function exportAnswer(
  context: Context,
  organization: Organization,
  { organizations: ports }: PagePorts,
): Response {
  const query = new URL(context.req.url).searchParams;
  const format = query.get('format') === 'csv' ? 'csv' : 'jsonl';
  const sought = readSought(query);
  const { since, until, repositoryIds } = searchOf(sought, organization, null);
  const repositories = organization.repositories.filter(({ repositoryId }) => repositoryIds.includes(repositoryId));
  const lines = ports.exportRecord({ ...organization, repositories }, { format, since, until });
  const type = format === 'csv' ? 'text/csv' : 'application/jsonl';
  return context.body(ReadableStream.from(inPieces(lines)).pipeThrough(new TextEncoderStream()), 200, {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="countersign-record.${format}"`,
  });
}

const pieceSize = 64 * 1024;

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < pieceSize) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
