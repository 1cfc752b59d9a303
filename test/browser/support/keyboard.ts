import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const inPage = readFileSync(new URL('in-page.js', import.meta.url), 'utf8');

type Stop = {
  readonly index: number;
  readonly name: string;
  readonly isMarked: boolean;
  readonly isInSight: boolean;
};

/** Somebody without a mouse: what cannot be reached, comes out of the order of reading, or does not show that it has the focus. */
export async function keyboardProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(inPage);
  const all = await page.evaluate<readonly string[]>('listStops()');
  const problems: string[] = [];
  const reached = new Set<number>();
  for (let previous = -1, presses = 0; presses < 4 * all.length + 10; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop | null>('whereWeAre()');
    if (stop === null || (stop.index === 0 && reached.size > 1)) break;
    // A field for a date is several stops.
    if (stop.index === previous) continue;
    if (stop.index < previous) problems.push(`${stop.name} comes after what it stands before`);
    if (!stop.isMarked) problems.push(`${stop.name} does not show that it has the focus`);
    if (!stop.isInSight) problems.push(`${stop.name} is out of sight`);
    reached.add(stop.index);
    previous = stop.index;
  }
  return [...problems, ...all.filter((_, index) => !reached.has(index)).map((name) => `${name} cannot be reached`)];
}
