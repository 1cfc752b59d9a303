import type { Commit } from '../../src/core/facts.ts';
import { assessTraces } from '../../src/core/provenance.ts';

/**
 * Time per byte of message, from 1 kB to 10 MB, for ordinary and for hostile messages. Usage: npm run bench:detectors [-- NAME]
 * Counts processor time, so that other work on the machine weighs little. A detector that is worse than linear shows as a growing ratio; the last column has to stay within 1.5.
 */
const sizes = [1_000, 100_000, 10_000_000];

const filled = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

const inputs: Readonly<Record<string, (size: number) => string>> = {
  'plain prose': (size) => filled('Read the page again when the reader asks for it, as the cache may be old.\n', size),
  'prose about AI': (size) => filled('Ask the model again when Claude answers late, as the answer may be cut.\n', size),
  'trailers of people': (size) => `fix\n\n${filled('Signed-off-by: Ada Lovelace <ada@example.com>\n', size)}`,
  'trailers of tools': (size) => `fix\n\n${filled('Co-authored-by: Claude <noreply@anthropic.com>\n', size)}`,
  'nested fences': (size) => filled('```` claude\n``` ai\n~~~\n', size),
  backticks: (size) => `claude ${filled('`', size)}`,
  'one long line': (size) => `claude ${filled('generated with ', size)}`,
  'one long word': (size) => `Co-authored-by: claude ${filled('a', size)}`,
  'at signs': (size) => `Co-authored-by: claude ${filled('@', size)}`,
  'open brackets': (size) => filled('[claude](', size),
  'open comments': (size) => filled('<!-- claude ', size),
  'literal line breaks': (size) => `\\nCo-authored-by: x ${filled('\\n', size)}`,
  'mentions without end': (size) => filled('claude ', size),
  'boxes and questions': (size) => filled('- [x] AI was used?\n\n## AI usage\n', size),
  'spaces and tabs': (size) => `claude:${filled(' \t', size)}x`,
  'unusual characters': (size) => filled('c\u0327l\u0301\u200bau\u202ede \ud83e\udd16 \ufb01 ai\u0301 ', size),
};

const commitOf = (message: string): Commit => ({
  sha: 'c1234ab',
  tree: '',
  parents: [],
  message,
  authors: [{ name: 'Ada Lovelace', email: 'ada@example.com', account: null }],
  committer: null,
  committedAt: '2026-01-01T00:00:00Z',
});

const nanosecondsPerByte = (message: string): number => {
  const repeats = Math.max(1, Math.ceil(1_500_000 / message.length));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    const start = process.cpuUsage();
    // A new commit each time: what was read once is remembered with the commit.
    for (let each = 0; each < repeats; each += 1) assessTraces({ commits: [commitOf(message)], pullRequest: null });
    best = Math.min(best, (process.cpuUsage(start).user * 1e3) / repeats / message.length);
    if (message.length > 5_000_000 && round > 0) break;
  }
  return best;
};

console.log(
  `${'nanoseconds per byte'.padEnd(24)}${sizes.map((size) => `${size / 1000} kB`.padStart(12)).join('')}   10 MB : 100 kB`,
);
const only = process.argv[2] ?? '';
for (const [name, make] of Object.entries(inputs).filter(([each]) => each.includes(only))) {
  const costs = sizes.map((size) => nanosecondsPerByte(make(size)));
  const growth = (costs.at(-1) ?? 0) / (costs.at(-2) ?? 1);
  console.log(
    `${name.padEnd(24)}${costs.map((cost) => cost.toFixed(2).padStart(12)).join('')}   ${growth.toFixed(2).padStart(8)}`,
  );
}
