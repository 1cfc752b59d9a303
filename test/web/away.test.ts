import { describe, expect, it } from '@jest/globals';
import { problemOf } from '../../src/web/away.ts';
import { createPages } from '../../src/web/routes.ts';
import { aViewer, portsFor } from './support/pages.ts';

const now = new Date('2026-05-10T12:00:00Z');

describe('the day on which somebody is back', () => {
  it.each([
    { until: '2026-05-11', why: 'tomorrow', taken: true },
    { until: '2026-05-10', why: 'today, where it is still yesterday', taken: true },
    { until: '2027-05-10', why: 'in a year', taken: true },
    { until: '2028-02-29', why: 'a day of a leap year, too far ahead', taken: false },
    { until: '2026-05-09', why: 'it has passed', taken: false },
    { until: '2027-05-12', why: 'more than a year', taken: false },
    { until: '2026-06-31', why: 'no such day', taken: false },
    { until: '2026-02-30', why: 'no such day', taken: false },
    { until: '2026-13-01', why: 'no such month', taken: false },
    { until: '', why: 'nothing was given', taken: false },
    { until: '11.05.2026', why: 'another way of writing', taken: false },
    { until: '2026-05-11T00:00:00Z', why: 'a time', taken: false },
    { until: '+002026-05-11', why: 'a year of six digits', taken: false },
    { until: '<b>2026-05-11</b>', why: 'markup', taken: false },
    { until: '２０２６-05-11', why: 'other digits', taken: false },
  ])('may be $until: $taken ($why)', ({ until, taken }) => {
    expect(problemOf(until, now) === null).toBe(taken);
  });
});

describe('the form on which somebody says that they are away', () => {
  const viewer = aViewer();
  const send = async (form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) => {
    const set: (string | null)[] = [];
    const ports = portsFor(viewer, {
      now: () => now,
      setAway: async (id, until) => {
        if (id === viewer.id) set.push(until);
      },
    });
    const body = new URLSearchParams(form);
    const answer = await createPages(ports).request('/queue/away', { method: 'POST', body, headers });
    return { answer, set };
  };
  const { csrf } = viewer;

  it('is kept, and leads back to the page', async () => {
    const { answer, set } = await send({ csrf, until: '2026-06-01' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/queue');
    expect(set).toEqual(['2026-06-01']);
  });

  it('is taken back with a button', async () => {
    expect((await send({ csrf, back: 'yes' })).set).toEqual([null]);
  });

  it.each([
    { why: 'without its token', form: { until: '2026-06-01' }, headers: {} },
    { why: 'with another token', form: { csrf: 'x', until: '2026-06-01' }, headers: {} },
    { why: 'from another site', form: { csrf, until: '2026-06-01' }, headers: { 'sec-fetch-site': 'cross-site' } },
    { why: 'without its token, to take it back', form: { back: 'yes' }, headers: {} },
  ])('is refused $why', async ({ form, headers }) => {
    const { answer, set } = await send(form, headers);
    expect(answer.status).toBe(403);
    expect(set).toEqual([]);
  });

  it('says what is wrong with a day, beside the field', async () => {
    const { answer, set } = await send({ csrf, until: '2026-05-01' });
    const text = (await answer.text()).replaceAll(/\s+/g, ' ');
    expect(answer.status).toBe(400);
    expect(text).toContain('<p id="away-problem" class="tinted stop" role="alert">This day has passed.</p>');
    expect(text).toContain('aria-invalid="true" aria-describedby="away-problem"');
    expect(set).toEqual([]);
  });

  it.each([
    { said: '2026-06-01', shown: 'You are away until <time datetime="2026-06-01">2026-06-01</time>' },
    { said: '2026-05-01', shown: 'Are you away for a while?' },
    { said: null, shown: 'Are you away for a while?' },
  ])('shows $said as: $shown', async ({ said, shown }) => {
    const asked: number[][] = [];
    const awayUntil = async (ids: readonly number[]) => {
      asked.push([...ids]);
      return new Map(said === null ? [] : [[viewer.id, said]]);
    };
    const text = await (await createPages(portsFor(viewer, { now: () => now, awayUntil })).request('/queue')).text();
    expect(text).toContain(shown);
    expect(text.includes('I am back')).toBe(said === '2026-06-01');
    expect(asked).toEqual([[viewer.id]]);
  });

  it('asks whoever is not signed in any more to sign in, by a link: no form may lead to another host', async () => {
    const answer = await createPages(portsFor(null)).request('/queue/away', { method: 'POST' });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('href="/sign-in?to=%2F"');
  });
});
