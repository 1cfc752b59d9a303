import { policyJsonSchema } from '../policy/json-schema.ts';
import type { Io } from './io.ts';
import { readCall } from './read-call.ts';

const usage = `Usage: countersign schema

Prints the JSON Schema of .github/countersign.yml. Editors with a YAML language server complete and check the file when
its first line names the schema:  # yaml-language-server: $schema=./countersign.schema.json
`;

/** `countersign schema`: the JSON Schema of the policy. */
export function runSchema(args: readonly string[], io: Io): Promise<number> {
  const call = readCall({ name: 'schema', usage, options: {}, words: 0, read: () => null }, args, io);
  if (!call.ok) return Promise.resolve(call.exitCode);
  io.stdout.write(policyJsonSchema());
  return Promise.resolve(0);
}
