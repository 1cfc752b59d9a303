import { type Finding, type Group, grouped, severities } from '../../doctor/finding.ts';

/** How many names are written out where one finding is about many. */
const namesShown = 5;

const titles = { error: 'ERROR', warning: 'WARNING', note: 'note' } as const;

/** Findings for people: the worst first, what is the same about several things once. */
export function renderFindings(findings: readonly Finding[]): string {
  return `${grouped(findings).map(renderOne).join('')}${countOf(findings)}\n`;
}

function renderOne({ severity, code, says, repair, subjects }: Group): string {
  const more = subjects.length > namesShown ? ` and ${subjects.length - namesShown} more` : '';
  const subject = subjects.slice(0, namesShown).join(', ') + more;
  return `${titles[severity]}  ${subject}: ${says}  [${code}]\n    → ${repair}\n\n`;
}

function countOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Everything is as it should be.';
  const counts = severities.map((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return `${length} ${severity}${length === 1 ? '' : 's'}`;
  });
  return counts.join(', ');
}
