import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { tracesOfRecord } from '../../src/cli/corpus-record.ts';
import { involvements } from '../../src/core/evidence.ts';
import { assessTraces, type Provenance } from '../../src/core/provenance.ts';

/**
 * How right the detectors are on labelled records. Usage: npm run bench:provenance -- FILE…
 * Each line of a file is one commit or pull request with `label`, `tools`, `tags`, `ambiguous`.
 */
const Labels = z.looseObject({
  repo: z.string(),
  sha: z.string().optional(),
  number: z.number().optional(),
  label: z.string(),
  tools: z.array(z.string()),
  tags: z.array(z.string()),
  ambiguous: z.boolean(),
  evidence_visible: z.boolean().optional(),
  why: z.string().optional(),
});

type Row = { readonly labels: z.infer<typeof Labels>; readonly provenance: Provenance };
type Threshold = 'possible' | 'likely' | 'declared';

const rowOf = (line: string): Row => {
  const record: unknown = JSON.parse(line);
  return { labels: Labels.parse(record), provenance: assessTraces(tracesOfRecord(record)) };
};

const says = (row: Row, threshold: Threshold): boolean =>
  involvements.indexOf(row.provenance.involvement) >= involvements.indexOf(threshold);

const isAi = (row: Row): boolean => row.labels.label === 'ai';

const share = (part: number, whole: number): string => (whole === 0 ? '   – ' : (part / whole).toFixed(4));

const score = (title: string, rows: readonly Row[]): void => {
  console.log(`\n${title} (${rows.length} rows, ${rows.filter(isAi).length} of them AI)`);
  for (const threshold of ['possible', 'likely', 'declared'] as const) {
    const found = rows.filter((row) => says(row, threshold));
    const right = found.filter(isAi);
    const named = right.flatMap((row) => row.provenance.tools.map((tool) => row.labels.tools.includes(tool)));
    const wanted = right.filter((row) => row.labels.tools.some((tool) => tool !== 'generic-ai'));
    const overlap = right.filter((row) => overlaps(row));
    console.log(
      `  ${threshold.padEnd(9)} precision ${share(right.length, found.length)}  recall ${share(right.length, rows.filter(isAi).length)}` +
        `  tool overlap ${share(overlap.length, right.length)}  tool precision ${share(named.filter(Boolean).length, named.length)}` +
        `  tool recall ${share(wanted.filter((row) => overlaps(row)).length, wanted.length)}`,
    );
  }
};

const overlaps = ({ labels, provenance }: Row): boolean =>
  labels.tools.some(
    (tool) => provenance.tools.includes(tool) || (tool === 'generic-ai' && provenance.tools.length === 0),
  ) || labels.tools.length === 0;

const table = (title: string, rows: readonly Row[], keysOf: (row: Row) => readonly string[]): void => {
  console.log(`\n${title.padEnd(34)} rows   AI   found  wrong at likely`);
  const keys = [...new Set(rows.flatMap(keysOf))].sort();
  for (const key of keys) {
    const here = rows.filter((row) => keysOf(row).includes(key));
    const found = here.filter((row) => isAi(row) && says(row, 'likely')).length;
    const wrong = here.filter((row) => !isAi(row) && says(row, 'likely')).length;
    console.log(
      `  ${key.padEnd(32)} ${String(here.length).padStart(4)} ${String(here.filter(isAi).length).padStart(4)}  ${String(found).padStart(5)}  ${String(wrong).padStart(5)}`,
    );
  }
};

const misses = (rows: readonly Row[]): void => {
  // Branches and labels are weak alone and often all that a pull request shows.
  const grade = (row: Row) => (row.labels.sha === undefined ? 'possible' : 'likely');
  const missed = rows.filter((row) => isAi(row) !== says(row, grade(row)) || (isAi(row) && !overlaps(row)));
  console.log(`\nmisses (commits at likely, pull requests at possible): ${missed.length}`);
  for (const { labels, provenance } of missed) {
    const place = `${labels.repo}${labels.sha === undefined ? `#${labels.number}` : `@${labels.sha.slice(0, 10)}`}`;
    const quoted = provenance.evidence.slice(0, 2).map((item) => `${item.key} "${item.excerpt.slice(0, 90)}"`);
    console.log(
      `  ${place}${labels.ambiguous ? ' (ambiguous)' : ''}: labelled ${labels.label} [${labels.tools.join()}], found ${provenance.involvement} [${provenance.tools.join()}] ${quoted.join(' · ')} (${labels.why ?? ''})`,
    );
  }
};

const files = process.argv.slice(2);
if (files.length === 0) throw new Error('usage: npm run bench:provenance -- FILE…');
for (const file of files) {
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(rowOf)
    .filter((row) => row.labels.evidence_visible !== false);
  console.log(`\n=== ${file.split('/').at(-1)}`);
  score(
    'without ambiguous rows',
    rows.filter((row) => !row.labels.ambiguous),
  );
  score('with ambiguous rows', rows);
  table(
    'by tag',
    rows.filter((row) => !row.labels.ambiguous),
    (row) => row.labels.tags,
  );
  table(
    'by tool',
    rows.filter((row) => !row.labels.ambiguous),
    (row) => row.labels.tools,
  );
  misses(rows);
}
