import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { type ChangedFile, known, unknown } from '../../src/core/facts.ts';
import { assessTraces } from '../../src/core/provenance.ts';
import { firstThatCounts } from '../../src/core/requirement/exemption.ts';
import { aCommit, aFile, aSnapshot } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';

describe('a file of the exempted kind', () => {
  const globs = [{ text: 'docs/**', alternatives: ['docs/**'] }];
  const policy = aPolicy({ rules: [aRule({ when: [{ kind: 'unless-only', globs }] })] });

  it.each<{ why: string; exempt: boolean; file: Partial<ChangedFile> }>([
    { why: 'it is a regular file', exempt: true, file: {} },
    { why: 'it is a regular file that is gone', exempt: true, file: { mode: known(null), status: 'removed' } },
    { why: 'it has no mode and is not gone', exempt: false, file: { mode: known(null) } },
    { why: 'it is a link that is gone', exempt: false, file: { mode: known('120000'), status: 'removed' } },
    { why: 'it may be run', exempt: false, file: { mode: known('100755') } },
    { why: 'its mode is not known', exempt: false, file: { mode: unknown('refused') } },
    { why: 'its old name is not known', exempt: false, file: { previousPath: unknown('refused') } },
    { why: 'it was moved there', exempt: false, file: { previousPath: known('src/a.ts'), status: 'renamed' } },
    { why: 'it tells agents what to do', exempt: false, file: { path: 'docs/AGENTS.md' } },
  ])('is exempt: $exempt when $why', ({ exempt, file }) => {
    const snapshot = aSnapshot({ files: [aFile({ path: 'docs/a.md', ...file })] });
    const { requirement } = evaluate({ usable: true, policy }, snapshot);
    expect(requirement.clauses.filter(({ rule }) => rule === 'one senior')).toHaveLength(exempt ? 0 : 1);
  });
});

describe('the file that keeps a rule from being exempt', () => {
  const from = (path: string, previous: string) =>
    aFile({ path, previousPath: known(previous), status: 'renamed', mode: known('100644') });
  const globs = [{ text: 'docs/**', alternatives: ['docs/**'] }];

  it.each([
    { why: 'as they are listed', order: [0, 1] },
    { why: 'the other way round', order: [1, 0] },
  ])('is named by the first name of any that bears it, with the files $why', ({ order }) => {
    const files = [from('docs/x.md', 'src/b.ts'), from('lib/a.ts', 'src/b.ts')];
    expect(
      firstThatCounts(
        globs,
        order.flatMap((index) => files[index] ?? []),
      ),
    ).toBe('docs/x.md');
  });
});

describe('evidence', () => {
  const codex = 'Co-authored-by: Codex <noreply@openai.com>';
  const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';

  it.each([
    { why: 'as it is sorted', lines: [claude, codex] },
    { why: 'the other way round', lines: [codex, claude] },
  ])('of one strength is listed by its key, written $why', ({ lines }) => {
    const commits = [aCommit({ message: `x\n\n${lines.join('\n')}` })];
    const { evidence } = assessTraces({ commits, pullRequest: null });
    expect(evidence.map(({ tool }) => tool)).toEqual(['claude', 'codex']);
  });
});

describe('the risk of a renamed file whose old name is not known', () => {
  const globs = [{ text: 'db/**', alternatives: ['db/**'] }];

  it.each([
    { why: 'names of that level are given', paths: { high: globs, critical: [] }, levels: ['high'] },
    { why: 'no level has names', paths: { critical: [] }, levels: [] },
  ])('is $levels when $why', ({ paths, levels }) => {
    const policy = aPolicy({ risk: { ...aPolicy().risk, paths } });
    const files = [aFile({ previousPath: unknown('refused'), status: 'renamed' })];
    const { risk } = evaluate({ usable: true, policy }, aSnapshot({ files }));
    expect(risk.factors.filter(({ factor }) => factor === 'unknown').map(({ level }) => level)).toEqual(levels);
  });
});
