import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
};

export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly bodyRequired?: boolean;
  /** By status; null is an answer without a body. */
  readonly responses: Readonly<Record<string, Schema | null>>;
};

export type Schema = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

type Description = {
  readonly $id: string;
  readonly $defs: Readonly<Record<string, Schema>>;
  readonly operations?: Readonly<Record<string, Operation>>;
  readonly events?: Readonly<Record<string, Schema>>;
};

/** GitHub's published operations, by operation id. */
export function publishedOperations(): Readonly<Record<string, Operation>> {
  return description('github-rest').operations ?? {};
}

/** What is wrong with a value, given where its schema stands in one of the two files. */
export function schemaProblems(file: FileName, pointer: readonly string[], value: unknown): readonly string[] {
  return problemsOf(validator(file, pointer, 'exact'), value);
}

/** The same for a value that arrived as text in an address, where a number is a row of digits. */
export function textProblems(file: FileName, pointer: readonly string[], value: unknown): readonly string[] {
  return problemsOf(validator(file, pointer, 'text'), value);
}

export function hasSchema(file: FileName, pointer: readonly [string, ...string[]]): boolean {
  const [first, ...rest] = pointer;
  const start = Object.entries(description(file)).find(([key]) => key === first)?.[1];
  return rest.reduce((at: unknown, step) => member(at, step), start) !== undefined;
}

export function definition(reference: string): Schema | undefined {
  return description('github-rest').$defs[reference.replace('#/$defs/', '')];
}

type FileName = 'github-rest' | 'github-webhooks';

const descriptions = new Map<FileName, Description>();
const validators = new Map<string, ValidateFunction>();

const checkers = { exact: checker({}), text: checker({ coerceTypes: 'array' }) };

function checker(options: { readonly coerceTypes?: 'array' }): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, code: { optimize: false }, ...options });
  addFormats.default(ajv);
  // The addresses of bots, such as `1+dependabot[bot]@users.noreply.github.com`, are none by the letter of the format.
  ajv.addFormat('email', true);
  return ajv;
}

function description(file: FileName): Description {
  const known = descriptions.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`${file}.json`, import.meta.url), 'utf8');
  const read = JSON.parse(text) as Description;
  descriptions.set(file, read);
  for (const ajv of Object.values(checkers)) ajv.addSchema(read);
  return read;
}

function validator(file: FileName, pointer: readonly string[], kind: keyof typeof checkers): ValidateFunction {
  description(file);
  const steps = pointer.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
  const $ref = `${file}#/${steps.join('/')}`;
  const key = `${kind} ${$ref}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const compiled = checkers[kind].compile({ $ref });
  validators.set(key, compiled);
  return compiled;
}

function problemsOf(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(sentence);
}

function sentence(error: ErrorObject): string {
  const detail = error.keyword === 'enum' ? `: ${JSON.stringify(error.params['allowedValues'])}` : '';
  return `${error.instancePath || '/'} ${error.message ?? error.keyword}${detail}`;
}

function member(at: unknown, step: string): unknown {
  return typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === step)?.[1] : undefined;
}
