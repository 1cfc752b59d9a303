import { describe, expect, it } from '@jest/globals';
import {
  ago,
  card,
  checklist,
  duration,
  empty,
  emptyPage,
  figures,
  fold,
  moment,
  pagination,
  pill,
  table,
} from '../../src/web/components.ts';
import { html } from '../../src/web/html.ts';

const hostile = '<script>alert(1)</script>"\'><img src=x>';
const now = new Date('2026-05-10T12:00:00Z');

describe('every component', () => {
  it.each([
    { what: 'a pill', made: pill('ok', hostile) },
    { what: 'a card', made: card(hostile, html`${hostile}`) },
    { what: 'an empty list', made: empty(hostile, hostile) },
    { what: 'a page with nothing on it', made: emptyPage(hostile, hostile) },
    { what: 'a fold', made: fold(hostile, hostile, html`${hostile}`) },
    { what: 'a table', made: table(hostile, [{ name: hostile, cell: () => hostile }], [1]) },
    { what: 'a checklist', made: checklist([{ done: true, content: html`${hostile}` }]) },
    { what: 'figures', made: figures([{ name: hostile, value: hostile, note: hostile }]) },
    { what: 'the way to other pages', made: pagination(2, true, () => hostile) },
  ])('escapes what stands in $what', async ({ made }) => {
    const text = String(await made);
    expect(text).not.toMatch(/<script|<img/);
    expect(text).toContain('&lt;script&gt;');
  });
});

describe('a length of time', () => {
  it.each([
    { seconds: 20, told: null },
    { seconds: 60, told: '1 minute' },
    { seconds: 119 * 60, told: '119 minutes' },
    { seconds: 7200, told: '2 hours' },
    { seconds: 47 * 3600, told: '47 hours' },
    { seconds: 48 * 3600, told: '2 days' },
    { seconds: 90 * 86_400, told: '90 days' },
  ])('of $seconds s is told as $told', ({ seconds, told }) => {
    expect(duration(seconds * 1000)).toBe(told);
  });

  it('is told from now, with the exact moment beside it', async () => {
    expect(ago(now, now)).toBe('just now');
    expect(String(await moment(new Date('2026-05-08T12:00:00Z'), now))).toBe(
      '<time datetime="2026-05-08T12:00:00.000Z" title="2026-05-08 12:00 UTC">2 days ago</time>',
    );
  });
});

describe('the way to other pages', () => {
  it.each([
    { number: 1, hasMore: false, links: [] },
    { number: 1, hasMore: true, links: ['next'] },
    { number: 2, hasMore: true, links: ['prev', 'next'] },
    { number: 3, hasMore: false, links: ['prev'] },
  ])('leads from page $number to $links', async ({ number, hasMore, links }) => {
    const text = String(await pagination(number, hasMore, (page) => `?page=${page}`));
    expect([...text.matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel)).toEqual(links);
  });
});
