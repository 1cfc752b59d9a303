import { csvLine } from '../../core/csv.ts';
import { byWeight, type Count, monthsInOrder, share, type Tally } from './tally.ts';

/** Text without anything that a terminal would obey. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');

const barWidth = 40;
const shownMonths = 36;
const shownDomains = 15;

/** The tally for a terminal: the share by month as bars, and tables by tool and by domain. */
export const renderText = (tally: Tally, title: string): string => {
  const months = monthsInOrder(tally);
  const { total } = tally;
  return [
    printable(title),
    '',
    `${total.ai} of ${total.commits} commits (${share(total)}) declare AI: ${total.agent} by an agent itself, ${total.ai - total.agent} with its help.`,
    total.possible === 0 ? '' : `${total.possible} more show a weak sign only.`,
    'No declaration is not a proof of anything: signs can be left out, removed or forged.',
    '',
    ...(months.length > shownMonths ? [`The last ${shownMonths} of ${months.length} months:`] : []),
    ...months
      .slice(-shownMonths)
      .map(
        ([month, count]) =>
          `${month}  ${bar(count)}  ${share(count).padStart(7)}  ${String(count.ai).padStart(6)} of ${count.commits}`,
      ),
    '',
    ...table('Tool', byWeight(tally.tools)),
    ...table('Author’s domain', byWeight(tally.domains).slice(0, shownDomains)),
    tally.domains.size > shownDomains ? `and ${tally.domains.size - shownDomains} more domains\n` : '',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
};

const bar = ({ commits, ai }: Count): string => {
  const eighths = commits === 0 ? 0 : Math.round((8 * barWidth * ai) / commits);
  const partial = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return `${'█'.repeat(Math.floor(eighths / 8))}${partial}`.padEnd(barWidth, '·');
};

const table = (heading: string, rows: readonly (readonly [string, Count])[]): readonly string[] => {
  if (rows.length === 0) return [];
  const width = Math.max(heading.length, ...rows.map(([key]) => printable(key).length));
  return [
    `${heading.padEnd(width)}      AI   agent  weak   of    share`,
    ...rows.map(
      ([key, count]) =>
        `${printable(key).padEnd(width)}  ${String(count.ai).padStart(6)}  ${String(count.agent).padStart(6)}  ${String(count.possible).padStart(4)}  ${String(count.commits).padStart(6)}  ${share(count).padStart(7)}`,
    ),
    '',
  ];
};

/** The tally for programs. */
export const renderJson = (tally: Tally): string => {
  const listed = (rows: readonly (readonly [string, Count])[], key: string) =>
    rows.map(([name, count]) => ({ [key]: name, ...count }));
  const value = {
    total: tally.total,
    months: listed(monthsInOrder(tally), 'month'),
    tools: listed(byWeight(tally.tools), 'tool'),
    domains: listed(byWeight(tally.domains), 'domain'),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
};

/** The tally for a spreadsheet, one row for each month, tool and domain. */
export const renderCsv = (tally: Tally): string => {
  const rows = [
    ['total', 'all', tally.total] as const,
    ...monthsInOrder(tally).map(([key, count]) => ['month', key, count] as const),
    ...byWeight(tally.tools).map(([key, count]) => ['tool', key, count] as const),
    ...byWeight(tally.domains).map(([key, count]) => ['domain', key, count] as const),
  ];
  const lines = rows.map(([by, key, count]) =>
    csvLine([by, printable(key), count.commits, count.ai, count.agent, count.possible]),
  );
  return `${['by,key,commits,ai,agent,possible', ...lines].join('\r\n')}\r\n`;
};
