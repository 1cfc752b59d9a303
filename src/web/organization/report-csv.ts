import { csvLine } from '../../core/csv.ts';
import type { Organization } from './ports.ts';
import type { Report } from './report.ts';
import { type SheetName, sheetNames, sheets } from './report-sheets.ts';

/** The report as tables one below the other, or one of them. The first column says which table a line belongs to. */
export function reportCsv(report: Report, organization: Organization, only: SheetName | null): string {
  const wanted = sheetNames.filter((name) => (only ?? name) === name);
  return wanted
    .map((name) => {
      const lines = sheets[name](report, organization);
      return lines.map((cells, at) => `${csvLine([at === 0 ? 'table' : name, ...cells])}\n`).join('');
    })
    .join('\n');
}
