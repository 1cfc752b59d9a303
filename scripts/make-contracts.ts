// Makes src/sandbox/contracts/*.json: GitHub's published description of its REST interface and of its webhooks, cut
// down to what the sandbox answers and sends. The whole description has 13 MB (its package 385 MB), hence a cut.
//
//   npm pack @octokit/openapi@23.0.2 @octokit/openapi-webhooks@12.1.0
//   for f in octokit-*.tgz; do mkdir "${f%.tgz}" && tar -xzf "$f" -C "${f%.tgz}" package/generated/api.github.com.json; done
//   node scripts/make-contracts.ts octokit-openapi-23.0.2/package/generated/api.github.com.json \
//     octokit-openapi-webhooks-12.1.0/package/generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';

const operations = [
  'apps/create-from-manifest apps/create-installation-access-token apps/get-authenticated apps/get-by-slug',
  'apps/get-installation apps/get-org-installation apps/get-repo-installation apps/get-user-installation',
  'apps/get-webhook-delivery apps/list-installations apps/list-repos-accessible-to-installation',
  'apps/get-webhook-config-for-app',
  'apps/list-webhook-deliveries apps/redeliver-webhook-delivery',
  'apps/list-installation-repos-for-authenticated-user apps/list-installations-for-authenticated-user',
  'checks/create checks/get checks/list-for-ref checks/list-suites-for-ref checks/rerequest-run checks/update',
  'git/get-blob git/get-tree',
  'issues/add-labels issues/create issues/create-comment issues/create-label issues/delete-comment issues/get',
  'issues/get-comment issues/get-label issues/list-comments issues/list-events-for-timeline issues/list-labels-for-repo',
  'issues/list-labels-on-issue issues/remove-label issues/update issues/update-comment issues/update-label',
  'meta/get orgs/get orgs/get-membership-for-authenticated-user orgs/get-membership-for-user orgs/list-members',
  'pulls/create-review pulls/dismiss-review pulls/get pulls/list pulls/list-commits pulls/list-files',
  'pulls/list-reviews pulls/merge pulls/remove-requested-reviewers pulls/request-reviewers pulls/update',
  'pulls/update-branch rate-limit/get reactions/create-for-issue-comment',
  'repos/compare-commits-with-basehead repos/create-org-ruleset repos/create-repo-ruleset repos/get',
  'repos/get-branch repos/get-branch-rules repos/get-collaborator-permission-level repos/get-commit',
  'repos/get-content repos/get-org-ruleset repos/get-org-rulesets repos/get-repo-ruleset repos/get-repo-rulesets',
  'repos/list-activities repos/list-pull-requests-associated-with-commit repos/update-org-ruleset',
  'repos/update-repo-ruleset',
  'teams/get-by-name teams/get-membership-for-user-in-org teams/list teams/list-members-in-org',
  'users/get-authenticated users/get-by-username',
].flatMap((line) => line.split(' '));

/** Events by name; a star takes every action. */
const events = [
  'check_run *',
  'check_suite *',
  'installation *',
  'installation_repositories *',
  'installation_target *',
  'issue_comment created edited deleted',
  'label *',
  'member *',
  'membership *',
  'merge_group *',
  'organization *',
  'ping *',
  'pull_request *',
  'pull_request_review *',
  'pull_request_review_comment *',
  'pull_request_review_thread *',
  'push *',
  'repository renamed transferred archived unarchived deleted',
  'team *',
];

/** What says something about the value. The rest explains or illustrates and is dropped. */
const keywords = new Set(
  [
    'type properties required items additionalProperties oneOf anyOf allOf not enum const format pattern minLength',
    'maxLength minimum maximum minItems maxItems uniqueItems minProperties maxProperties patternProperties',
  ].flatMap((line) => line.split(' ')),
);

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
type JsonObject = { readonly [key: string]: Json };

const [restPath, webhooksPath] = process.argv.slice(2);
if (restPath === undefined || webhooksPath === undefined) throw new Error('give the two JSON files; see the header');
const rest = JSON.parse(readFileSync(restPath, 'utf8')) as JsonObject;
const webhooks = JSON.parse(readFileSync(webhooksPath, 'utf8')) as JsonObject;
const folder = new URL('../src/sandbox/contracts/', import.meta.url);
writeFileSync(new URL('github-rest.json', folder), restContract());
writeFileSync(new URL('github-webhooks.json', folder), webhookContract());

