import { type Finding, severities } from '../../doctor/finding.ts';

/** How many names are written out where one finding is about many. */
const namesShown = 5;

const titles = { error: 'ERROR', warning: 'WARNING', note: 'note' } as const;

/** Findings for people: the worst first, what is the same about several things once. */
export function renderFindings(findings: readonly Finding[]): string {
  const groups = [...Map.groupBy(findings, ({ code, says, repair }) => JSON.stringify([code, says, repair])).values()];
  const texts = groups.map(([first, ...others]) => (first === undefined ? '' : renderOne(first, others)));
  return `${texts.join('')}${countOf(findings)}\n`;
}

function renderOne(first: Finding, others: readonly Finding[]): string {
  const names = [...new Set([first, ...others].map(({ about }) => about))];
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
  const subject = names.slice(0, namesShown).join(', ') + more;
  return `${titles[first.severity]}  ${subject}: ${first.says}  [${first.code}]\n    → ${first.repair}\n\n`;
}

function countOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Everything is as it should be.';
  const counts = severities.map((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return `${length} ${severity}${length === 1 ? '' : 's'}`;
  });
  return counts.join(', ');
}
