import { describe, expect, it } from '@jest/globals';
import { ownersOf } from '../../src/core/codeowners.ts';

const ownersAt = (path: string, codeowners: string) => ownersOf([path], codeowners)[0]?.owners ?? [];

describe('who owns a path', () => {
  it.each([
    { why: 'a star owns everything', file: '* @acme/all', path: 'src/a/b.ts', owners: ['acme/all'] },
    { why: 'a star owns dot files', file: '* @acme/all', path: '.github/workflows/ci.yml', owners: ['acme/all'] },
    { why: 'the last match wins', file: '* @acme/all\n*.ts @ada', path: 'src/a.ts', owners: ['ada'] },
    {
      why: 'the last match wins even when it is wider',
      file: '*.ts @ada\n* @acme/all',
      path: 'src/a.ts',
      owners: ['acme/all'],
    },
    {
      why: 'a line without owners takes ownership away',
      file: '* @acme/all\n/vendor/',
      path: 'vendor/x.js',
      owners: [],
    },
    { why: 'an extension at any depth', file: '*.js @js', path: 'a/b/c.js', owners: ['js'] },
    { why: 'a folder from the root', file: '/build/logs/ @ada', path: 'build/logs/deep/x.log', owners: ['ada'] },
    {
      why: 'a folder from the root is not one elsewhere',
      file: '/build/logs/ @ada',
      path: 'x/build/logs/x.log',
      owners: [],
    },
    { why: 'a folder name alone, at any depth', file: 'apps/ @ada', path: 'x/apps/y/z.ts', owners: ['ada'] },
    { why: 'a folder pattern is not a file of that name', file: 'apps/ @ada', path: 'x/apps', owners: [] },
    { why: 'a path with a slash is anchored', file: 'apps/github @ada', path: 'x/apps/github/a.ts', owners: [] },
    {
      why: 'a path names a folder with all that is in it',
      file: 'apps/github @ada',
      path: 'apps/github/a/b.ts',
      owners: ['ada'],
    },
    { why: 'a star at the end stays in its folder', file: 'docs/* @ada', path: 'docs/a.md', owners: ['ada'] },
    { why: 'and does not go deeper', file: 'docs/* @ada', path: 'docs/a/b.md', owners: [] },
    { why: 'two stars go deeper', file: 'docs/** @ada', path: 'docs/a/b.md', owners: ['ada'] },
    { why: 'two stars at the front', file: '**/logs @ada', path: 'a/b/logs/x.log', owners: ['ada'] },
    { why: 'paths are case-sensitive', file: '/Docs/ @ada', path: 'docs/a.md', owners: [] },
    { why: 'owners are not', file: '* @Ada @ACME/Seniors', path: 'a', owners: ['ada', 'acme/seniors'] },
    { why: 'a comment after the owners', file: '* @ada # was @bo', path: 'a', owners: ['ada'] },
    { why: 'a whole line of comment', file: '# * @ada', path: 'a', owners: [] },
    { why: 'an escaped space', file: '/my\\ docs/ @ada', path: 'my docs/a.md', owners: ['ada'] },
    { why: 'negation is not supported, so the line is none', file: '* @ada\n!*.md @bo', path: 'a.md', owners: ['ada'] },
    { why: 'ranges are not supported', file: '* @ada\n[ab].md @bo', path: 'a.md', owners: ['ada'] },
    { why: 'a line with an invalid owner is skipped', file: '* @ada\n*.md nobody', path: 'a.md', owners: ['ada'] },
    { why: 'braces are plain letters', file: '*.{md,ts} @ada', path: 'a.md', owners: [] },
    { why: 'line ends of Windows', file: '* @ada\r\n*.md @bo\r\n', path: 'a.md', owners: ['bo'] },
    { why: 'an empty file', file: '', path: 'a', owners: [] },
  ])('$why', ({ file, path, owners }) => {
    expect(ownersAt(path, file)).toEqual(owners);
  });

  it('keeps the pattern that decided, and addresses nobody can resolve', () => {
    expect(ownersOf(['a.md', 'b.ts'], '*.md @ada docs@acme.test')).toEqual([
      { path: 'a.md', pattern: '*.md', owners: ['ada'], unresolved: ['docs@acme.test'] },
    ]);
  });
});
