import { once } from 'node:events';
import { assessTraces } from '../core/provenance.ts';
import { tracesOfRecord } from './corpus-record.ts';
import type { Run } from './io.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';

const usage = `Usage: countersign detect --jsonl < RECORDS > ANSWERS

Reads one record per line: a commit {sha, author {name, email}, committer, message} or a pull request
{title, body, author_login, author_type, head_ref, head_repo_owner, repo, labels, commits […]}.
Writes one answer per line: {involvement, autonomy, tools, evidence}; for a line that is no record {error}.
Exit codes: 0 every line was a record, 1 some were not, 2 it was called wrongly.
`;

/** `detect --jsonl`: the same detectors as the App's, over records on standard input. */
export const runDetect: Run = async (args, io) => {
  const call = readCall({ name: 'detect', usage, options: named, words: 0, read: refuseOtherFormats }, args, io);
  if (!call.ok) return call.exitCode;
  const { stdin, stdout } = io;
  let number = 0;
  let wrong = 0;
  for await (const line of linesOf(stdin)) {
    number += 1;
    if (line.trim() === '') continue;
    const answer = answerTo(line, number);
    if ('error' in answer) wrong += 1;
    if (!stdout.write(`${JSON.stringify(answer)}\n`)) await once(stdout, 'drain');
  }
  return wrong === 0 ? 0 : 1;
};

const named = { jsonl: { type: 'boolean', default: false } } as const;

function refuseOtherFormats({ values: { jsonl } }: Given<typeof named>): void {
  if (!jsonl) throw new WrongCall('say in which form the records come: `countersign detect --jsonl < RECORDS`');
}

const answerTo = (line: string, number: number): object => {
  try {
    const { involvement, autonomy, tools, evidence } = assessTraces(tracesOfRecord(JSON.parse(line)));
    return { involvement, autonomy, tools, evidence };
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return {
      error: `line ${number}: ${error instanceof SyntaxError ? 'is not JSON' : 'is not a commit or pull request'}`,
      reason,
    };
  }
};

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest: string[] = [];
  for await (const chunk of stream) {
    const pieces = String(chunk).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield rest.join('') + piece;
      rest = [];
    }
    rest.push(last);
  }
  if (rest.join('') !== '') yield rest.join('');
}
