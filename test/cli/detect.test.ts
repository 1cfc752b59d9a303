import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { runDetect } from '../../src/cli/detect.ts';

const detect = async (input: readonly string[], args: readonly string[] = ['--jsonl']) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = text(stdout);
  const code = await runDetect(args, { stdin: Readable.from(input), stdout, stderr });
  stdout.end();
  const answers = (await printed).split('\n').filter((line) => line !== '');
  return { code, answers: args.includes('--jsonl') ? answers.map((line): unknown => JSON.parse(line)) : answers };
};

const commit = {
  sha: 'c1234ab',
  author: { name: 'Mia', email: 'mia@holt.example' },
  message: 'fix\n\nAssisted-by: Codex',
};
const pullRequest = {
  repo: 'acme/shop',
  title: 'Fix',
  body: '',
  author_login: 'mia',
  head_ref: 'copilot/fix',
  head_repo_owner: 'acme',
  commits: [],
};

describe('detect --jsonl', () => {
  it('answers each record on a line of its own, in order', async () => {
    const { code, answers } = await detect([`${JSON.stringify(commit)}\n${JSON.stringify(pullRequest)}\n`]);
    expect(code).toBe(0);
    expect(answers).toMatchObject([
      { involvement: 'declared', autonomy: 'assisted', tools: ['codex'], evidence: [{ key: 'trailer:codex:c1234ab' }] },
      { involvement: 'likely', autonomy: 'agent', tools: ['copilot'] },
    ]);
  });

  it('reads records that arrive in pieces, and a last one without a line break', async () => {
    const line = JSON.stringify(commit);
    const { answers } = await detect([line.slice(0, 9), `${line.slice(9)}\n\n${line.slice(0, 30)}`, line.slice(30)]);
    expect(answers).toHaveLength(2);
  });

  it.each([
    { why: 'is not JSON', line: '{', says: 'line 1: is not JSON' },
    { why: 'is a number', line: '3', says: 'line 1: is not a commit or pull request' },
    { why: 'has nothing of a commit', line: '{"a":1}', says: 'line 1: is not a commit or pull request' },
    { why: 'has a message that is no text', line: '{"message":4}', says: 'line 1: is not a commit or pull request' },
  ])('names a line that $why and goes on', async ({ line, says }) => {
    const { code, answers } = await detect([`${line}\n${JSON.stringify(commit)}\n`]);
    expect(code).toBe(1);
    expect(answers).toMatchObject([{ error: says }, { tools: ['codex'] }]);
  });

  it.each([
    { args: ['--help'], code: 0 },
    { args: [], code: 2 },
    { args: ['--jsonl', 'x'], code: 2 },
  ])('ends with $code when called with $args', async ({ args, code }) => {
    expect((await detect([], args)).code).toBe(code);
  });
});
