import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesOf } from '../../../src/core/detectors/lines.ts';

const kindsOf = (text: string) => linesOf(text).map((line) => line.kind);

describe('what a line is', () => {
  it.each([
    { why: 'plain text', text: 'a\nb', kinds: ['text', 'text'] },
    { why: 'a fence with a language', text: 'a\n```js\nb\n```\nc', kinds: ['text', 'fence', 'fence', 'fence', 'text'] },
    {
      why: 'a shorter fence inside a longer one',
      text: '````\n```\n````\na',
      kinds: ['fence', 'fence', 'fence', 'text'],
    },
    { why: 'a fence that nobody closes', text: '```\na', kinds: ['text', 'text'] },
    { why: 'tildes that backticks do not close', text: '~~~\n```\n~~~', kinds: ['fence', 'fence', 'fence'] },
    {
      why: 'a sentence that begins with backticks',
      text: '```x``` is an example\na\n```',
      kinds: ['text', 'text', 'text'],
    },
    { why: 'a quotation', text: '> a\nb', kinds: ['quote', 'text'] },
    { why: 'a comment over lines', text: '<!-- a\nb\n-->\nc', kinds: ['comment', 'comment', 'comment', 'text'] },
    { why: 'an indented example', text: 'a\n\n    b\n\nc', kinds: ['text', 'text', 'indented', 'text', 'text'] },
    {
      why: 'a message that is indented as a whole',
      text: 'a\n\n    b\n    c',
      kinds: ['text', 'text', 'text', 'text'],
    },
    {
      why: 'a pasted log',
      text: `a\n\ncommit ${'0'.repeat(40)}\n\n    b`,
      kinds: ['text', 'text', 'text', 'text', 'text'],
    },
    { why: 'a list item that goes on', text: 'a\n\n- b\n\n    - c', kinds: ['text', 'text', 'text', 'text', 'text'] },
    {
      why: 'the summary of a reviewing machine',
      text: 'a\n## Summary by Rabbit\nb\n## c',
      kinds: ['text', 'summary', 'summary', 'text'],
    },
  ])('$why', ({ text, kinds }) => {
    expect(kindsOf(text)).toEqual(kinds);
  });

  it('keeps what stands beside a comment on its line', () => {
    expect(linesOf('a <!-- b --> c').map((line) => line.text)).toEqual(['a  c']);
  });

  it('joins no lines and loses none, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('```', '~~~~', '> a', '    b', '<!--', '-->', '', 'c'), { maxLength: 40 }),
        (lines) => {
          expect(linesOf(lines.join('\n'))).toHaveLength(Math.max(1, lines.length));
        },
      ),
    );
  });
});