function restContract(): string {
  const found = new Map<string, JsonObject>();
  for (const [path, methods] of Object.entries(object(rest['paths']))) {
    for (const [method, description] of Object.entries(object(methods))) {
      const operation = object(description);
      const id = text(operation['operationId']);
      if (operations.includes(id)) found.set(id, restOperation(method, path, operation));
    }
  }
  const missing = operations.filter((id) => !found.has(id));
  if (missing.length > 0) throw new Error(`not in the description: ${missing.join(', ')}`);
  const entries = Object.fromEntries(operations.map((id) => [id, corrected(id, found.get(id) ?? {})]));
  return document('github-rest', 'operations', entries, rest);
}

/** The list of installations wants an account to be a user and an enterprise at once; one installation, either. */
function corrected(id: string, operation: JsonObject): JsonObject {
  if (id !== 'apps/list-installations') return operation;
  const list = { type: 'array', items: { $ref: '#/$defs/installation' } };
  return { ...operation, responses: { ...object(operation['responses']), '200': list } };
}

function restOperation(method: string, path: string, operation: JsonObject): JsonObject {
  const parameters = array(operation['parameters'] ?? [])
    .map((parameter) => resolved(object(parameter), rest))
    .filter((parameter) => parameter['in'] !== 'header')
    .map((parameter) => ({
      name: parameter['name'] ?? null,
      in: parameter['in'] ?? null,
      required: parameter['required'] === true,
      schema: jsonSchema(parameter['schema'] ?? {}),
    }));
  const responses = Object.entries(object(operation['responses'])).map(([status, response]) => {
    const schema = contentSchema(resolved(object(response), rest));
    return [status, schema === undefined ? null : jsonSchema(schema)];
  });
  const requestBody = object(operation['requestBody'] ?? {});
  const body = contentSchema(requestBody);
  return {
    method: method.toUpperCase(),
    path,
    parameters,
    ...(body === undefined ? {} : { body: jsonSchema(body), bodyRequired: requestBody['required'] === true }),
    responses: Object.fromEntries(responses) as JsonObject,
  };
}

/** The webhooks' package lags behind for stacks; the REST description already has that payload. */
function webhookContract(): string {
  const entries: Record<string, Json> = {};
  for (const description of Object.values(object(webhooks['webhooks']))) {
    const post = object(object(description)['post']);
    const event = text(object(post['x-github'])['subcategory']);
    const schema = contentSchema(object(post['requestBody']));
    const action = text(post['operationId']).split('/')[1]?.replaceAll('-', '_');
    const name = action === undefined ? event : `${event}.${action}`;
    if (schema !== undefined && isOurs(event, action)) entries[name] = jsonSchema(schema);
  }
  const stacked = 'webhook-pull-request-stacked';
  const description = withSchema(webhooks, stacked, components(rest)[stacked] ?? {});
  entries['pull_request.stacked'] = { $ref: `#/$defs/${stacked}` };
  return document('github-webhooks', 'events', entries, description);
}

function isOurs(event: string, action: string | undefined): boolean {
  const ours = events.map((line) => line.split(' ')).find(([name]) => name === event);
  return ours !== undefined && (ours[1] === '*' || ours.slice(1).includes(action ?? ''));
}

function document(id: string, kind: string, entries: JsonObject, description: JsonObject): string {
  const schemas: Record<string, Json> = {};
  const waiting = references(entries);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (schemas[name] !== undefined) continue;
    const schema = components(description)[name] ?? components(rest)[name];
    if (schema === undefined) throw new Error(`schema ${name} is referred to and missing`);
    const converted = jsonSchema(schema);
    schemas[name] = converted;
    waiting.push(...references(converted));
  }
  const shared = shareRepeated({ [kind]: entries, $defs: schemas });
  const lines = Object.entries(shared).map(([key, value]) => `"${key}":{\n${onePerLine(object(value))}\n}`);
  return `{"$id":"${id}",\n${lines.join(',\n')}}\n`;
}

