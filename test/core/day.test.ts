import { describe, expect, it } from '@jest/globals';
import { dayIn } from '../../src/core/day.ts';

describe('a day as somebody writes it', () => {
  it.each([
    { why: 'it is one', text: '2026-12-31', day: '2026-12-31T00:00:00.000Z' },
    { why: 'the year has it', text: '2028-02-29', day: '2028-02-29T00:00:00.000Z' },
    { why: 'the year has it not', text: '2026-02-29', day: undefined },
    { why: 'no year has it', text: '2026-02-30', day: undefined },
    { why: 'there is no such month', text: '2026-13-01', day: undefined },
    { why: 'it is written in another way', text: '31.12.2026', day: undefined },
    { why: 'a time follows', text: '2026-12-31T10:00Z', day: undefined },
    { why: 'it is nothing', text: '', day: undefined },
  ])('is its beginning by UTC, or none: $why', ({ text, day }) => {
    expect(dayIn(text)?.toISOString()).toBe(day);
  });
});
