import { beforeEach, describe, expect, it } from '@jest/globals';
import { type KeptAnswers, keepAnswers } from '../../src/github/kept-answers.ts';

describe('an answer that is kept for a minute', () => {
  let now = 0;
  let asked: string[] = [];
  let kept: KeptAnswers<string>;

  beforeEach(() => {
    now = 0;
    asked = [];
    kept = keepAnswers({ most: 2, milliseconds: 60_000, now: () => now });
  });

  const ask = (question: string) =>
    kept.answerTo(question, () => {
      asked.push(question);
      return Promise.resolve(`${question}, for the ${asked.length}. time`);
    });

  it('is given again until the minute is over', async () => {
    const answers = [await ask('who')];
    now = 59_999;
    answers.push(await ask('who'));
    now = 60_000;
    answers.push(await ask('who'));
    expect(answers).toEqual(['who, for the 1. time', 'who, for the 1. time', 'who, for the 2. time']);
  });

  it('is given no longer because the clock was set back', async () => {
    now = 3_600_000;
    const answers = [await ask('who')];
    now -= 20_000;
    answers.push(await ask('who'));
    now -= 600_000;
    answers.push(await ask('who'));
    expect(answers).toEqual(['who, for the 1. time', 'who, for the 1. time', 'who, for the 2. time']);
  });

  it('is waited for together while it is on its way', async () => {
    expect(new Set(await Promise.all([ask('who'), ask('who'), ask('who')]))).toEqual(new Set(['who, for the 1. time']));
  });

  it('is asked for again when it failed', async () => {
    const failing = kept.answerTo('who', () => Promise.reject(new Error('not now')));
    await expect(failing).rejects.toThrow('not now');
    expect(await ask('who')).toBe('who, for the 1. time');
  });

  it('is forgotten when told to, and when there are too many', async () => {
    await ask('who');
    await ask('what');
    kept.forgetWhere((question) => question === 'who');
    await ask('who');
    await ask('where');
    await ask('what');
    expect(asked).toEqual(['who', 'what', 'who', 'where', 'what']);
  });
});
