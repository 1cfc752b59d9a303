import { expect, it } from '@jest/globals';
import { waitBuckets } from '../../src/core/report.ts';

it('waiting times are counted up to 1, 4, 8 and 24 hours, three days and a week', () => {
  expect(waitBuckets.map((seconds) => seconds / 3600)).toEqual([1, 4, 8, 24, 72, 168]);
});
