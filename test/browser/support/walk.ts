import type { Page } from 'playwright-core';

/** Addresses that differ only in what they are about are one kind; of each so many are looked at. */
const ofEachKind = 4;
const kindOf = (path: string): string =>
  path
    .replaceAll(/[0-9a-f]{40,64}/g, 'DIGEST')
    .replaceAll(/\b(?:acme(?:\/|%2F)[\w.-]+)/g, 'REPOSITORY')
    .replaceAll(/repository=[^&]*/g, 'repository=NAME')
    .replaceAll(/\d+/g, 'N');

/** Follows every link from these pages on, here and on the pretended GitHub, and says what is wrong with what is found. */
export async function walk(page: Page, url: string, from: readonly string[], knownMissing: string): Promise<Walked> {
  const { request } = page.context();
  const problems: string[] = [];
  const comesFrom = new Map(from.map((path) => [`${url}${path}`, 'the beginning']));
  const kinds = new Map<string, number>();
  // A map that grows while it is gone through is gone through to its end.
  for (const [address, source] of comesFrom) {
    const kind = kindOf(address.slice(url.length));
    const looked = kinds.get(kind) ?? 0;
    if (looked >= ofEachKind) continue;
    kinds.set(kind, looked + 1);
    const answer = await request.get(address);
    const text = await answer.text();
    if (answer.status() !== 200 && !text.includes(knownMissing))
      problems.push(`${answer.status()} ${address}, from ${source}`);
    if (!address.startsWith(url) || !(answer.headers()['content-type'] ?? '').includes('html')) continue;
    problems.push(...wrongIn(text).map((what) => `${address}: ${what}`));
    for (const link of linksIn(text, address)) if (!comesFrom.has(link)) comesFrom.set(link, address);
  }
  return { problems, kinds: kinds.size };
}

export type Walked = { readonly problems: readonly string[]; readonly kinds: number };

function linksIn(text: string, address: string): readonly string[] {
  const links = [...text.matchAll(/<a\b[^>]*\shref="([^"#][^"]*)"/g)];
  return links.map(([, href = '']) => new URL(href.replaceAll('&amp;', '&'), address).href);
}

/** What no page may have, whatever it is about. */
function wrongIn(text: string): readonly string[] {
  const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const anchors = [...text.matchAll(/\shref="#([^"]*)"/g)].map(([, id = '']) => id);
  const levels = [...text.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  const jumps = levels.filter((level, index) => index > 0 && level > (levels[index - 1] ?? 0) + 1);
  return [
    ...twice.map((id) => `the id ${id} stands there twice`),
    ...anchors.filter((id) => !ids.includes(id)).map((id) => `nothing is called #${id}`),
    ...jumps.map((level) => `a heading of level ${level} has none above it`),
    ...(text.match(/\b(?:undefined|NaN|Invalid Date)\b|\[object /g) ?? []).map((word) => `it says ${word}`),
  ];
}
