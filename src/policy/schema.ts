import * as z from 'zod';
import { modes } from '../core/policy.ts';
import { Provenance } from './schema/provenance.ts';
import { Risk } from './schema/risk.ts';
import { Routing } from './schema/routing.ts';
import { Rule } from './schema/rule.ts';
import { levelName, login, team } from './schema/values.ts';

/** The ladder of an organization that does not write its own, lowest first. */
export const defaultLadder = ['junior', 'mid', 'senior', 'staff', 'principal'] as const;

const Holders = z.strictObject({
  teams: z
    .array(team)
    .optional()
    .meta({
      description: 'Team slugs. A bare slug is a team of this organization; `org/slug` names it in full.',
      examples: [['seniors', 'acme/platform-seniors']],
    }),
  users: z
    .array(login)
    .optional()
    .meta({
      description: 'Logins, in whatever case.',
      examples: [['ada']],
    }),
});

const Override = z.strictObject({
  teams: z
    .array(team)
    .min(1)
    .meta({
      description: 'The teams whose members may override a red check.',
      examples: [['incident-commanders']],
    }),
  minimum_reason: z
    .int()
    .min(0)
    .max(1000)
    .optional()
    .meta({
      description: 'The reason must have at least this many characters.',
      examples: [20],
      default: 20,
    }),
  max_open_debts: z
    .int()
    .min(0)
    .max(1000)
    .optional()
    .meta({
      description: 'No further override while this many are not yet signed off afterwards.',
      examples: [3],
      default: 3,
    }),
  debt_due_days: z
    .int()
    .min(1)
    .max(365)
    .optional()
    .meta({
      description: 'The days within which an override must be signed off afterwards.',
      examples: [7],
      default: 7,
    }),
});

/** The policy file: every key, strictly. Descriptions and examples become the JSON Schema and the reference. */
export const PolicyContent = z
  .strictObject({
    version: z.literal(1).meta({ description: 'The version of this format.', examples: [1] }),
    mode: z
      .enum(modes)
      .optional()
      .meta({
        description: "`observe` never blocks and says what it would have asked. An organization's `enforce` wins.",
        examples: ['observe'],
        default: 'enforce',
      }),
    extends: z
      .literal('default')
      .optional()
      .meta({
        description: 'Adds the built-in rules and risks to the ones written here.',
        examples: ['default'],
      }),
    ladder: z
      .array(levelName)
      .min(1)
      .max(20)
      .optional()
      .meta({
        description: 'The names of the levels, lowest first.',
        examples: [[...defaultLadder]],
        default: [...defaultLadder],
      }),
    levels: z
      .record(levelName, Holders)
      .optional()
      .meta({
        description: "Who holds which level. A person's highest level counts.",
        examples: [{ senior: { teams: ['seniors'] }, staff: { teams: ['staff'], users: ['ada'] } }],
      }),
    include_child_teams: z
      .boolean()
      .optional()
      .meta({
        description: "Whether members of a team's child teams hold its level.",
        examples: [false],
        default: true,
      }),
    machine_users: z
      .array(login)
      .optional()
      .meta({
        description: 'User accounts that are machines. Their approvals never count.',
        examples: [['acme-release']],
      }),
    provenance: Provenance.optional().meta({ description: 'How AI involvement is declared, found and shown.' }),
    risk: Risk.optional().meta({ description: 'What makes a change risky, whoever wrote it.' }),
    rules: z
      .array(Rule)
      .max(5000)
      .meta({
        description:
          'What must be signed off, and by whom. Every rule that applies must be met; `[]` asks for nothing.',
        examples: [[{ name: 'AI by juniors', when: { involvement: 'likely' }, require: { level: 'senior' } }]],
      }),
    carry_over: z
      .enum(['never', 'identical_diff'])
      .optional()
      .meta({
        description: 'Whether a sign-off stands on a new head whose diff is provably the same.',
        examples: ['never'],
        default: 'identical_diff',
      }),
    unknown_contributor: z
      .enum(['one_more', 'block'])
      .optional()
      .meta({
        description:
          'What a commit asks for whose people GitHub knows no account of: one more sign-off, or to be rewritten.',
        examples: ['block'],
        default: 'one_more',
      }),
    unattributed_agent: z
      .enum(['one_more', 'block'])
      .optional()
      .meta({
        description: "What an agent's change asks for when GitHub does not say who set the agent to work.",
        examples: ['block'],
        default: 'one_more',
      }),
    override: Override.optional().meta({
      description: 'Who may break the glass. Left out: nobody.',
      examples: [{ teams: ['incident-commanders'] }],
    }),
    load_visible_to: Holders.optional().meta({
      description: 'Who may see on the dashboard how much each person signs off. Left out: nobody.',
      examples: [{ teams: ['engineering-managers'] }],
    }),
    merged_without_gate: z
      .enum(['record', 'debt'])
      .optional()
      .meta({
        description:
          'What a merge without our green check is, and a direct push of AI work: an entry in the record, or review debt as well.',
        examples: ['debt'],
        default: 'record',
      }),
    commands: z
      .strictObject({})
      .optional()
      .meta({ description: 'Reserved; must be empty.', examples: [{}] }),
    routing: Routing.optional().meta({
      description: 'Whom to ask for a missing sign-off, and when to ask again. Without this section nobody is asked.',
      examples: [{ mode: 'ask', nudge_after: '8h' }],
    }),
  })
  .meta({ title: 'Countersign policy', description: 'Who must sign off on what, and why.' });

/** The content of a policy file as somebody wrote it; nothing is filled in yet. */
export type PolicyContent = z.infer<typeof PolicyContent>;
