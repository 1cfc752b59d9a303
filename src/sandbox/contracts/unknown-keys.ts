import { definition, type Schema } from './description.ts';

/** Keys that no branch of the schema knows. GitHub ignores them, so a misspelt key would go unnoticed. */
export function unknownKeys(schema: Schema, value: unknown, at = ''): readonly string[] {
  const branches = branchesOf(schema);
  if (Array.isArray(value)) {
    const items = branches.flatMap((branch) => branch.items ?? []);
    if (items.length === 0) return [];
    return value.flatMap((item, index) => unknownKeys({ anyOf: items }, item, `${at}/${index}`));
  }
  if (typeof value !== 'object' || value === null || branches.some(isOpen)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const schemas = branches.flatMap((branch) => branch.properties?.[key] ?? []);
    if (schemas.length === 0) return [`${at}/${key} is not a key that GitHub knows`];
    return unknownKeys({ anyOf: schemas }, child, `${at}/${key}`);
  });
}

function branchesOf(schema: Schema): readonly Schema[] {
  const target = schema.$ref === undefined ? schema : definition(schema.$ref);
  if (target === undefined) return [];
  const parts = [...(target.oneOf ?? []), ...(target.anyOf ?? []), ...(target.allOf ?? [])];
  return [target, ...parts.flatMap(branchesOf)];
}

/** A branch that names no properties and allows some, such as the free-form `payload` of a deployment. */
function isOpen(branch: Schema): boolean {
  const { additionalProperties } = branch;
  if (typeof additionalProperties === 'object') return true;
  return additionalProperties === true && branch.properties === undefined;
}
