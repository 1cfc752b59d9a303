import { describe, expect, it } from '@jest/globals';
import { GitHubError } from '../src/errors.ts';
import { describeError } from '../src/log.ts';

const text = 'what somebody wrote';

describe('an error in the log', () => {
  it.each([
    { why: 'a delivery', error: Object.assign(new Error('no room'), { event: { payload: { body: text } } }) },
    {
      why: 'a statement with its values',
      error: Object.assign(new Error('no room'), { query: 'insert', params: [text] }),
    },
    { why: 'a row', error: Object.assign(new Error('not unique'), { detail: `Key (name)=(${text}) already exists.` }) },
    {
      why: 'an answer, as its cause',
      error: new GitHubError('refused', 422, null, Object.assign(new Error('422'), { response: { data: text } })),
    },
    {
      why: 'a delivery, as one of several',
      error: new AggregateError([Object.assign(new Error('no room'), { event: text })], 'no room'),
    },
  ])('never carries $why', ({ error }) => {
    expect(JSON.stringify(describeError(error))).not.toContain(text);
  });

  it('says what failed and why, down to the first cause', () => {
    const broken = Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
    const found = describeError(new GitHubError('GitHub did not answer', null, null, new AggregateError([broken], '')));
    expect(found).toMatchObject({
      type: 'GitHubError',
      message: 'GitHub did not answer',
      causes: [{ type: 'AggregateError', causes: [{ message: 'connection lost', code: 'ECONNRESET' }] }],
    });
    expect(found.stack).toContain('log.test.ts');
  });

  it('tells what GitHub says of a query', () => {
    const problems = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration', path: ['repository'] }];
    const { causes } = describeError(new GitHubError('refused', 200, null, problems));
    expect(causes?.map(({ message }) => message)).toEqual(['Resource not accessible by integration']);
  });

  it.each([
    { why: 'no error at all', thrown: 'oops', message: 'oops' },
    { why: 'nothing', thrown: undefined, message: 'undefined' },
    { why: 'an object without a word', thrown: {}, message: 'unknown' },
  ])('may be $why', ({ thrown, message }) => {
    expect(describeError(thrown).message).toBe(message);
  });

  it('ends where its causes lead back to itself', () => {
    const circle = new Error('round and round');
    circle.cause = circle;
    expect(JSON.stringify(describeError(circle)).match(/"causes"/g)?.length).toBeLessThan(10);
  });
});
