import { describe, expect, it } from '@jest/globals';
import type { EffectivePolicy, Policy, PolicyProblem } from '../../src/core/policy.ts';
import { noteOnProposal, type ProposalNote } from '../../src/core/proposal.ts';
import { aReview, aSnapshot, sha } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';

const usable = (only: Partial<Policy> = {}): EffectivePolicy => ({ usable: true, policy: aPolicy(only) });
const source = { origin: 'repository', sha: sha('p1') } as const;
const inForce = usable({ sources: [source] });
const file = '.github/countersign.yml';
const problem = (line: number, hint: string | null = null): PolicyProblem => ({
  file,
  line,
  column: 5,
  message: 'unknown key `lvel`',
  hint,
});
const broken = (...problems: PolicyProblem[]): EffectivePolicy => ({ usable: false, problems, sources: [] });
const note = (effective: EffectivePolicy, trusted = true, blob: string | null = 'b10b'): ProposalNote =>
  noteOnProposal({ file, blob, effective }, inForce, aSnapshot({ reviews: [aReview()] }), trusted);

describe('the note on a new policy', () => {
  it('marks each problem on its line, and what was probably meant', () => {
    expect(note(broken(problem(3, 'did you mean `level`?'), problem(9)))).toEqual({
      headSha: sha('c3'),
      externalId: `policy:b10b:${sha('p1').slice(0, 7)}:full:2`,
      conclusion: 'failure',
      title: 'The new policy cannot be used: 2 problems',
      summary: [
        'The new policy cannot be used: 2 problems.',
        '',
        '- 3:5 unknown key `lvel`: did you mean `level`?',
        '- 9:5 unknown key `lvel`',
        '',
      ].join('\n'),
      annotations: [problem(3, 'did you mean `level`?'), problem(9)],
    });
  });

  it('marks no line for a problem of another file, and says which one it is', () => {
    const floor = { ...problem(3), file: 'acme/.github/.github/countersign.yml' };
    const { annotations, summary } = note(broken(floor, problem(9)));
    expect(annotations).toEqual([problem(9)]);
    expect(summary).toContain('- `acme/.github/.github/countersign.yml` 3:5 unknown key `lvel`\n- 9:5 unknown key');
  });

  it('marks as many as GitHub takes', () => {
    const many = (count: number) => note(broken(...Array.from({ length: count }, (_, index) => problem(index + 1))));
    expect(many(50).summary).not.toContain('are marked on their lines');
    expect(many(51)).toMatchObject({ annotations: { length: 50 } });
    expect(many(51).summary).toContain('51 problems. The first 50 are marked on their lines.');
    expect(many(51).summary).toContain('- … and 1 more problems');
  });

  it.each<{ why: string; effective: EffectivePolicy; lines: readonly string[] }>([
    { why: 'nothing changes', effective: usable(), lines: ['Under the new rules, #7 would be asked the same as now.'] },
    {
      why: 'the gate is taken away',
      effective: usable({ mode: 'observe' }),
      lines: [
        'Under the new rules, #7 would be satisfied (now: satisfied):',
        '',
        '- **the check would only observe: nothing would be held any more**',
      ],
    },
    {
      why: 'more is asked',
      effective: usable({
        declaration: 'required',
        rules: [aRule(), aRule({ name: 'two', require: { count: 2, level: 'staff', from: ['acme/payments'] } })],
      }),
      lines: [
        'Under the new rules, #7 would be pending (now: satisfied):',
        '',
        '- also: 2 × `staff` from `acme/payments` by rule `two`',
        "- the author's declaration would be required",
      ],
    },
    {
      why: 'nothing is asked any more',
      effective: usable({ rules: [] }),
      lines: [
        'Under the new rules, #7 would be not-required (now: satisfied):',
        '',
        '- no longer: 1 × `senior` by rule `one senior`',
      ],
    },
  ])('shows what the new rules would ask when $why', ({ effective, lines }) => {
    const found = note(effective);
    expect(found).toMatchObject({ conclusion: 'neutral', title: 'The new policy can be used', annotations: [] });
    expect(found.summary).toBe(
      `The new policy can be used. This pull request itself is judged by the rules in force.\n\n${lines.join('\n')}\n`,
    );
  });

  it('says when a declaration would no longer be required', () => {
    const strict = usable({ declaration: 'required' });
    const found = noteOnProposal({ file, blob: 'b', effective: usable() }, strict, aSnapshot(), true);
    expect(found.summary).toContain("- the author's declaration would no longer be required");
  });

  it('shows an author who cannot write here only whether it can be read', () => {
    const found = note(usable({ rules: [] }), false);
    expect(found.externalId).toBe(`policy:b10b:${sha('p1').slice(0, 7)}:syntax`);
    expect(found.summary).toContain('is shown once somebody with write access proposes it.');
    expect(found.summary).not.toContain('no longer');
  });

  it('is told apart by the file, by the rules in force, and by what it shows', () => {
    expect(note(usable(), true, null).externalId).toBe(`policy:removed:${sha('p1').slice(0, 7)}:full`);
    const built = noteOnProposal(
      { file, blob: 'b', effective: usable() },
      { usable: false, problems: [], sources: [{ ...source, sha: null }, source] },
      aSnapshot(),
      true,
    );
    expect(built.externalId).toBe(`policy:b:none+${sha('p1').slice(0, 7)}:full`);
  });
});
