import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { OpenDebt } from '../../src/core/debt.ts';
import { debtIssueBody, debtIssueTitle } from '../../src/core/debt-issue.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import { planMergeGroup } from '../../src/core/merge-group.ts';
import type { Policy } from '../../src/core/policy.ts';
import { noteOnProposal } from '../../src/core/proposal.ts';
import { planPublication } from '../../src/core/publication.ts';
import { planReply, withReminder } from '../../src/core/reply.ts';
import { withNamed } from '../../src/core/routing/say.ts';
import { refused } from '../../src/core/ruling.ts';
import { sentence } from '../../src/core/text.ts';
import { anyPolicy, anySnapshot } from '../support/arbitraries.ts';
import { aSnapshot, people, sha } from '../support/facts.ts';
import { hostile, hostileFacts } from '../support/hostile.ts';

const usable = (policy: Policy) => ({ usable: true, policy }) as const;
const broken = (text: string) =>
  ({
    usable: false,
    problems: [{ file: text, line: 1, column: 1, message: text, hint: text }],
    sources: [],
  }) as const;

/** What GitHub would read as Markdown of ours: all but code, and the marks by which we know our own text. */
const bare = (markdown: string): string =>
  markdown
    .replaceAll(/^```\n\/countersign sign-off [0-9a-f]+\n```$/gm, '')
    .replaceAll(/<!-- countersign[\w :#-]* -->/g, '')
    .replaceAll(/`[^`\n]*`/g, '');

/** A mention, HTML, a link, a picture, a backtick that opens nothing, or what hides and reorders text. */
const markup = /[<`]|@|\]\(|!\[|https?:|www\.|[\p{Cf}\p{Cs}\p{Co}]|[^\P{Cc}\n]/u;

const expectHarmless = (markdown: string | null): void => {
  expect(bare(markdown ?? '').match(markup)?.[0]).toBeUndefined();
};

describe('Markdown that we write, whatever people wrote', () => {
  const everything = fc.tuple(anyPolicy, anySnapshot, hostile, hostile);
  const eachOf = (shown: (world: readonly [Policy, ReturnType<typeof aSnapshot>, string]) => string | null) =>
    fc.assert(
      fc.property(everything, ([policy, snapshot, text, more]) => {
        expectHarmless(shown([policy, hostileFacts(snapshot, `${text}${more.repeat(8)}`), more]));
      }),
      { numRuns: 100 },
    );

  it('stays harmless in a check', () => {
    eachOf(([policy, facts]) => {
      const effective = usable(policy);
      const { title, summary } = planPublication(effective, facts, evaluate(effective, facts), 'digest');
      const named = [{ login: 'ada', suggested: false, clauses: ['1 × senior'] }];
      return withNamed({ title, summary }, named).summary;
    });
  });

  it('stays harmless in the check of a policy that cannot be used', () => {
    eachOf(([, facts, text]) => {
      const effective = broken(text);
      return planPublication(effective, facts, evaluate(effective, facts), 'digest').summary;
    });
  });

  it('stays harmless in the note on a proposed policy', () => {
    eachOf(([policy, facts, text]) => {
      const [bad, good] = [broken(text), usable(policy)];
      const notes = [bad, good].map((effective) =>
        noteOnProposal({ file: 'countersign.yml', blob: sha('b1'), effective }, good, facts, true),
      );
      return notes.map(({ summary }) => summary).join('\n');
    });
  });

  it('stays harmless in the answer to commands, which would ping people', () => {
    eachOf(([policy, snapshot, text]) => {
      const effective = usable(policy);
      const author = { ...people.ada, login: text };
      return planReply({
        policy: effective,
        snapshot,
        evaluation: evaluate(effective, snapshot),
        rulings: [
          { comment: 1, author, command: { kind: 'explain' }, outcome: { accepted: true, detail: text } },
          { comment: 1, author, command: { kind: 'recheck' }, outcome: refused('author', text) },
          { comment: 1, author, command: { kind: 'unknown', text }, outcome: refused('not-understood', text) },
        ],
        turnedBack: true,
        before: null,
      });
    });
  });

  it('stays harmless in a merge group', () => {
    eachOf(([policy, snapshot]) => {
      const effective = usable(policy);
      const decision = { policy: effective, snapshot, evaluation: evaluate(effective, snapshot) };
      return planMergeGroup(sha('c3'), [{ number: 7, decision }], 'digest').summary;
    });
  });

  it('stays harmless in the issue about a debt', () => {
    eachOf(([policy, snapshot, text]) => {
      const effective = usable(policy);
      const debt: OpenDebt = {
        ref: aSnapshot().ref,
        headSha: sha('c3'),
        cause: 'override',
        by: { id: 1, login: text },
        reason: text,
        clauses: evaluate(effective, snapshot).requirement.clauses,
        openedAt: '2026-03-02T11:00:00Z',
        dueAt: '2026-03-09T11:00:00Z',
        issue: null,
      };
      return `${debtIssueTitle(debt)}\n${debtIssueBody(debt, { login: text })}`;
    });
  });

  it('mentions in a reminder those whom it reminds, and nobody else', () => {
    fc.assert(
      fc.property(hostile, hostile, (login, clause) => {
        const body = withReminder(null, ['ada', login], [clause]);
        expect(bare(body).match(/@[\w/-]+/g)).toEqual(/^[\w-]+$/.test(login) ? ['@ada', `@${login}`] : ['@ada']);
        expectHarmless(body.replaceAll(/@[\w-]+(?= and |: this)/g, ''));
      }),
    );
  });
});

describe('a sentence of ours', () => {
  it.each([
    { why: 'its quotations are whole', text: ' `a@b` matches, and 2 more', shown: ' `a@b` matches, and 2 more' },
    { why: 'a quotation was cut', text: 'and `@acme/all an…', shown: '`and ˋ@acme/all an…`' },
    { why: 'a quotation broke out', text: '`a`@acme/all`b` matches', shown: '`ˋaˋ@acme/allˋbˋ matches`' },
    { why: 'it has a link in it', text: 'see www.evil.test', shown: '`see www.evil.test`' },
  ])('is written as $shown where $why', ({ text, shown }) => {
    expect(sentence(text)).toBe(shown);
  });
});
