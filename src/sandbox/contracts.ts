// What GitHub's published descriptions say about a request, an answer and a webhook. Each function returns sentences;
// none means that the description has no objection. Validators are compiled when first needed.
import { hasSchema, type Parameter, schemaProblems, textProblems } from './contracts/description.ts';
import { isErratum } from './contracts/errata.ts';
import { limitProblems } from './contracts/limits.ts';
import { matchOperation } from './contracts/routes.ts';
import { unknownKeys } from './contracts/unknown-keys.ts';

export { matchOperation } from './contracts/routes.ts';

export function requestProblems(
  method: string,
  path: string,
  query: URLSearchParams | Readonly<Record<string, string>>,
  body: unknown,
): readonly string[] {
  const match = matchOperation(method, path);
  if (match === undefined) return [`${method} ${path} is not an operation that the sandbox knows`];
  const { id, operation, params } = match;
  const given = { ...params, ...Object.fromEntries(new URLSearchParams(query)) };
  const problems = [
    ...parameterProblems(id, operation.parameters, given),
    ...(operation.body === undefined ? surplusBody(body) : bodyProblems(id, operation.bodyRequired === true, body)),
    ...(operation.body === undefined ? [] : unknownKeys(operation.body, body)),
    ...limitProblems(id, body),
  ];
  return problems.map((problem) => `${id}: ${problem}`);
}

export function responseProblems(method: string, path: string, status: number, body: unknown): readonly string[] {
  const match = matchOperation(method, path);
  if (match === undefined) return status === 404 ? [] : [`${method} ${path}: answered ${status} without a description`];
  const { id, operation } = match;
  const schema = operation.responses[String(status)];
  if (schema === null) return isEmpty(body) ? [] : [`${id}: a ${status} has no body`];
  if (schema !== undefined) {
    return schemaProblems('github-rest', ['operations', id, 'responses', String(status)], body)
      .filter((problem) => !isErratum(problem))
      .map((problem) => `${id}: ${status} ${problem}`);
  }
  // Every operation can fail in ways that its description leaves out; the shape of a failure is always the same.
  const isFailure = status >= 400 && typeof body === 'object' && body !== null && 'message' in body;
  return isFailure ? [] : [`${id}: ${status} is not an answer that GitHub describes`];
}

/** Some webhooks have a schema per action, some (push, ping) only one. */
export function webhookProblems(event: string, payload: unknown): readonly string[] {
  const action =
    typeof payload === 'object' && payload !== null && 'action' in payload
      ? `${event}.${String(payload.action)}`
      : event;
  const name = [action, event].find((candidate) => hasSchema('github-webhooks', ['events', candidate]));
  if (name === undefined) return [`${action} is not a webhook that the sandbox knows`];
  return schemaProblems('github-webhooks', ['events', name], payload)
    .filter((problem) => !isErratum(problem))
    .map((problem) => `${name}: ${problem}`);
}

function parameterProblems(
  id: string,
  parameters: readonly Parameter[],
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const unknown = Object.keys(given).filter((name) => parameters.every((parameter) => parameter.name !== name));
  const problems = parameters.flatMap((parameter, index) => {
    const value = given[parameter.name];
    if (value === undefined) return parameter.required ? [`parameter \`${parameter.name}\` is missing`] : [];
    const found = textProblems('github-rest', ['operations', id, 'parameters', String(index), 'schema'], value);
    return found.map((problem) => `parameter \`${parameter.name}\` ${problem.replace(/^\/ /, '')}`);
  });
  return [...unknown.map((name) => `parameter \`${name}\` is not one that GitHub knows`), ...problems];
}

function bodyProblems(id: string, required: boolean, body: unknown): readonly string[] {
  if (isEmpty(body)) return required ? ['the body is missing'] : [];
  return schemaProblems('github-rest', ['operations', id, 'body'], body);
}

function surplusBody(body: unknown): readonly string[] {
  return isEmpty(body) ? [] : ['takes no body'];
}

function isEmpty(body: unknown): boolean {
  if (body === undefined || body === null || body === '') return true;
  return typeof body === 'object' && Object.keys(body).length === 0;
}
