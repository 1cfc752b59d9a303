import { describe, expect, it } from '@jest/globals';
import type { Command } from '../../src/core/command.ts';
import type { OpenDebt } from '../../src/core/debt.ts';
import { debtIssueBody, debtIssueTitle } from '../../src/core/debt-issue.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import type { EffectivePolicy } from '../../src/core/policy.ts';
import { isSettled, planReply, type ReplyFacts, reactionTo } from '../../src/core/reply.ts';
import { accepted, type Outcome, type Refusal, type Ruling, refused } from '../../src/core/ruling.ts';
import { aReview, aSnapshot, people, sha } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policy.ts';

const policy: EffectivePolicy = { usable: true, policy: aPolicy() };
const green = evaluate(policy, aSnapshot({ reviews: [aReview()] }));
const red = evaluate(policy, aSnapshot());
const head = sha('c3').slice(0, 7);

const commands: Readonly<Record<Command['kind'], Command>> = {
  'sign-off': { kind: 'sign-off', sha: sha('c3') },
  override: { kind: 'override', sha: sha('c3'), reason: 'on fire' },
  'not-ai': { kind: 'not-ai', sha: sha('c3'), evidence: 'x', reason: 'stamped' },
  recheck: { kind: 'recheck' },
  explain: { kind: 'explain' },
  unknown: { kind: 'unknown', text: '/countersign what' },
};
const rule = (kind: Command['kind'], outcome: Outcome): Ruling => ({
  comment: 1,
  author: people.ada,
  command: commands[kind],
  outcome,
});
const yes = (kind: Command['kind']): Ruling => rule(kind, accepted('done'));
const no = (kind: Command['kind'], why: Refusal = 'author'): Ruling => rule(kind, refused(why, 'it is\nyours'));
const misunderstood = no('unknown', 'not-understood');

const reply = (only: Partial<ReplyFacts>): string | null =>
  planReply({
    policy,
    snapshot: aSnapshot(),
    evaluation: red,
    rulings: [],
    turnedBack: false,
    before: null,
    ...only,
  });

describe('the reaction to a comment', () => {
  it.each<{ why: string; rulings: readonly Ruling[]; reaction: string }>([
    { why: 'its only command counts', rulings: [yes('sign-off')], reaction: '+1' },
    { why: 'its command only asks', rulings: [yes('recheck')], reaction: 'eyes' },
    { why: 'all its commands only ask', rulings: [yes('recheck'), yes('explain')], reaction: 'eyes' },
    { why: 'one asks and one counts', rulings: [yes('explain'), yes('override')], reaction: '+1' },
    { why: 'its command is refused', rulings: [no('override')], reaction: '-1' },
    { why: 'one counts and one is refused', rulings: [yes('sign-off'), no('override')], reaction: '-1' },
    { why: 'one is refused and one not understood', rulings: [misunderstood, no('override')], reaction: '-1' },
    { why: 'it is not understood', rulings: [misunderstood], reaction: 'confused' },
    { why: 'one counts and one is not understood', rulings: [yes('sign-off'), misunderstood], reaction: 'confused' },
  ])('is $reaction when $why', ({ rulings, reaction }) => {
    expect(reactionTo(rulings)).toBe(reaction);
  });
});

describe('a ruling', () => {
  it.each([
    { kind: 'sign-off', when: 'it counts', ruling: yes('sign-off'), settled: false },
    { kind: 'sign-off', when: 'it names another commit', ruling: no('sign-off', 'not-the-head'), settled: false },
    { kind: 'not-ai', when: 'it counts', ruling: yes('not-ai'), settled: true },
    { kind: 'not-ai', when: 'it names another commit', ruling: no('not-ai', 'not-the-head'), settled: true },
    { kind: 'not-ai', when: 'its giver does not qualify', ruling: no('not-ai', 'not-qualified'), settled: false },
    { kind: 'override', when: 'it counts', ruling: yes('override'), settled: false },
    { kind: 'override', when: 'it names another commit', ruling: no('override', 'not-the-head'), settled: true },
    { kind: 'override', when: 'its giver is in no team', ruling: no('override', 'not-in-team'), settled: false },
    { kind: 'recheck', when: 'it was heard', ruling: yes('recheck'), settled: true },
    { kind: 'explain', when: 'it was heard', ruling: yes('explain'), settled: true },
    { kind: 'unknown', when: 'it was not understood', ruling: misunderstood, settled: true },
  ])('on $kind is settled: $settled when $when', ({ ruling, settled }) => {
    expect(isSettled(ruling)).toBe(settled);
  });
});

