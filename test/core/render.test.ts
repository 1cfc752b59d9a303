import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Snapshot } from '../../src/core/facts.ts';
import { known } from '../../src/core/facts.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import { planPublication } from '../../src/core/publication.ts';
import { renderSummary } from '../../src/core/render.ts';
import { code, listed, plain } from '../../src/core/text.ts';
import { anyCharacters } from '../support/any-characters.ts';
import { aCommit, aFile, aPullRequestText, aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';

const { ada, jo, mia } = people;
const usable = (policy: Partial<Policy> = {}): EffectivePolicy => ({ usable: true, policy: aPolicy(policy) });
const publish = (effective: EffectivePolicy, snapshot: Partial<Snapshot> = {}) => {
  const facts = aSnapshot(snapshot);
  return planPublication(effective, facts, evaluate(effective, facts), 'digest');
};
const claude = aCommit({ message: 'add a greeting\n\nCo-authored-by: Claude <noreply@anthropic.com>' });

describe('what GitHub should show', () => {
  it.each<{ why: string; conclusion: string; title: string; effective: EffectivePolicy; snapshot: Partial<Snapshot> }>([
    {
      why: 'a clause is open',
      conclusion: 'action_required',
      title: 'Waiting for 1 × senior',
      effective: usable(),
      snapshot: {},
    },
    {
      why: 'a senior signed off',
      conclusion: 'success',
      title: 'Signed off by ada',
      effective: usable(),
      snapshot: { reviews: [aReview()] },
    },
    {
      why: 'nothing is asked',
      conclusion: 'success',
      title: 'No sign-off required',
      effective: usable({ rules: [] }),
      snapshot: {},
    },
    {
      why: 'somebody asks for changes',
      conclusion: 'action_required',
      title: 'Changes requested by jo',
      effective: usable(),
      snapshot: { reviews: [aReview(), aReview({ id: 'x', reviewer: jo, state: 'changes-requested' })] },
    },
    {
      why: 'the policy is broken',
      conclusion: 'failure',
      title: 'Policy cannot be used: 1 problem',
      effective: {
        usable: false,
        sources: [],
        problems: [{ file: 'p.yml', line: 3, column: 5, message: 'unknown key', hint: null }],
      },
      snapshot: { reviews: [aReview()] },
    },
    {
      why: 'the policy observes and a clause is open',
      conclusion: 'neutral',
      title: 'Observing: would ask for 1 × senior',
      effective: usable({ mode: 'observe' }),
      snapshot: {},
    },
    {
      why: 'the declaration and two levels are missing',
      conclusion: 'action_required',
      title: "Waiting for the author's declaration, 1 × senior and 1 × staff",
      effective: usable({
        declaration: 'required',
        rules: [aRule(), aRule({ name: 'staff', require: { level: 'staff' } })],
      }),
      snapshot: {},
    },
  ])('$conclusion, "$title", when $why', ({ conclusion, title, effective, snapshot }) => {
    expect(publish(effective, snapshot)).toMatchObject({ conclusion, title, externalId: 'digest', headSha: sha('c3') });
  });

  it.each<{ why: string; policy: Partial<Policy>; snapshot: Partial<Snapshot>; labels: [string, boolean][] }>([
    { why: 'there is no evidence', policy: {}, snapshot: {}, labels: [] },
    { why: 'a tool is declared', policy: {}, snapshot: { commits: [claude] }, labels: [['ai-assisted', true]] },
    {
      why: 'a tool is declared and agents have a label of their own',
      policy: {
        labels: { assisted: { name: 'ai-assisted', color: 'aaaaaa' }, agent: { name: 'ai-agent', color: 'bbbbbb' } },
      },
      snapshot: { commits: [claude] },
      labels: [
        ['ai-assisted', true],
        ['ai-agent', false],
      ],
    },
  ])('labels $labels when $why', ({ policy, snapshot, labels }) => {
    expect(publish(usable(policy), snapshot).labels.map(({ name, present }) => [name, present])).toEqual(labels);
  });
});

describe('the summary', () => {
  const summary = (snapshot: Partial<Snapshot>, policy: Partial<Policy> = {}): string =>
    publish(usable(policy), snapshot).summary;

  it('quotes the evidence, names the rule, who can clear it, and why an approval did not count', () => {
    const text = summary({ commits: [claude], reviews: [aReview({ reviewer: jo })] });
    expect(text).toContain('`Co-authored-by: Claude <noreply@anthropic.com>`');
    expect(text).toContain('- [ ] 1 × `senior` or above (rule `');
    expect(text).toContain('Can be cleared by `acme/seniors`, `acme/staff` and `acme/principals`');
    expect(text).toContain('`jo` approved, which does not count: below `senior`');
  });

  it('does not name a team that only its members may see', () => {
    expect(summary({ secretTeams: ['acme/staff'] })).not.toContain('acme/staff');
  });

  it('lists an approval of an older commit as stale, with both commits', () => {
    expect(summary({ reviews: [aReview({ commitSha: sha('c2') })] })).toContain(
      `stale: approved \`${sha('c2').slice(0, 7)}\`, the head is \`${sha('c3').slice(0, 7)}\``,
    );
  });

  it('says where a broken policy is broken', () => {
    const effective: EffectivePolicy = {
      usable: false,
      sources: [],
      problems: [{ file: 'p.yml', line: 3, column: 5, message: 'unknown key `lvel`', hint: 'did you mean `level`?' }],
    };
    expect(publish(effective).summary).toContain('`p.yml:3:5` unknown key `lvel`; did you mean `level`?');
  });

  it('says which lists were cut', () => {
    expect(summary({ truncated: ['300 of 4,000 files were read'] })).toContain(
      '300 of 4,000 files were read: judged as the worst case',
    );
  });
});

describe('text that people control', () => {
  const hostile = fc.oneof(
    anyCharacters(80),
    fc.constantFrom(
      '`@acme/everyone`',
      '](https://evil.example)',
      '<script>alert(1)</script>',
      '\u202Egnp.exe',
      '``` \n# hi',
      '| a | b |',
      '![x](y)',
    ),
  );

  it('stays one code span on one line, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const span = code(text);
        expect(span).toMatch(/^`[^`\n\r]+`$/u);
        expect(span).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('can neither break out of a line of the summary nor mention anybody', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, other) => {
        const facts = aSnapshot({
          commits: [
            aCommit({
              message: `x\n\nCo-authored-by: Claude ${text} <noreply@anthropic.com>\nClaude-Session: https://claude.ai/code/session_1${other}`,
            }),
          ],
          files: [aFile({ path: `src/${text}` })],
          pullRequest: aPullRequestText({ author: mia, title: text, body: other, headBranch: `claude/${text}` }),
          reviews: [aReview({ reviewer: { ...ada, login: text } })],
          owners: known([]),
        });
        const effective = usable({
          risk: { ...aPolicy().risk, paths: { critical: [{ text: '**', alternatives: ['**'] }] } },
        });
        const text_ = renderSummary(effective, facts, evaluate(effective, facts));
        const outside = text_.replace(/`[^`\n]*`/gu, '');
        expect(outside).not.toMatch(/@|<|\]\(|https?:/u);
        expect(text_).not.toMatch(/\p{Cf}/u);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    { text: 'a\tb\r\nc', shown: 'a b c' },
    { text: '\u200Ba\u202Eb', shown: 'ab' },
    { text: 'x'.repeat(300), shown: `${'x'.repeat(199)}…` },
  ])('is shown plainly as $shown', ({ text, shown }) => {
    expect(plain(text)).toBe(shown);
  });

  it.each([
    { items: [], shown: '' },
    { items: ['a'], shown: 'a' },
    { items: ['a', 'b'], shown: 'a and b' },
    { items: ['a', 'b', 'c'], shown: 'a, b and c' },
  ])('is listed as "$shown"', ({ items, shown }) => {
    expect(listed(items)).toBe(shown);
  });
});
