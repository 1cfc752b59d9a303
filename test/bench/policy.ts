import { known } from '../../src/core/facts.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import type { Provenance } from '../../src/core/provenance.ts';
import { deriveRequirement } from '../../src/core/requirement.ts';
import { assessRisk } from '../../src/core/risk.ts';
import { effectivePolicy } from '../../src/policy/effective-policy.ts';
import { aFile, aSnapshot } from '../support/facts.ts';

/** How long rules and files take: `npm run bench:policy`. Prints the best of several rounds. */
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
  ordinary: (index: number) => [`services/s${index}/**`, `**/part-${index}/*.{ts,sql}`],
  'without a literal segment': (index: number) => [`*s*${index % 10}*/**/*.ts`, `**/*${index}*`],
  hostile: (index: number) => [`${'*a'.repeat(20)}${index}*`, `${'**/*a*/'.repeat(8)}${index}*`],
};

function policyText(rules: number, shape: keyof typeof shapes): string {
  const written = Array.from({ length: rules }, (_, index) => {
    const globs = shapes[shape](index).map((glob) => `'${glob}'`);
    return `  - name: rule ${index}\n    when: { involvement: likely, paths: [${globs.join(', ')}] }\n    require: { level: senior }\n`;
  });
  return `version: 1\nlevels:\n  senior: { teams: [seniors] }\nrules:\n${written.join('')}`;
}

const path = (index: number) => `services/s${index % 1500}/${'a'.repeat(1 + (index % 40))}/file-${index}.ts`;

function snapshotOf(files: number) {
  return aSnapshot({
    files: Array.from({ length: files }, (_, index) =>
      aFile({ path: path(index), patch: known('@@ -1 +1 @@\n-a\n+b') }),
    ),
  });
}

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

/** The best of several rounds: what else the machine does can only make a round slower. */
function best(run: () => unknown, rounds = 9): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function evaluateOnce(policy: Policy, files: number): () => unknown {
  const snapshot = snapshotOf(files);
  return () => deriveRequirement(policy, snapshot, provenance, assessRisk(policy, snapshot, provenance));
}

const ms = (value: number): string => `${value.toFixed(2)} ms`.padStart(12);

console.log('parse and join');
for (const rules of [10, 100, 1000]) {
  const text = policyText(rules, 'ordinary');
  const time = best(() => read(text));
  console.log(
    `${String(rules).padStart(6)} rules ${ms(time)} ${((time / rules) * 1000).toFixed(1).padStart(8)} µs per rule`,
  );
}

for (const shape of ['ordinary', 'without a literal segment', 'hostile'] as const) {
  console.log(`\nevaluate, globs ${shape}`);
  for (const [rules, files] of [
    [1000, 30],
    [1000, 300],
    [1000, 3000],
    [10, 3000],
    [100, 3000],
  ] as const) {
    const text = policyText(rules, shape);
    const cold = best(() => evaluateOnce(usable(read(text)), files)(), 1);
    const policy = usable(read(text));
    const run = evaluateOnce(policy, files);
    run();
    console.log(
      `${String(rules).padStart(6)} rules × ${String(files).padStart(4)} files ${ms(best(run))}   cold with parsing ${ms(cold)}`,
    );
  }
}
