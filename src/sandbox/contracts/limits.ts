/**
 * Limits that GitHub states in prose and not in the schema. Lengths of `summary` and `text` count characters.
 * https://docs.github.com/rest/checks/runs#create-a-check-run
 */
export function limitProblems(operationId: string, body: unknown): readonly string[] {
  if (operationId !== 'checks/create' && operationId !== 'checks/update') return [];
  const output = field(body, 'output');
  return [
    ...tooLong('/output/summary', field(output, 'summary'), 65_535),
    ...tooLong('/output/text', field(output, 'text'), 65_535),
    ...tooMany('/output/annotations', field(output, 'annotations'), 50),
    ...tooMany('/actions', field(body, 'actions'), 3),
    ...conclusionProblems(operationId, body),
  ];
}

function conclusionProblems(operationId: string, body: unknown): readonly string[] {
  const conclusion = field(body, 'conclusion');
  const completed = field(body, 'status') === 'completed' || field(body, 'completed_at') !== undefined;
  if (conclusion === 'stale') return ['/conclusion only GitHub itself can set `stale`'];
  return operationId === 'checks/create' && completed && conclusion === undefined
    ? ['/conclusion is required with a status of `completed`']
    : [];
}

function tooLong(at: string, value: unknown, limit: number): readonly string[] {
  const length = typeof value === 'string' ? Array.from(value).length : 0;
  return length > limit ? [`${at} has ${length} characters, GitHub takes ${limit}`] : [];
}

function tooMany(at: string, value: unknown, limit: number): readonly string[] {
  const count = Array.isArray(value) ? value.length : 0;
  return count > limit ? [`${at} has ${count} entries, GitHub takes ${limit}`] : [];
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
