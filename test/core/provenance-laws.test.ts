import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { autonomies, type Evidence, involvements } from '../../src/core/evidence.ts';
import type { Commit, LedgerEntry, Traces } from '../../src/core/facts.ts';
import { assessTraces, type Provenance, weighEvidence } from '../../src/core/provenance.ts';
import { anyCharacters } from '../support/any-characters.ts';
import { aCommit, aPullRequestText, sha } from '../support/facts.ts';

const lines = [
  'fix: keep the cache',
  '',
  'Co-authored-by: Claude <noreply@anthropic.com>',
  'Co-authored-by: Jules <jules@holt.example>',
  'Signed-off-by: Mia Holt <mia@holt.example>',
  'Assisted-by: Codex',
  'AI-Assisted: no',
  '- [x] AI was used',
  '## AI Disclosure',
  'None.',
  'Written with Claude Code.',
  'I used Gemini to understand it.',
  '```',
  '> quoted',
  '    indented',
  '<!--',
  '-->',
];

const anyMessage = fc.array(fc.constantFrom(...lines), { maxLength: 12 }).map((parts) => parts.join('\n'));
const anyText = fc.oneof(anyMessage, anyCharacters(300), fc.string({ unit: 'grapheme', maxLength: 300 }));
const anyTraces: fc.Arbitrary<Traces> = fc.record({
  commits: fc
    .array(anyText, { maxLength: 4 })
    .map((messages): readonly Commit[] => messages.map((message, at) => aCommit({ sha: sha(`k${at}`), message }))),
  pullRequest: fc.option(
    fc
      .record({ title: anyText, body: anyText, headBranch: anyText, labels: fc.array(anyText, { maxLength: 3 }) })
      .map(aPullRequestText),
  ),
});

// The key says which detector, tool and commit, as `cite` makes it.
const anyEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    detector: fc.constantFrom('author', 'co-author', 'label', 'branch', 'account', 'statement'),
    confidence: fc.constantFrom('mention', 'possible', 'likely', 'declared'),
    tool: fc.constantFrom('claude', 'codex', null),
    autonomy: fc.constantFrom('none', 'assisted', 'agent'),
    commitSha: fc.constantFrom('k0', 'k1', null),
    excerpt: fc.constantFrom('a', 'b'),
  })
  .map(
    (item): Evidence => ({
      ...item,
      key: `${item.detector}:${item.tool ?? 'ai'}:${item.commitSha ?? 'pull-request'}`,
    }),
  );

const anyEntry: fc.Arbitrary<LedgerEntry> = fc.record({
  evidence: anyEvidence,
  firstSeenAt: fc.constant('2026-03-01T00:00:00Z'),
  pullRequest: fc.constant(7),
  setAside: fc.constantFrom(null, { by: 'ada', reason: 'wrong', at: '2026-03-02T00:00:00Z' }),
});

const weigh = (evidence: readonly Evidence[], ledger: readonly LedgerEntry[]): Provenance =>
  weighEvidence({ evidence, ledger, declaration: null });

const expectAtLeast = (more: Provenance, less: Provenance): void => {
  expect(involvements.indexOf(more.involvement)).toBeGreaterThanOrEqual(involvements.indexOf(less.involvement));
  expect(autonomies.indexOf(more.autonomy)).toBeGreaterThanOrEqual(autonomies.indexOf(less.autonomy));
};

describe('laws of provenance', () => {
  it('no traces make it throw, and the same traces give the same answer', () => {
    fc.assert(
      fc.property(anyTraces, (traces) => {
        expect(assessTraces(structuredClone(traces))).toEqual(assessTraces(traces));
      }),
    );
  });

  it('another commit lowers neither scale', () => {
    fc.assert(
      fc.property(anyTraces, anyText, (traces, message) => {
        const more = { ...traces, commits: [...traces.commits, aCommit({ sha: sha('more'), message })] };
        expectAtLeast(assessTraces(more), assessTraces(traces));
      }),
    );
  });

  it('another trailer lowers neither scale', () => {
    fc.assert(
      fc.property(
        anyMessage,
        fc.constantFrom('Co-authored-by: Codex <noreply@openai.com>', 'Reviewed-by: Ada Holt <ada@holt.example>'),
        (message, trailer) => {
          const of = (text: string) => assessTraces({ commits: [aCommit({ message: text })], pullRequest: null });
          expectAtLeast(of(`${message}\n\n${trailer}`), of(message));
        },
      ),
    );
  });

  it('the order of commits does not matter', () => {
    fc.assert(
      fc.property(anyTraces, ({ commits }) => {
        const backwards = assessTraces({ commits: commits.toReversed(), pullRequest: null });
        expect(backwards).toEqual(assessTraces({ commits, pullRequest: null }));
      }),
    );
  });

  it('the order of trailers does not matter', () => {
    const trailers = lines.filter((line) => /^[\w-]+-by: /.test(line));
    fc.assert(
      fc.property(fc.shuffledSubarray(trailers, { minLength: 2 }), (shuffled) => {
        const of = (list: readonly string[]) =>
          assessTraces({ commits: [aCommit({ message: `fix\n\n${list.join('\n')}` })], pullRequest: null });
        expect(of(shuffled)).toEqual(of(shuffled.toSorted()));
      }),
    );
  });

  it('more evidence lowers neither scale, whatever the ledger holds', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvidence, { maxLength: 6 }),
        anyEvidence,
        fc.array(anyEntry, { maxLength: 6 }),
        (evidence, another, ledger) => {
          expectAtLeast(weigh([...evidence, another], ledger), weigh(evidence, ledger));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a longer memory lowers neither scale, unless it says that something was set aside', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvidence, { maxLength: 6 }),
        fc.array(anyEntry, { maxLength: 6 }),
        anyEntry,
        (evidence, ledger, entry) => {
          const remembered = { ...entry, setAside: null };
          expectAtLeast(weigh(evidence, [...ledger, remembered]), weigh(evidence, ledger));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
