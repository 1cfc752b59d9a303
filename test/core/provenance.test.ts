import { describe, expect, it } from '@jest/globals';
import type { Evidence } from '../../src/core/evidence.ts';
import type { Commit, LedgerEntry, PullRequestText, Snapshot } from '../../src/core/facts.ts';
import { assessProvenance, declarationOf, isAuthenticated, weighEvidence } from '../../src/core/provenance.ts';
import { aBot, aCommit, aPullRequestText, aSnapshot, people, sha } from '../support/facts.ts';

const claude = 'Co-authored-by: Claude <noreply@anthropic.com>';
const trailed = (short: string): Commit => aCommit({ sha: sha(short), message: `fix\n\n${claude}` });

const assess = (only: Partial<Snapshot>, ownLabels: readonly string[] = []) =>
  assessProvenance(aSnapshot(only), [], ownLabels);

const remembering = (only: Partial<Snapshot>, setAside: LedgerEntry['setAside'] = null): readonly LedgerEntry[] =>
  assess(only).evidence.map((evidence) => ({
    evidence,
    firstSeenAt: '2026-03-01T00:00:00Z',
    pullRequest: 7,
    setAside,
  }));

const aside = { by: 'ada', reason: 'the editor stamped it', at: '2026-03-02T00:00:00Z' };

