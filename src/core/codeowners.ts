import { minimatch } from 'minimatch';
import type { OwnedPath } from './facts.ts';

type Rule = { readonly pattern: string; readonly owners: readonly string[]; readonly unresolved: readonly string[] };

/** The owners of each path that has any, by GitHub's rules: the last line that matches decides, and may name nobody. */
export function ownersOf(paths: readonly string[], codeowners: string): readonly OwnedPath[] {
  const rules = readRules(codeowners).map((rule) => ({ rule, matches: matcher(rule.pattern) }));
  return paths.flatMap((path): OwnedPath[] => {
    const rule = rules.findLast(({ matches }) => matches(path))?.rule;
    if (rule === undefined || rule.owners.length + rule.unresolved.length === 0) return [];
    return [{ path, ...rule }];
  });
}

function readRules(codeowners: string): readonly Rule[] {
  return codeowners.split(/\r?\n/).flatMap((line): Rule[] => {
    const [pattern, ...words] = wordsOf(line);
    // GitHub skips a line with an owner that is neither an account nor an address.
    if (pattern === undefined || !isSupported(pattern) || words.some((word) => !word.includes('@'))) return [];
    const owners = words.filter((word) => word.startsWith('@')).map((word) => word.slice(1).toLowerCase());
    return [{ pattern, owners, unresolved: words.filter((word) => !word.startsWith('@')) }];
  });
}

/** The words of a line up to a comment; a backslash keeps the space after it inside the word. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:\\.|[^\s\\])+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment === -1 ? words : words.slice(0, comment);
}

/** GitHub ignores lines with syntax of .gitignore that CODEOWNERS does not have: negation, ranges, an escaped `#`. */
const isSupported = (pattern: string): boolean => !/^!|[[\]]|^\\#/.test(pattern);

function matcher(written: string): (path: string) => boolean {
  const pattern = written.replace(/\\ /g, ' ');
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const core = pattern.replace(/^\//, '').replace(/\/$/, '');
  const rooted = anchored ? core : `**/${core}`;
  // `docs/*` owns the files of that folder only; every other pattern that matches a folder owns all that is in it.
  const globs = pattern.endsWith('/')
    ? [`${rooted}/**`]
    : /(^|[^*])\*$/.test(core) && anchored
      ? [rooted]
      : [rooted, `${rooted}/**`];
  const options = { dot: true, noext: true, nobrace: true, nonegate: true, nocomment: true } as const;
  return (path) => globs.some((glob) => minimatch(path, glob, options));
}
