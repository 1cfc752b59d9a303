import { LineCounter, parseDocument } from 'yaml';
import { known } from '../../src/core/facts.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import type { Provenance } from '../../src/core/provenance.ts';
import { deriveRequirement } from '../../src/core/requirement.ts';
import { assessRisk } from '../../src/core/risk.ts';
import { effectivePolicy } from '../../src/policy/effective-policy.ts';
import { aFile, aSnapshot } from '../support/facts.ts';

/**
 * How long rules and files take, and how that grows: `npm run bench:policy`. Every figure is the median of the processor
 * time of several rounds after a warm-up; a round repeats what is quick. Files are new in every run, so that nothing
 * found in an earlier one helps.
 */
const provenance: Provenance = {
  involvement: 'likely',
  autonomy: 'assisted',
  tools: ['claude'],
  evidence: [],
  remembered: [],
  setAside: [],
  declaration: null,
  contradicted: false,
};

const shapes = {
  ordinary: (index: number) => `paths: ['services/s${index}/**', '**/part-${index}/*.{ts,sql}']`,
  'without a literal segment': (index: number) => `paths: ['*s*${index % 10}*/**/*.ts', '**/*${index}*']`,
  'all in one folder': (index: number) => `paths: ['services/**/*-${index}.ts', 'services/*${index}/**']`,
  exempting: (index: number) => `unless_only: ['services/**', 'docs/${index}/**']`,
  hostile: (index: number) => `paths: ['${'*a'.repeat(20)}${index}*', '${'**/*a*/'.repeat(8)}${index}*']`,
};
type Shape = keyof typeof shapes;

function policyText(rules: number, shape: Shape): string {
  const written = Array.from(
    { length: rules },
    (_, index) =>
      `  - name: rule ${index}\n    when: { involvement: likely, ${shapes[shape](index)} }\n    require: { level: senior }\n`,
  );
  return `version: 1\nlevels:\n  senior: { teams: [seniors] }\nrules:\n${written.join('')}`;
}

const path = (index: number) => `services/s${index % 1500}/${'a'.repeat(1 + (index % 40))}/file-${index}.ts`;

const snapshotOf = (files: number) =>
  aSnapshot({
    files: Array.from({ length: files }, (_, index) =>
      aFile({ path: path(index), patch: known('@@ -1 +1 @@\n-a\n+b') }),
    ),
  });

const read = (text: string): EffectivePolicy =>
  effectivePolicy({
    organization: null,
    defaultBranch: { file: '.github/countersign.yml', sha: 'bench', text },
    baseBranch: null,
    owner: 'acme',
  });

function usable(effective: EffectivePolicy): Policy {
  if (!effective.usable) throw new Error(effective.problems[0]?.message ?? 'not usable');
  return effective.policy;
}

/** The median of the milliseconds of processor time that one run takes; `prepare` is not counted. */
function measure<T>(prepare: () => T, run: (prepared: T) => unknown): number {
  const once = (times: number): number => {
    const prepared = Array.from({ length: times }, prepare);
    const start = process.cpuUsage();
    for (const each of prepared) run(each);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / times;
  };
  const times = Math.min(200, Math.max(1, Math.ceil(wantedRound / Math.max(once(3), 0.05))));
  for (let spent = 0; spent < warmUp; spent += Math.max(1, times * once(times)));
  const rounds = Array.from({ length: 9 }, () => once(times)).sort((a, b) => a - b);
  return rounds[4] ?? 0;
}
const wantedRound = 30;
const warmUp = 300;

const ms = (value: number): string => `${value.toFixed(2)} ms`.padStart(11);
const us = (value: number): string => `${value.toFixed(1)} µs`.padStart(10);

/** Prints a row per size, and how much dearer one of a hundred times as many is. */
function table(unit: string, sizes: readonly number[], timeOf: (size: number) => number): void {
  const each = sizes.map((size) => {
    const time = timeOf(size);
    const perUnit = (time / size) * 1000;
    console.log(`${String(size).padStart(8)} ${unit.padEnd(6)} ${ms(time)} ${us(perUnit)} each`);
    return perUnit;
  });
  const growth = (each.at(-1) ?? 0) / (each[0] ?? 1);
  console.log(`         growth of the time for each: ${growth.toFixed(2)}×`);
}

const evaluationOf = (policy: Policy, files: number): number =>
  measure(
    () => snapshotOf(files),
    (snapshot) => deriveRequirement(policy, snapshot, provenance, assessRisk(policy, snapshot, provenance)),
  );

const texts = new Map([10, 100, 1000].map((rules) => [rules, policyText(rules, 'ordinary')]));
const textOf = (rules: number) => () => texts.get(rules) ?? '';

console.log('the YAML library alone');
table('rules', [10, 100, 1000], (rules) =>
  measure(textOf(rules), (text) => parseDocument(text, { lineCounter: new LineCounter(), uniqueKeys: false })),
);
console.log('\nread and join');
table('rules', [10, 100, 1000], (rules) => measure(textOf(rules), read));

for (const shape of Object.keys(shapes).filter((name): name is Shape => name in shapes)) {
  console.log(`\nevaluate 3000 files, globs ${shape}`);
  table('rules', [10, 100, 1000], (rules) => evaluationOf(usable(read(policyText(rules, shape))), 3000));
  console.log(`evaluate 1000 rules, globs ${shape}`);
  const policy = usable(read(policyText(1000, shape)));
  table('files', [30, 300, 3000], (files) => evaluationOf(policy, files));
}
