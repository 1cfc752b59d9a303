import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { commands } from '../src/cli/commands.ts';

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string): string => readFileSync(page, 'utf8');
const withoutCode = (text: string): string => text.replace(/^ *```.*?^ *```/gms, '').replace(/`[^`\n]*`/g, '');

type Link = { readonly page: string; readonly target: string; readonly file: string; readonly anchor: string };

/** Links and pictures that stay within the repository. */
function linksIn(page: string): readonly Link[] {
  const targets = [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { page, target, anchor, file: path === '' ? page : normalize(join(dirname(page), path)) };
    });
}

/** The anchors that GitHub makes of headings. */
const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

const links = pages.flatMap(linksIn);

describe('the documentation', () => {
  it('links only to files that exist and to headings that they have', () => {
    const broken = links.filter(
      ({ file, anchor }) => !existsSync(file) || (anchor !== '' && !anchorsOf(file).has(anchor)),
    );
    expect(links.length).toBeGreaterThan(50);
    expect(broken.map(({ page, target }) => `${page}: ${target}`)).toEqual([]);
  });

  it('can be reached from the README, every page of it', () => {
    const reached = new Set(linksIn('README.md').map(({ file }) => file));
    expect(pages.slice(1).filter((page) => !reached.has(page))).toEqual([]);
  });

  it('shows every picture that is kept, each small enough to load at once', () => {
    const shown = new Set(links.map(({ file }) => file));
    for (const name of readdirSync('docs/images')) {
      const path = `docs/images/${name}`;
      expect([path, shown.has(path), statSync(path).size < 200 * 1024]).toEqual([path, true, true]);
    }
  });

  it.each(pages)('%s names only commands that there are', (page) => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const text = textOf(page);
    const ran = [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(ran.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    const called = [...text.matchAll(/(?:npm run -s countersign -- |`countersign |cli\.js )([a-z][a-z-]*)/g)];
    // The second check is called `countersign policy`.
    const known = ['policy', ...commands.map(({ name }) => name)];
    const strangers = called.map(([, name = '']) => name).filter((name) => !known.includes(name));
    expect(strangers).toEqual([]);
  });
});
