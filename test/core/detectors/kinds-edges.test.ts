import { describe, expect, it } from '@jest/globals';
import { linesOf } from '../../../src/core/detectors/lines.ts';
import type { GitIdentity } from '../../../src/core/facts.ts';
import { assessTraces } from '../../../src/core/provenance.ts';
import { aBot, aCommit, anIdentity } from '../../support/facts.ts';
import { inCommit } from './found.ts';

describe('the kind of a line', () => {
  it.each([
    {
      why: 'two summaries of machines follow each other',
      text: 'a\n<!-- CURSOR_SUMMARY -->\nb\n<!-- /CURSOR_SUMMARY -->\n<!-- CURSOR_SUMMARY -->\nc\n<!-- /CURSOR_SUMMARY -->\nd',
      kinds: ['text', 'summary', 'summary', 'summary', 'summary', 'summary', 'summary', 'text'],
    },
    {
      why: 'a summary of a machine is shown as an example',
      text: 'a\n```\n## Summary by Rabbit\n```\nb',
      kinds: ['text', 'fence', 'fence', 'fence', 'text'],
    },
    { why: 'an indented line goes on with the first', text: 'a\n    b\nc', kinds: ['text', 'text', 'text'] },
    { why: 'an indented line follows a blank one', text: '\n    b\nc', kinds: ['text', 'indented', 'text'] },
  ])('is right where $why', ({ text, kinds }) => {
    expect(linesOf(text).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('a message of a bot that updates dependencies', () => {
  const authors = [anIdentity(aBot(49699333, 'dependabot[bot]'))];
  const trailer = 'Co-authored-by: Claude <noreply@anthropic.com>';

  it.each([
    { why: 'its trailers alone are its own words', message: `bump x\n\nnotes\n\n${trailer}`, found: true },
    { why: 'its message begins with a blank line', message: `\n${trailer}`, found: true },
    {
      why: 'what looks like a trailer stands among release notes',
      message: `bump x\n\n${trailer}\n\nnotes`,
      found: false,
    },
    { why: 'there is but one paragraph', message: trailer, found: false },
  ])('tells of Claude: $found when $why', ({ message, found }) => {
    expect(inCommit({ authors, message }).includes('co-author:claude:declared')).toBe(found);
  });
});

describe('the quotation of an author', () => {
  const excerptOf = (identity: GitIdentity) =>
    assessTraces({ commits: [aCommit({ authors: [identity] })], pullRequest: null }).evidence.find(
      ({ detector }) => detector === 'author',
    )?.excerpt;
  const copilot = aBot(198982749, 'Copilot');

  it.each([
    {
      name: 'Claude',
      email: 'noreply@anthropic.com',
      account: null,
      excerpt: 'Author: Claude <noreply@anthropic.com>',
    },
    {
      name: 'Claude',
      email: 'noreply@anthropic.com',
      account: copilot,
      excerpt: 'Author: Claude <noreply@anthropic.com>',
    },
    { name: '', email: '', account: copilot, excerpt: 'Author: Copilot' },
  ])('is "$excerpt"', ({ excerpt, ...identity }) => {
    expect(excerptOf(identity)).toBe(excerpt);
  });
});
