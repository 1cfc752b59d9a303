import { policyJsonSchema } from '../policy/json-schema.ts';
import type { Io } from './io.ts';

const usage = `Usage: countersign schema

Prints the JSON Schema of .github/countersign.yml. Editors with a YAML language server complete and check the file when
its first line names the schema:  # yaml-language-server: $schema=./countersign.schema.json
`;

/** `countersign schema`: the JSON Schema of the policy. */
export function runSchema(args: readonly string[], io: Io): Promise<number> {
  const isAsked = args.length === 0;
  io[isAsked || args.includes('--help') ? 'stdout' : 'stderr'].write(isAsked ? policyJsonSchema() : usage);
  return Promise.resolve(isAsked || args.includes('--help') ? 0 : 2);
}
