import * as fc from 'fast-check';
import type { Account, Snapshot } from '../../src/core/facts.ts';
import { anyCharacters } from './any-characters.ts';

const tricks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></main><a href="https://evil.test">click</a>',
  '[click](https://evil.test)',
  '![x](https://evil.test/x.png)',
  '@everybody',
  '`code` | cell',
  '&lt;b&gt; &amp; &#60;',
  '\u202Egpj.exe\u202C',
  '\u2066isolated\u2069',
  '\u200Bzero\u200Dwidth\uFEFF',
  'line\r\nbreak\u2028and\u2029more',
  'half \uD83D of a pair',
  '\0\u0007\u001B[31mred',
  '${7*7}{{7*7}}<%= 7*7 %>',
  'javascript:alert(1)',
  '-->]]><!--',
];

/** What somebody could write to break a page, reach a reader or hide something. */
export const hostile: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...tricks), anyCharacters(8)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(' '));

/** Characters that control, hide or reorder text; no text for people may have them. */
export const unwelcome = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** The same facts, with this text wherever people write freely. */
export function hostileFacts(snapshot: Snapshot, text: string): Snapshot {
  return {
    ...snapshot,
    pullRequest: {
      ...snapshot.pullRequest,
      title: text,
      body: `${text}\n\nAI-Assisted: yes\n${text}`,
      headBranch: `claude/${text}`,
      labels: [text],
      author: named(snapshot.pullRequest.author, text),
    },
    reviews: snapshot.reviews.map((review) => ({ ...review, reviewer: named(review.reviewer, text) })),
    baseRef: text,
    commits: snapshot.commits.map((commit) => ({
      ...commit,
      message: `${text}\n\nCo-authored-by: ${text} <noreply@anthropic.com>\nCo-authored-by: Claude <noreply@anthropic.com>`,
    })),
    files: snapshot.files.map((file) => ({ ...file, path: `${file.path}${text}` })),
    truncated: [text],
    owners: { known: true, value: [{ path: text, pattern: text, owners: [], unresolved: [text] }] },
  };
}

const named = <Person extends Account | null>(account: Person, login: string): Person =>
  account === null ? account : { ...account, login };

/** Every text in a value, keys included. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}
