import { printable } from './render.ts';
import { byWeight, type Count, monthsInOrder, share, type Tally } from './tally.ts';

/** The tally as one page that needs nothing else: no script, no other file, and nothing is fetched. */
export const renderHtml = (tally: Tally, title: string): string => {
  const { total } = tally;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p class="lead"><strong>${share(total)}</strong> of ${total.commits} commits declare AI:
${total.agent} made by an agent itself, ${total.ai - total.agent} with its help; ${total.possible} more show a weak sign only.</p>
<p>No declaration is not a proof of anything: signs can be left out, removed or forged.</p>
<h2>By month</h2>
<p class="legend"><span class="agent"></span> by an agent <span class="assisted"></span> with its help <span class="weak"></span> weak sign <span class="rest"></span> nothing found</p>
${monthChart(tally)}
<h2>By tool</h2>
${barList(byWeight(tally.tools), 'Tool')}
<h2>By the author’s domain</h2>
${barList(byWeight(tally.domains).slice(0, 40), 'Domain')}
</main>
</body>
</html>
`;
};

const style = `
:root { color-scheme: light dark; --agent: #b3441c; --assisted: #e0913f; --weak: #d9c48f; --rest: #c9d1d9; --ink: #1f2328; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --rest: #30363d; --weak: #8a7a4a; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin-top: 2rem; } .lead { font-size: 1.1rem; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 11px; }
.agent { fill: var(--agent); background: var(--agent); } .assisted { fill: var(--assisted); background: var(--assisted); }
.weak { fill: var(--weak); background: var(--weak); } .rest { fill: var(--rest); background: var(--rest); }
.legend span { display: inline-block; width: .8em; height: .8em; margin-left: .8em; border-radius: 2px; }
.axis { stroke: var(--ink); stroke-opacity: .3; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid var(--rest); }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; } td.bar { width: 40%; } td.bar svg { height: 14px; }
`;

const chart = { width: 900, height: 240, left: 40, bottom: 30, top: 10 };
const mostMonths = 240;

const monthChart = (tally: Tally): string => {
  const months = monthsInOrder(tally).slice(-mostMonths);
  if (months.length === 0) return '<p>There are no commits.</p>';
  const step = (chart.width - chart.left) / months.length;
  const height = chart.height - chart.bottom - chart.top;
  const every = Math.ceil(months.length / 12);
  const columns = months.map(([month, count], at) => {
    const x = chart.left + at * step;
    const label = at % every === 0 ? `<text x="${x.toFixed(1)}" y="${chart.height - 10}">${month}</text>` : '';
    return `<g><title>${month}: ${count.ai} of ${count.commits} commits (${share(count)})</title>${column(count, x, step, height)}${label}</g>`;
  });
  const lines = [0, 25, 50, 75, 100].map((percent) => {
    const y = chart.top + height - (height * percent) / 100;
    return `<line class="axis" x1="${chart.left}" x2="${chart.width}" y1="${y}" y2="${y}"/><text x="0" y="${y + 4}">${percent} %</text>`;
  });
  return `<svg viewBox="0 0 ${chart.width} ${chart.height}" role="img" aria-label="Share of commits that declare AI, by month">${lines.join('')}${columns.join('')}</svg>`;
};

const column = (count: Count, x: number, step: number, height: number): string => {
  if (count.commits === 0) return '';
  const parts = [
    ['agent', count.agent],
    ['assisted', count.ai - count.agent],
    ['weak', count.possible],
    ['rest', count.commits - count.ai - count.possible],
  ] as const;
  let below = 0;
  return parts
    .map(([name, commits]) => {
      const tall = (height * commits) / count.commits;
      below += tall;
      const y = chart.top + height - below;
      return tall === 0
        ? ''
        : `<rect class="${name}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(0.5, step - 1).toFixed(1)}" height="${tall.toFixed(1)}"/>`;
    })
    .join('');
};

const barList = (rows: readonly (readonly [string, Count])[], heading: string): string => {
  if (rows.length === 0) return '<p>None.</p>';
  const most = Math.max(1, ...rows.map(([, count]) => count.ai));
  const lines = rows.map(
    ([key, count]) =>
      `<tr><td>${escape(key)}</td><td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="assisted" width="${((100 * count.ai) / most).toFixed(1)}" height="10"/></svg></td><td>${count.ai}</td><td>${count.agent}</td><td>${count.possible}</td><td>${count.commits}</td><td>${share(count)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">${heading}</th><th></th><th scope="col">AI</th><th scope="col">agent</th><th scope="col">weak</th><th scope="col">commits</th><th scope="col">share</th></tr></thead><tbody>${lines.join('\n')}</tbody></table>`;
};

const escape = (text: string): string =>
  printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
