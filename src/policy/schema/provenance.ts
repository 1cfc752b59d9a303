import * as z from 'zod';
import { autonomies } from '../../core/evidence.ts';
import { address, glob, login, name } from './values.ts';

const [, ...usedAutonomies] = autonomies;

const Label = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(50)
    .meta({ description: 'The name of the label.', examples: ['ai-assisted'] }),
  color: z
    .string()
    .regex(/^[0-9a-f]{6}$/i)
    .optional()
    .meta({ description: 'Six hexadecimal digits, without `#`.', examples: ['6f42c1'], default: '6f42c1' }),
});

const OwnTool = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .meta({ description: 'The id that rules and the record use.', examples: ['acme-bot'] }),
  name: name.meta({ description: 'The name that people see.', examples: ['Acme Bot'] }),
  autonomy: z
    .enum(usedAutonomies)
    .meta({ description: '`assisted`: it helps a person. `agent`: it acts by itself.', examples: ['agent'] }),
  accounts: z
    .array(z.int().min(1))
    .optional()
    .meta({
      description: 'Numeric ids of its accounts; they survive renames.',
      examples: [[12345678]],
    }),
  logins: z
    .array(login)
    .optional()
    .meta({ description: 'Logins of its accounts.', examples: [['acme-bot[bot]']] }),
  emails: z
    .array(address)
    .optional()
    .meta({
      description: 'Addresses that it signs commits or trailers with.',
      examples: [['bot@acme.example']],
    }),
  names: z
    .array(name)
    .optional()
    .meta({ description: 'Names that it writes in trailers.', examples: [['Acme Bot']] }),
  branches: z
    .array(glob)
    .optional()
    .meta({
      description: 'Head branch globs that it generates.',
      examples: [['acme-bot/**']],
    }),
  labels: z
    .array(z.string().min(1))
    .optional()
    .meta({
      description: 'Labels that it puts on its pull requests.',
      examples: [['acme-bot']],
    }),
});

/** How AI involvement is declared, found and shown. */
export const Provenance = z.strictObject({
  declaration: z
    .enum(['optional', 'required'])
    .optional()
    .meta({
      description: 'Whether every author must declare AI use, or say that there was none, before the check can pass.',
      examples: ['required'],
      default: 'optional',
    }),
  labels: z
    .strictObject({
      assisted: Label.optional().meta({ description: 'The label where AI helped a person.' }),
      agent: Label.optional().meta({ description: 'The label where an agent acted by itself.' }),
    })
    .optional()
    .meta({
      description: 'The labels that Countersign puts on pull requests with AI involvement.',
      examples: [{ assisted: { name: 'ai-assisted', color: '6f42c1' } }],
    }),
  tools: z
    .array(OwnTool)
    .optional()
    .meta({
      description:
        'AI tools of your own, beside the ones Countersign knows. Their traces are evidence, and no declaration of the author.',
      examples: [[{ id: 'acme-bot', name: 'Acme Bot', autonomy: 'agent', logins: ['acme-bot[bot]'] }]],
    }),
});