describe('how sure we are', () => {
  const cases: readonly {
    readonly why: string;
    readonly commits?: readonly Commit[];
    readonly text?: Partial<PullRequestText>;
    readonly involvement: string;
    readonly autonomy: string;
  }[] = [
    { why: 'nothing is found', involvement: 'none-found', autonomy: 'none' },
    { why: 'a trailer names a tool', commits: [trailed('c1')], involvement: 'declared', autonomy: 'assisted' },
    {
      why: 'an agent opened it',
      text: { author: aBot(198982749, 'Copilot') },
      involvement: 'declared',
      autonomy: 'agent',
    },
    {
      why: 'a vendor’s branch is in the repository',
      text: { headBranch: 'copilot/fix' },
      involvement: 'likely',
      autonomy: 'agent',
    },
    {
      why: 'the same branch is in a fork',
      text: { headBranch: 'copilot/fix', sameRepository: false },
      involvement: 'possible',
      autonomy: 'agent',
    },
    { why: 'there is one label', text: { labels: ['codex'] }, involvement: 'possible', autonomy: 'assisted' },
    {
      why: 'a label and a link agree',
      text: { labels: ['codex'], body: 'https://chatgpt.com/codex/tasks/task_e_1' },
      involvement: 'likely',
      autonomy: 'agent',
    },
    {
      why: 'a person called Jules names branches alike',
      commits: [aCommit({ message: 'fix\n\nCo-authored-by: Jules <j@holt.example>' })],
      text: { headBranch: 'jules/cache' },
      involvement: 'possible',
      autonomy: 'agent',
    },
    {
      why: 'two labels say the same',
      text: { labels: ['codex', 'ai-assisted'] },
      involvement: 'possible',
      autonomy: 'assisted',
    },
  ];

  it.each(cases)('$involvement and $autonomy when $why', ({ commits, text, involvement, autonomy }) => {
    const only = { pullRequest: aPullRequestText(text), ...(commits === undefined ? {} : { commits }) };
    expect(assess(only)).toMatchObject({ involvement, autonomy });
  });

  it('never takes our own label for a sign', () => {
    const pullRequest = aPullRequestText({ labels: ['ai-assisted'] });
    expect(assess({ pullRequest }, ['AI-Assisted']).involvement).toBe('none-found');
  });

  it('hears an agent that pushes to a person’s pull request', () => {
    const pushes = [{ before: sha('c2'), after: sha('c3'), pusher: aBot(198982749, 'Copilot') }];
    const found = assess({ pushes });
    expect(found).toMatchObject({ involvement: 'declared', autonomy: 'agent', tools: ['copilot'] });
    expect(found.evidence.every(isAuthenticated)).toBe(true);
  });

  it('knows the tools that a policy adds', () => {
    const tools = [{ id: 'acme-bot', name: 'Acme Bot', autonomy: 'agent', emails: ['bot@acme.example'] }] as const;
    const commits = [aCommit({ message: 'fix\n\nCo-authored-by: Acme <bot@acme.example>' })];
    expect(assessProvenance(aSnapshot({ commits }), tools)).toMatchObject({ tools: ['acme-bot'], autonomy: 'agent' });
  });

  it('names evidence so that a person can type it, and quotes it safely', () => {
    const message = `fix\n\nCo-authored-by: Claude\u202e\u0007 <noreply@anthropic.com> ${'x'.repeat(400)}`;
    const [item] = assess({ commits: [aCommit({ sha: sha('c1'), message })] }).evidence;
    expect(item?.key).toBe(`co-author:claude:${sha('c1').slice(0, 7)}`);
    expect(item?.excerpt.length).toBeLessThanOrEqual(200);
    expect(item?.excerpt).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('the ledger', () => {
  it('keeps weighing what was pushed away', () => {
    const ledger = remembering({ commits: [trailed('c1')] });
    const found = assess({ commits: [aCommit()], ledger });
    expect(found).toMatchObject({ involvement: 'declared', tools: ['claude'], evidence: [] });
    expect(found.remembered).toMatchObject([
      { commitSha: sha('c1'), firstSeenAt: '2026-03-01T00:00:00Z', pullRequest: 7 },
    ]);
  });

  it('does not remember what still stands', () => {
    const commits = [trailed('c1')];
    expect(assess({ commits, ledger: remembering({ commits }) }).remembered).toEqual([]);
  });

  it('keeps what the author wrote into the description and the branch', () => {
    const pullRequest = aPullRequestText({ headBranch: 'codex/cache', body: 'Written with Claude Code.' });
    expect(assess({ ledger: remembering({ pullRequest }) }).tools).toEqual(['claude', 'codex']);
  });

  it('forgets labels, which others put and take off', () => {
    const pullRequest = aPullRequestText({ labels: ['codex'] });
    expect(assess({ ledger: remembering({ pullRequest }) }).involvement).toBe('none-found');
  });
});

describe('two pieces of evidence with one key', () => {
  const [piece] = assess({ commits: [trailed('c1')] }).evidence;
  if (piece === undefined) throw new Error('a trailer is evidence');
  const entry = (only: Partial<Evidence>): LedgerEntry => ({
    evidence: { ...piece, ...only },
    firstSeenAt: '2026-03-01T00:00:00Z',
    pullRequest: 7,
    setAside: null,
  });

  it.each([
    { weaker: 'possible', autonomy: 'agent' },
    { weaker: 'likely', autonomy: 'agent' },
    // A mention weighs nothing, so it lends nothing either.
    { weaker: 'mention', autonomy: 'assisted' },
  ] as const)('are one: what is $weaker lends its autonomy to what is declared, $autonomy', ({ weaker, autonomy }) => {
    const strong = entry({ confidence: 'declared', autonomy: 'assisted' });
    const weak = entry({ confidence: weaker, autonomy: 'agent' });
    for (const ledger of [
      [strong, weak],
      [weak, strong],
    ]) {
      const { remembered, autonomy: found } = assess({ commits: [aCommit()], ledger });
      expect(remembered.map((item) => [item.confidence, item.autonomy])).toEqual([['declared', autonomy]]);
      expect(found).toBe(autonomy);
    }
  });
});

describe('evidence that was set aside', () => {
  it('weighs nothing and stays visible', () => {
    const commits = [trailed('c1')];
    const found = assess({ commits, ledger: remembering({ commits }, aside) });
    expect(found).toMatchObject({ involvement: 'none-found', evidence: [], remembered: [] });
    expect(found.setAside).toMatchObject([{ by: 'ada', reason: 'the editor stamped it', tool: 'claude' }]);
  });

  it('returns with new evidence of its kind in a later push', () => {
    const ledger = remembering({ commits: [trailed('c1')] }, aside);
    const found = assess({ commits: [trailed('c1'), trailed('c2')], ledger });
    expect(found.evidence.map((item) => item.commitSha)).toEqual([sha('c1'), sha('c2')]);
    expect(found.setAside).toEqual([]);
  });

  it('stays aside when evidence of another kind comes', () => {
    const ledger = remembering({ commits: [trailed('c1')] }, aside);
    const made = aCommit({ sha: sha('c2'), message: 'fix\n\nAssisted-by: Codex' });
    const found = assess({ commits: [trailed('c1'), made], ledger });
    expect(found.tools).toEqual(['codex']);
    expect(found.setAside).toHaveLength(1);
  });

  it('returns when the text that was set aside says something else', () => {
    const before = aPullRequestText({ body: 'Written with Claude Code.' });
    const after = aPullRequestText({ body: 'All of it was written with Claude Code.' });
    expect(assess({ pullRequest: before, ledger: remembering({ pullRequest: before }, aside) }).involvement).toBe(
      'none-found',
    );
    expect(assess({ pullRequest: after, ledger: remembering({ pullRequest: before }, aside) }).involvement).toBe(
      'declared',
    );
  });

  it('cannot be what an authenticated agent did', () => {
    const pullRequest = aPullRequestText({ author: aBot(158243242, 'devin-ai-integration[bot]') });
    expect(assess({ pullRequest, ledger: remembering({ pullRequest }, aside) }).involvement).toBe('declared');
  });
});

describe('what the author declares', () => {
  it.each<{ why: string; body: string; declared: string | null }>([
    { why: 'nothing is said', body: 'Keeps the cache.', declared: null },
    { why: 'the trailer says no', body: 'AI-Assisted: no', declared: 'no-ai' },
    { why: 'the trailer says yes', body: 'AI-Assisted: yes', declared: 'ai' },
    { why: 'the box for no AI is ticked', body: '- [x] I used no AI here', declared: 'no-ai' },
    { why: 'the section says none', body: '## AI disclosure\n\nNone.', declared: 'no-ai' },
    { why: 'a sentence says so', body: 'I used Claude to write the tests.', declared: 'ai' },
    { why: 'yes and no stand together', body: 'AI-Assisted: no\n\nWritten with Claude Code.', declared: 'ai' },
  ])('$declared when $why', ({ body, declared }) => {
    expect(declarationOf({ commits: [], pullRequest: aPullRequestText({ body }) })).toBe(declared);
  });

  it('a "no" lowers nothing, and the contradiction shows', () => {
    const pullRequest = aPullRequestText({ body: 'AI-Assisted: no', author: people.mia });
    const authored = aCommit({ authors: [{ name: 'Claude', email: 'noreply@anthropic.com', account: null }] });
    expect(assess({ pullRequest, commits: [authored] })).toMatchObject({
      involvement: 'declared',
      declaration: 'no-ai',
      contradicted: true,
    });
  });
});

describe('one trace that is seen twice', () => {
  const trace = (confidence: Evidence['confidence'], excerpt: string): Evidence => ({
    key: 'author:claude:pull-request',
    detector: 'author',
    tool: 'claude',
    autonomy: 'assisted',
    commitSha: null,
    confidence,
    excerpt,
  });

  it.each([
    { why: 'the stronger one, whatever it says', one: trace('declared', 'b'), other: trace('possible', 'a') },
    {
      why: 'the first by its words, of two that are as strong',
      one: trace('likely', 'a'),
      other: trace('likely', 'b'),
    },
  ])('is $why, in whatever order', ({ one, other }) => {
    for (const seen of [
      [one, other],
      [other, one],
    ]) {
      const entry = { firstSeenAt: '2026-03-01T00:00:00Z', pullRequest: 7, setAside: null };
      const ledger = seen.map((evidence): LedgerEntry => ({ ...entry, evidence }));
      const { remembered } = weighEvidence({ evidence: [], ledger, declaration: null });
      const { confidence, excerpt } = remembered[0] ?? {};
      expect(remembered).toHaveLength(1);
      expect({ confidence, excerpt }).toEqual({ confidence: one.confidence, excerpt: one.excerpt });
    }
  });
});

describe('mentions', () => {
  it('are shown and weigh nothing', () => {
    const commits = [aCommit({ message: `docs: show it\n\n\`\`\`\n${claude}\n\`\`\`` })];
    const found = assess({ commits });
    expect(found).toMatchObject({ involvement: 'none-found', autonomy: 'none', tools: [] });
    expect(found.evidence.map((item: Evidence) => item.confidence)).toEqual(['mention']);
  });
});
