import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { runDetect } from '../../src/cli/detect.ts';
import { hear } from '../support/io.ts';

const detect = async (input: readonly string[]) => {
  const { code, out } = await hear((io) => runDetect(['--jsonl'], io), Readable.from(input));
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, answers: lines.map((line): unknown => JSON.parse(line)) };
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
});
