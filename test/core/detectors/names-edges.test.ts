import { describe, expect, it } from '@jest/globals';
import { agentsIn } from '../../../src/core/detectors/agents.ts';
import { catalogueOf } from '../../../src/core/detectors/catalogue.ts';
import { sentencesOf } from '../../../src/core/detectors/sentences.ts';
import { tools } from '../../../src/core/detectors/tools.ts';

const catalogue = catalogueOf(tools);
const mentionsIn = (text: string): readonly string[] =>
  agentsIn(text, catalogue).map(({ start, end }) => text.slice(start, end));

describe('the name of a tool', () => {
  it.each([
    { why: 'its words stand side by side', text: 'made with GitHub Copilot', mentions: ['GitHub Copilot'] },
    { why: 'a few marks stand between them', text: 'made with GitHub -- Copilot', mentions: ['GitHub -- Copilot'] },
    { why: 'they stand far apart', text: 'on GitHub — … — … — Copilot did it', mentions: ['Copilot'] },
  ])('is $mentions when $why', ({ text, mentions }) => {
    expect(mentionsIn(text)).toEqual(mentions);
  });
});

const long = 'this line goes on until its writer had no room left for the next word';

describe('a sentence', () => {
  it.each([
    { why: 'a line was folded', lines: [long, 'and goes on'], sentences: [`${long} and goes on`] },
    { why: 'the next line begins with a key', lines: [long, 'Note: made so'], sentences: [long, 'Note: made so'] },
    { why: 'the line ended on purpose', lines: ['a short line', 'Another'], sentences: ['a short line', 'Another'] },
    {
      why: 'the next word would have fitted on the line',
      lines: ['x'.repeat(49), 'Words'],
      sentences: ['x'.repeat(49), 'Words'],
    },
    {
      why: 'the next word would not have fitted',
      lines: ['x'.repeat(50), 'Words'],
      sentences: [`${'x'.repeat(50)} Words`],
    },
    { why: 'the line ends with a comma', lines: ['a short line,', 'Another'], sentences: ['a short line, Another'] },
    {
      why: 'a link is cut in two',
      lines: ['see [the', 'Page](https://x.example)'],
      sentences: ['see the Page'],
    },
  ])('ends where $why', ({ lines, sentences }) => {
    expect(sentencesOf(lines)).toEqual(sentences);
  });
});
