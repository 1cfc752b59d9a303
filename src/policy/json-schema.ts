import * as z from 'zod';
import { PolicyContent } from './schema.ts';

/** The JSON Schema of the policy as text, the same every time: what editors read. */
export function policyJsonSchema(): string {
  return `${JSON.stringify(policySchema(), null, 2)}\n`;
}

/** The JSON Schema of the policy. What no schema can say, such as a name that must be on the ladder, is not in it. */
export const policySchema = () => z.toJSONSchema(PolicyContent, { target: 'draft-7', io: 'input' });
