import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { policyJsonSchema, policySchema } from '../src/policy/json-schema.ts';

const docs = join(import.meta.dirname, '..', 'docs');
const begin = '<!-- Made by scripts/make-policy-doc.ts from the schema: change it there. -->';
const end = '<!-- End of what is made from the schema. -->';

/** The page with its reference made anew; the prose around it stays. */
export function withReference(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error('docs/policy.md has lost the marks around its reference');
  return `${page.slice(0, from)}${begin}\n\n${reference()}\n${page.slice(to)}`;
}

type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
};

/** One table for the plain keys of the file, and one for each section that has keys of its own. */
function reference(): string {
  const root = policySchema() as Schema;
  const sections = Object.entries(root.properties ?? {}).filter(([, schema]) => rowsBelow('', schema).length > 0);
  return [
    '### The file',
    '',
    table(Object.entries(root.properties ?? {}).map(([key, schema]) => row(key, schema, isRequired(root, key)))),
    ...sections.flatMap(([key, schema]) => [`### \`${key}\``, '', table(rowsBelow('', schema))]),
  ].join('\n');
}

const isRequired = (parent: Schema, key: string): boolean => (parent.required ?? []).includes(key);

/** Every key below a section, by its path from there; `…` stands for a name that the writer chooses. */
function rowsBelow(path: string, schema: Schema): readonly string[] {
  if (schema.items !== undefined) return rowsBelow(path, schema.items);
  if (typeof schema.additionalProperties === 'object') {
    return rowsBelow(path === '' ? '…' : `${path}.…`, schema.additionalProperties);
  }
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const own = child.description === undefined ? [] : [row(name, child, isRequired(schema, key))];
    return [...own, ...rowsBelow(name, child)];
  });
}

function row(name: string, schema: Schema, required: boolean): string {
  const [example] = schema.examples ?? [];
  const cells = [
    `\`${name}\`${required ? ' (required)' : ''}`,
    kindOf(schema),
    `${schema.description ?? ''}${schema.default === undefined ? '' : ` Default: ${code(schema.default)}.`}`,
    example === undefined ? '' : code(example),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const table = (rows: readonly string[]): string =>
  ['| key | value | meaning | example |', '|---|---|---|---|', ...rows, ''].join('\n');

function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type === 'array') return `list of ${plural(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return 'mapping by name';
  return (
    { object: 'mapping', string: 'text', integer: 'number', boolean: '`true` or `false`' }[schema.type ?? ''] ?? 'value'
  );
}

function plural(items: Schema | undefined): string {
  return { object: 'mappings', integer: 'numbers' }[items?.type ?? ''] ?? 'texts';
}

/** As one would write it in the file, on one line. */
const code = (value: unknown): string => `\`${flow(value)}\``;

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value === 'string') return /^[\w./ -]+$/.test(value) && !/^\d+$/.test(value) ? value : `'${value}'`;
  return String(value);
}

if (import.meta.main) {
  const page = join(docs, 'policy.md');
  await writeFile(page, withReference(await readFile(page, 'utf8')));
  await writeFile(join(docs, 'countersign.schema.json'), policyJsonSchema());
}