describe('our comment', () => {
  it.each<{ why: string; only: Partial<ReplyFacts> }>([
    { why: 'nothing was commanded', only: {} },
    { why: 'what was commanded counts', only: { rulings: [yes('sign-off'), yes('recheck')] } },
    { why: 'somebody mistypes again', only: { rulings: [misunderstood], before: 'there was help' } },
  ])('says nothing new when $why', ({ only }) => {
    expect(reply(only)).toBeNull();
  });

  it('says why each command does nothing, on one line each', () => {
    expect(reply({ rulings: [no('override'), yes('recheck'), no('not-ai')] })).toBe(
      [
        '<!-- countersign -->',
        '',
        '- `/countersign override` by `ada` does nothing: it is yours.',
        '- `/countersign not-ai` by `ada` does nothing: it is yours.',
        '',
      ].join('\n'),
    );
  });

  it('explains each rule to whoever asked', () => {
    const text = reply({ rulings: [yes('explain')] });
    expect(text).toContain(`Each rule of the policy on \`${head}\`, and the condition that decided:\n\n- applied: `);
    expect(text).toContain('`one senior`');
    expect(reply({ rulings: [no('explain', 'edited')] })).not.toContain('Each rule');
  });

  it('explains at most sixty rules, and that there are none', () => {
    const rules = Array.from({ length: 61 }, (_, index) => aRule({ name: `r${index}` }));
    const explained = (only: EffectivePolicy) =>
      reply({ rulings: [yes('explain')], evaluation: evaluate(only, aSnapshot()) });
    expect(explained({ usable: true, policy: aPolicy({ rules }) })).toContain('- … and 1 more rules');
    expect(explained({ usable: true, policy: aPolicy({ rules: [] }) })).toContain('- the policy has no rules');
  });

  it('tells once how commands are written', () => {
    const text = reply({ rulings: [misunderstood] }) ?? '';
    expect(text.split('\n').filter((line) => line.startsWith('- `/countersign '))).toHaveLength(5);
    expect(text).not.toContain('does nothing');
  });

  it('tells that a green check turned back, and when it is green again', () => {
    const back = reply({ turnedBack: true }) ?? '';
    expect(back).toContain(`The check on \`${head}\` was green and is no longer: \`Waiting for 1 × senior\`.`);
    const again = reply({ evaluation: green, before: back });
    expect(again).toBe(`<!-- countersign -->\n\nThe check on \`${head}\` is green again.\n`);
    expect(reply({ evaluation: red, before: back })).toBeNull();
    expect(reply({ evaluation: green, before: again })).toBeNull();
    expect(reply({ evaluation: green })).toBeNull();
  });
});

describe('the issue about a debt', () => {
  const debt: OpenDebt = {
    ref: aSnapshot().ref,
    headSha: sha('c3'),
    cause: 'override',
    by: { id: 104, login: 'sten' },
    reason: 'production is down',
    clauses: red.requirement.clauses,
    openedAt: '2026-03-02T11:00:00Z',
    dueAt: '2026-03-09T11:00:00Z',
    issue: null,
  };

  it('says who merged what and why, what is open, until when, and how it is closed', () => {
    expect(debtIssueTitle(debt)).toBe('Review debt: #7');
    const body = debtIssueBody(debt, people.ada);
    expect(body).toContain('#7 was merged by override of `sten`: `production is down`\n\n1 clause of the policy');
    expect(body).toContain('\n- 1 × `senior` or above (rule `one senior`)\n');
    expect(body).toContain(
      '\n`ada` is asked; anybody else who qualifies will do.\n\nDue on 2026-03-09. Whoever qualifies',
    );
    expect(body).toContain(`\`\`\`\n/countersign sign-off ${sha('c3')}\n\`\`\``);
  });

  it('counts no clauses where none was open', () => {
    expect(debtIssueBody({ ...debt, clauses: [] }, null)).toContain('`production is down`\n\nNobody is assigned: ');
  });

  it.each<{ cause: OpenDebt['cause']; title: string; says: string; on: string }>([
    { cause: 'merge', title: '#7', says: '#7 was merged by `sten` while its check was not green.', on: '#7' },
    {
      cause: 'push',
      title: sha('c3').slice(0, 7),
      says: `${sha('c3')} was pushed by \`sten\` without a pull request`,
      on: 'this issue',
    },
  ])('says where a debt of a $cause comes from, and where it is signed off', ({ cause, title, says, on }) => {
    const body = debtIssueBody({ ...debt, cause, reason: '' }, null);
    expect(debtIssueTitle({ ...debt, cause })).toBe(`Review debt: ${title}`);
    expect(body.startsWith(says)).toBe(true);
    expect(body).toContain(`in a new comment on ${on}:`);
  });
});