function onePerLine(entries: JsonObject): string {
  const sorted = Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',\n');
}

/** Webhook schemas spell the same user and repository out dozens of times; each is kept once under `$defs`. */
function shareRepeated(root: JsonObject): JsonObject {
  const seen = new Map<string, number>();
  const names = new Map<string, string>();
  const count = (value: Json | undefined): void => {
    if (value === null || value === undefined || typeof value !== 'object') return;
    const spelling = JSON.stringify(value);
    const times = (seen.get(spelling) ?? 0) + 1;
    seen.set(spelling, times);
    if (times === 1) for (const child of Object.values(value)) count(child);
  };
  const defs: Record<string, Json> = {};
  const share = (value: Json): Json => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(share);
    const spelling = JSON.stringify(value);
    const isSchema = 'type' in value && 'properties' in value && isTypeKeyword(value['type']);
    const copy = () => Object.fromEntries(Object.entries(value).map(([key, child]) => [key, share(child)]));
    if (!isSchema || (seen.get(spelling) ?? 0) < 2) return copy();
    const name = names.get(spelling) ?? `shared-${names.size + 1}`;
    if (!names.has(spelling)) {
      names.set(spelling, name);
      defs[name] = copy();
    }
    return { $ref: `#/$defs/${name}` };
  };
  count(root);
  const shared = object(share(root));
  return { ...shared, $defs: { ...object(shared['$defs']), ...defs } };
}

/** OpenAPI 3.0 says `nullable`, JSON Schema says so in `type`. */
function jsonSchema(schema: Json): JsonObject {
  const { nullable, ...said } = object(schema);
  if (typeof said['$ref'] === 'string') return orNull(nullable, { $ref: said['$ref'].replace(/.*\//, '#/$defs/') });
  const kept = Object.entries(said).filter(([key]) => keywords.has(key));
  const result = Object.fromEntries(kept.map(([key, value]) => [key, convert(key, value)]));
  return orNull(nullable, result);
}

function convert(keyword: string, value: Json): Json {
  if (keyword === 'properties' || keyword === 'patternProperties') {
    return Object.fromEntries(Object.entries(object(value)).map(([name, schema]) => [name, jsonSchema(schema)]));
  }
  if (keyword === 'items' || keyword === 'not') return jsonSchema(value);
  if (keyword === 'additionalProperties' && typeof value === 'object') return jsonSchema(value);
  if (keyword === 'oneOf' || keyword === 'anyOf' || keyword === 'allOf') return array(value).map(jsonSchema);
  return value;
}

function orNull(nullable: Json | undefined, schema: JsonObject): JsonObject {
  if (nullable !== true || Object.keys(schema).length === 0) return schema;
  if (typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = schema['enum'];
  const withNull = Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {};
  return { ...schema, type: [schema['type'], 'null'], ...withNull };
}

/** In a map of properties, `type` may be the name of a property and then holds a schema. */
function isTypeKeyword(value: Json | undefined): boolean {
  return typeof value === 'string' || Array.isArray(value);
}

function references(value: Json): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].flatMap(([, name]) => name ?? []);
}

function resolved(value: JsonObject, description: JsonObject): JsonObject {
  const reference = value['$ref'];
  if (typeof reference !== 'string') return value;
  const steps = reference.split('/').slice(1);
  return object(steps.reduce((at: Json, step) => object(at)[step] ?? {}, description));
}

function contentSchema(holder: JsonObject): Json | undefined {
  const contents = object(holder['content'] ?? {});
  const content = contents['application/json'] ?? Object.values(contents)[0];
  return content === undefined ? undefined : object(content)['schema'];
}

function components(description: JsonObject): JsonObject {
  return object(object(description['components'])['schemas']);
}

function withSchema(description: JsonObject, name: string, schema: Json): JsonObject {
  return { ...description, components: { schemas: { ...components(description), [name]: schema } } };
}

function object(value: Json | undefined): JsonObject {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('expected an object');
  return value as JsonObject;
}

function array(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new Error('expected an array');
  return value;
}

function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error('expected text');
  return value;
}
