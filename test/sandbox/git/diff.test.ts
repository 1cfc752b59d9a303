import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { diffFiles, type FileChange } from '../../../src/sandbox/git/diff.ts';
import { diffLines, splitLines } from '../../../src/sandbox/git/lines.ts';
import {
  applyChanges,
  createObjectStore,
  type FileEntry,
  type FileInput,
  type FileTable,
} from '../../../src/sandbox/git/objects.ts';
import { makePatch } from '../../../src/sandbox/git/patch.ts';

const words = fc.constantFrom('one', 'two', 'three', 'four', '', '}');
const content = fc
  .record({ lines: fc.array(words, { maxLength: 24 }), ended: fc.boolean() })
  .map(({ lines, ended }) => lines.join('\n') + (ended ? '\n' : ''));
const paths = fc.constantFrom('a.txt', 'b.txt', 'src/a.ts', 'src/deep/b.ts', 'docs/c.md', 'z');
const inputs: fc.Arbitrary<FileInput> = fc.oneof(
  { weight: 5, arbitrary: content },
  content.map((text) => ({ content: text, mode: '100755' as const })),
  fc.constant({ content: 'a.txt', mode: '120000' as const }),
  fc.constant({ submodule: 'c'.repeat(40) }),
);
const trees = fc.dictionary(paths, inputs, { maxKeys: 6 });

describe('a diff between two trees', () => {
  it('turns the one into the other when applied', () => {
    fc.assert(
      fc.property(trees, trees, (before, after) => {
        const store = createObjectStore();
        const old = applyChanges(store, new Map(), before);
        const now = applyChanges(store, new Map(), after);
        expect(sorted(applied(old, diffFiles(store, old, now)))).toEqual(sorted(now));
      }),
    );
  });

  it('of a tree with itself is empty', () => {
    fc.assert(
      fc.property(trees, (files) => {
        const store = createObjectStore();
        const table = applyChanges(store, new Map(), files);
        expect(diffFiles(store, table, table)).toEqual([]);
      }),
    );
  });

  it.each([
    {
      why: 'the same content under another path',
      from: { 'security/key.ts': 'a\nb\n' },
      to: { 'tmp/key.ts': 'a\nb\n' },
      status: 'renamed',
    },
    {
      why: 'most lines under another path',
      from: { 'x.ts': 'a\nb\nc\nd\n' },
      to: { 'y.ts': 'a\nb\nc\ne\n' },
      status: 'renamed',
    },
    { why: 'a new file', from: {}, to: { 'y.ts': 'a\n' }, status: 'added' },
    { why: 'a missing file', from: { 'y.ts': 'a\n' }, to: {}, status: 'removed' },
    {
      why: 'another mode',
      from: { x: 'a\n' },
      to: { x: { content: 'a\n', mode: '100755' as const } },
      status: 'modified',
    },
    {
      why: 'a file that became a link',
      from: { x: 'a\n' },
      to: { x: { content: 'y', mode: '120000' as const } },
      status: 'changed',
    },
  ])('says $status for $why', ({ from, to, status }) => {
    const store = createObjectStore();
    const changes = diffFiles(store, applyChanges(store, new Map(), from), applyChanges(store, new Map(), to));
    expect(changes.map((change) => change.status)).toEqual([status]);
  });
});

describe('a patch', () => {
  it('applies to the old text and gives the new one', () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        const { text } = makePatch(Buffer.from(before), Buffer.from(after));
        expect(text === null ? before : patched(before, text)).toBe(after);
      }),
    );
  });

  it('counts as many lines as it shows', () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        const { text, additions, deletions } = makePatch(Buffer.from(before), Buffer.from(after));
        const lines = (text ?? '').split('\n');
        expect(lines.filter((line) => line.startsWith('+')).length).toBe(additions);
        expect(lines.filter((line) => line.startsWith('-')).length).toBe(deletions);
      }),
    );
  });

  it('is left out for binary content', () => {
    expect(makePatch(Buffer.from('a\n'), Buffer.from([0, 1, 2])).text).toBeNull();
  });

  it('is left out beyond twenty thousand lines', () => {
    const long = 'line\n'.repeat(20_001);
    expect(makePatch(Buffer.from(''), Buffer.from(long))).toEqual({ additions: 20_001, deletions: 0, text: null });
  });
});

describe('a line diff', () => {
  it('removes and adds no line that both ends share', () => {
    const before = splitLines('a\nb\nc\n');
    expect(diffLines(before, splitLines('a\nx\nc\n'))).toEqual([{ from: 1, removed: 1, to: 1, added: 1 }]);
  });
});

function applied(before: FileTable, changes: readonly FileChange[]): FileTable {
  const files = new Map(before);
  for (const { path, previousPath, status } of changes) {
    if (previousPath !== null) files.delete(previousPath);
    if (status === 'removed') files.delete(path);
  }
  for (const { path, after } of changes) if (after !== null) files.set(path, after);
  return files;
}

function sorted(files: FileTable): readonly (readonly [string, FileEntry])[] {
  return [...files].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** An independent reader of unified patches. */
function patched(before: string, patch: string): string {
  const old = before === '' ? [] : before.split('\n');
  const out: string[] = [];
  let at = 0;
  let endsOpen = !before.endsWith('\n');
  const ended = before.endsWith('\n');
  if (ended) old.pop();
  let lastMark = '';
  for (const line of patch.split('\n')) {
    const header = /^@@ -(?<from>\d+)(?:,(?<count>\d+))? /u.exec(line)?.groups;
    if (header !== undefined) {
      const start = header['count'] === '0' ? Number(header['from']) : Number(header['from']) - 1;
      out.push(...old.slice(at, start));
      at = start;
      continue;
    }
    const mark = line[0];
    if (mark === '\\') {
      endsOpen = lastMark !== '-';
      continue;
    }
    lastMark = mark ?? '';
    if (mark === ' ' || mark === '-') at++;
    if (mark === ' ' || mark === '+') {
      out.push(line.slice(1));
      endsOpen = false;
    }
  }
  const rest = old.slice(at);
  if (rest.length > 0) endsOpen = !ended;
  out.push(...rest);
  return out.join('\n') + (out.length > 0 && !endsOpen ? '\n' : '');
}
