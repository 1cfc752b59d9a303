import type { PolicyProblem } from '../core/policy.ts';

/** The problem, the line it stands on with a mark below the place, and what to do. */
export function showProblem(
  { file, line, column, message, hint }: PolicyProblem,
  texts: ReadonlyMap<string, string>,
): string {
  const source = (texts.get(file)?.split('\n')[line - 1] ?? '').replaceAll(/\p{Cc}/gu, ' ');
  const margin = `${line} | `;
  const shown = column < widest && source.trim() !== '';
  return [
    `${file}:${line}:${column}: ${message}`,
    ...(shown ? [`  ${margin}${source.slice(0, widest)}`, `  ${' '.repeat(margin.length + column - 1)}^`] : []),
    ...(hint === null ? [] : [`  ${hint}`]),
    '',
  ]
    .join('\n')
    .trimEnd();
}

const widest = 160;
