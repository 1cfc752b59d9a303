import type { Snapshot } from './facts.ts';
import { reachedBy } from './globs.ts';
import { indexPaths, type PathIndex } from './path-index.ts';
import { type Policy, type RiskLevel, type RiskPolicy, riskLevels } from './policy.ts';
import type { Provenance } from './provenance.ts';
import { type Unseen, unseenIn } from './requirement/unseen.ts';
import { affectedServices } from './risk/blast-radius.ts';
import { findDestruction } from './risk/destruction.ts';

export type RiskFactor = {
  readonly factor: 'paths' | 'lines' | 'files' | 'blast-radius' | 'destructive' | 'novelty' | 'unknown';
  readonly level: RiskLevel;
  readonly detail: string;
  readonly paths: readonly string[];
};

/** What breaks if this change is wrong: the highest level of its factors, and each factor with its paths. */
export type ChangeRisk = { readonly level: RiskLevel; readonly factors: readonly RiskFactor[] };

/** Rates a change by what it touches, whoever wrote it. What cannot be seen counts as the worst that could be there. */
export function assessRisk(policy: Policy, snapshot: Snapshot, provenance: Provenance): ChangeRisk {
  const { risk } = policy;
  const seen: Seen = { snapshot, index: indexPaths(snapshot.files), unseen: unseenIn(snapshot) };
  const factors = [
    ...unknownFactors(risk, seen),
    ...pathFactors(risk, seen),
    ...sizeFactors(risk, seen),
    ...blastRadiusFactors(risk, seen),
    ...destructiveFactors(risk, seen),
    ...noveltyFactors(risk, snapshot, provenance),
  ];
  return { level: highest(factors.map(({ level }) => level)) ?? 'low', factors };
}

type Seen = { readonly snapshot: Snapshot; readonly index: PathIndex; readonly unseen: Unseen };

/** How many paths a factor names; there may be thousands. */
export const shownPaths = 10;

const firstFew = (paths: readonly string[]): readonly string[] => [...new Set(paths)].sort().slice(0, shownPaths);

const highest = (levels: readonly RiskLevel[]): RiskLevel | undefined =>
  riskLevels.findLast((level) => levels.includes(level));

function unknownFactors(risk: RiskPolicy, { unseen }: Seen): readonly RiskFactor[] {
  const factors: RiskFactor[] = [];
  if (unseen.files !== null) {
    factors.push({
      factor: 'unknown',
      level: 'critical',
      detail: `not every file is known: ${unseen.files}`,
      paths: [],
    });
  }
  const worst = highest(riskLevels.filter((level) => (risk.paths[level] ?? []).length > 0));
  if (unseen.oldNames.length > 0 && worst !== undefined) {
    const detail = 'a renamed file whose old name is not known may come from anywhere';
    factors.push({ factor: 'unknown', level: worst, detail, paths: firstFew(unseen.oldNames) });
  }
  return factors;
}

function pathFactors(risk: RiskPolicy, { index }: Seen): readonly RiskFactor[] {
  return riskLevels.flatMap((level) => {
    const globs = risk.paths[level] ?? [];
    const paths = reachedBy(globs, index);
    if (paths.length === 0) return [];
    const detail = `${paths.length === 1 ? 'a path is' : `${paths.length} paths are`} ${level} by the policy`;
    return [{ factor: 'paths', level, detail, paths: paths.slice(0, shownPaths) }];
  });
}

function sizeFactors(risk: RiskPolicy, { snapshot, unseen }: Seen): readonly RiskFactor[] {
  const { lines, files } = sizeOf(snapshot);
  const unknownLines = unseen.lines.length > 0 || unseen.files !== null;
  return [
    ...thresholdFactor('lines', risk.linesOver, lines, unknownLines ? firstFew(unseen.lines) : null),
    ...thresholdFactor('files', risk.filesOver, files, unseen.files === null ? null : []),
  ];
}

/** Changed lines and files, by GitHub's totals where they are larger than what was listed. */
export function sizeOf({ files, totals }: Snapshot): { readonly lines: number; readonly files: number } {
  const listed = files.reduce((sum, file) => sum + file.additions + file.deletions, 0);
  return {
    lines: Math.max(listed, totals.additions + totals.deletions),
    files: Math.max(files.length, totals.files),
  };
}

/** `hidden`: the count is not known in full, because of these paths; then every threshold may be passed. */
function thresholdFactor(
  factor: 'lines' | 'files',
  thresholds: Readonly<Partial<Record<RiskLevel, number>>>,
  count: number,
  hidden: readonly string[] | null,
): readonly RiskFactor[] {
  const set = riskLevels.filter((level) => thresholds[level] !== undefined);
  const passed = highest(set.filter((level) => count > (thresholds[level] ?? Number.POSITIVE_INFINITY)));
  const worst = highest(set);
  if (hidden !== null && worst !== undefined && worst !== passed) {
    return [{ factor, level: worst, detail: `the number of changed ${factor} is not known in full`, paths: hidden }];
  }
  if (passed === undefined) return [];
  return [{ factor, level: passed, detail: `${count} changed ${factor}, more than ${thresholds[passed]}`, paths: [] }];
}

function blastRadiusFactors(risk: RiskPolicy, { index, unseen }: Seen): readonly RiskFactor[] {
  const set = riskLevels.filter((level) => risk.blastRadius[level] !== undefined);
  const worst = highest(set);
  if (worst === undefined) return [];
  const { services, paths } = affectedServices(risk.services, index);
  const reached = highest(set.filter((level) => services.length >= (risk.blastRadius[level] ?? 0)));
  const notAllSeen = unseen.files !== null || unseen.oldNames.length > 0;
  if (notAllSeen && reached !== worst) {
    const detail = 'which services are affected is not known in full';
    return [{ factor: 'blast-radius', level: worst, detail, paths: firstFew(unseen.oldNames) }];
  }
  if (reached === undefined) return [];
  const named = services.slice(0, shownPaths).join(', ');
  const detail = `${services.length} services are affected: ${named}${services.length > shownPaths ? ', …' : ''}`;
  return [{ factor: 'blast-radius', level: reached, detail, paths: firstFew(paths) }];
}

function destructiveFactors(risk: RiskPolicy, { snapshot }: Seen): readonly RiskFactor[] {
  return findDestruction(snapshot.files).map(({ detail, paths }) => ({
    factor: 'destructive',
    level: risk.destructive,
    detail,
    paths: firstFew(paths),
  }));
}

function noveltyFactors(risk: RiskPolicy, snapshot: Snapshot, provenance: Provenance): readonly RiskFactor[] {
  const detail = newTools(snapshot, provenance);
  return detail === null ? [] : [{ factor: 'novelty', level: risk.novelty, detail, paths: [] }];
}

/** The tools of this change that no fully signed-off merge has used before, in words; null when there are none. */
export function newTools({ toolsUsedBefore }: Snapshot, { tools }: Provenance): string | null {
  if (tools.length === 0) return null;
  if (!toolsUsedBefore.known) return `which tools were used before is not known: ${toolsUsedBefore.why}`;
  const fresh = tools.filter((tool) => !toolsUsedBefore.value.includes(tool.toLowerCase()));
  return fresh.length === 0 ? null : `first use of ${fresh.join(', ')}`;
}
