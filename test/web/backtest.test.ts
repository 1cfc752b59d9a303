import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { renderText } from '../../src/cli/backtest/render-text.ts';
import { figuresOf } from '../../src/core/backtest/figures.ts';
import type { Replayed } from '../../src/core/backtest/replay.ts';
import type { BacktestResult } from '../../src/core/backtest/result.ts';
import { backtestPage } from '../../src/web/backtest/page.ts';
import { hostile } from '../support/hostile.ts';
import { aPolicy, aRule } from '../support/policy.ts';

const aReplayed = (only: Partial<Replayed> = {}): Replayed => ({
  number: 7,
  url: 'https://github.com/acme/shop/pull/7',
  title: 'Greet everybody',
  author: 'mia',
  mergedAt: '2026-03-03T10:00:00Z',
  mergedBy: 'noa',
  involvement: 'declared',
  autonomous: false,
  risk: 'high',
  lines: 120,
  outcome: 'caught',
  rules: ['one senior'],
  level: 'senior',
  signOffs: { senior: 1 },
  hours: 0.5,
  wait: null,
  headline: 'Waiting for 1 × senior',
  declarationMissing: false,
  unseen: [],
  ...only,
});

const period = { since: '2026-03-01T00:00:00Z', until: '2026-03-15T00:00:00Z' };

function aResult(replayed: readonly Replayed[], file = 'policy.yml', rule = 'one senior'): BacktestResult {
  const policy = aPolicy({ rules: [aRule({ name: rule })] });
  const figures = figuresOf(policy, replayed, period, { senior: 2, staff: null });
  return {
    repository: 'acme/shop',
    ...period,
    levelsAsOf: '2026-03-15T00:00:00Z',
    requests: 12,
    requestsPerPullRequest: 0.4,
    policies: [{ file, figures }],
    comparison: null,
  };
}

const compared = (result: BacktestResult): BacktestResult => ({
  ...result,
  policies: [...result.policies, ...result.policies],
  comparison: { changed: 1, asksMore: 1, asksLess: 0, newlyCaught: [7], noLongerCaught: [] },
});

const tagsOf = (page: string): readonly string[] => [...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([tag]) => tag);

describe('the page of a look back', () => {
  it('says what was held, why, and that levels are as of today', async () => {
    const page = await backtestPage(aResult([aReplayed()]));
    for (const words of ['Levels as of today', '2026-03-15, not as of each merge', 'Waiting for 1 × senior', '#7</a>'])
      expect(page).toContain(words);
  });

  it.each([
    { why: 'nothing was merged', replayed: [], says: 'Nothing was merged' },
    {
      why: 'nothing would have been held',
      replayed: [aReplayed({ outcome: 'approved', wait: 60 })],
      says: 'Nothing would have been held',
    },
    {
      why: 'something was not read',
      replayed: [aReplayed({ unseen: ['100 of 120 files were read'] })],
      says: 'not all files were read',
    },
  ])('says so when $why', async ({ replayed, says }) => {
    expect(await backtestPage(aResult(replayed))).toContain(says);
  });

  it('stays the same page and the same lines, whatever people write', async () => {
    const calm = compared(aResult([aReplayed()]));
    const tags = tagsOf(await backtestPage(calm));
    const lines = renderText(calm).split('\n').length;
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const replayed = aReplayed({ title: text, author: text, mergedBy: text, rules: [text] });
        const result = compared({ ...aResult([replayed], text, text), repository: text });
        expect(tagsOf(await backtestPage(result))).toEqual(tags);
        const said = renderText(result);
        expect(said.split('\n')).toHaveLength(lines);
        expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 60 },
    );
  });
});
