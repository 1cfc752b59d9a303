import * as z from 'zod';
import { autonomies, involvements } from '../core/evidence.ts';
import { modes, riskLevels } from '../core/policy.ts';
import { readGlob } from './glob-text.ts';

/** The ladder of an organization that does not write its own, lowest first. */
export const defaultLadder = ['junior', 'mid', 'senior', 'staff', 'principal'] as const;

const [, ...raisedRisks] = riskLevels;
const [, ...foundInvolvements] = involvements;
const [, ...usedAutonomies] = autonomies;

/** A string with the hint that goes with its problem, in zod's own channel for such things. */
function text(check: (value: string) => { readonly message: string; readonly hint: string | null } | null) {
  return z.string().superRefine((value, context) => {
    const problem = check(value);
    if (problem === null) return;
    context.addIssue({ code: 'custom', message: problem.message, params: { hint: problem.hint } });
  });
}

const glob = text((value) => {
  const reading = readGlob(value);
  return 'refused' in reading ? reading.refused : null;
});
const globs = z.array(glob).min(1);

const team = text((value) =>
  /^@?(?:[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9_-]*$/i.test(value)
    ? null
    : {
        message: `\`${value.slice(0, 60)}\` is not a team slug`,
        hint: `write the slug, such as \`${slugOf(value.slice(0, 60))}\``,
      },
);
const login = text((value) =>
  /^@?[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\[bot\])?$/i.test(value)
    ? null
    : { message: `\`${value.slice(0, 60)}\` is not a login`, hint: 'write the name of the account on GitHub' },
);
/** Addresses of bots, such as `1+robot[bot]@users.noreply.github.com`, are none by the letter of the standards. */
const address = text((value) =>
  /^[^\s@<>*]{1,100}@[^\s@<>*]{1,200}$/.test(value)
    ? null
    : { message: `\`${value.slice(0, 60)}\` is not an address`, hint: 'write one whole address' },
);
const levelName = text((value) =>
  /^[a-z][a-z0-9-]{0,39}$/.test(value)
    ? null
    : {
        message: `\`${value.slice(0, 60)}\` is not a level name`,
        hint: `write lower-case letters, digits and dashes, such as \`${slugOf(value.slice(0, 40))}\``,
      },
);
const name = text((value) =>
  value.trim() !== '' && value.length <= 80 && !/\p{Cc}/u.test(value)
    ? null
    : { message: 'a name is one line of at most 80 characters', hint: null },
);
const slugOf = (value: string): string =>
  value
    .toLowerCase()
    .replaceAll(/[^a-z0-9/-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'seniors';

const positive = z.int().min(1).max(1_000_000);
const threshold = z.int().min(0).max(10_000_000);
const perRisk = <T extends z.ZodType>(value: T) =>
  z.strictObject({ medium: value.optional(), high: value.optional(), critical: value.optional() });

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

const Provenance = z.strictObject({
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
      description: 'AI tools of your own, beside the ones Countersign knows.',
      examples: [[{ id: 'acme-bot', name: 'Acme Bot', autonomy: 'agent', logins: ['acme-bot[bot]'] }]],
    }),
});

const Service = z.strictObject({
  paths: globs.meta({ description: 'The files of the service.', examples: [['services/billing/**']] }),
  used_by: z
    .array(name)
    .optional()
    .meta({
      description: 'The services that break when this one does. Followed from service to service.',
      examples: [['checkout']],
    }),
});

const Risk = z.strictObject({
  paths: perRisk(globs)
    .optional()
    .meta({
      description: 'Globs per level. A change that touches one of them, also by renaming or deleting, reaches it.',
      examples: [{ critical: ['infra/production/**'], high: ['**/migrations/**'] }],
    }),
  lines_over: perRisk(threshold)
    .optional()
    .meta({
      description: 'More changed lines than this reach the level.',
      examples: [{ high: 800 }],
    }),
  files_over: perRisk(threshold)
    .optional()
    .meta({
      description: 'More changed files than this reach the level.',
      examples: [{ high: 100 }],
    }),
  services: z
    .record(name, Service)
    .optional()
    .meta({
      description: 'The services of this repository and who uses them.',
      examples: [{ billing: { paths: ['billing/**'], used_by: ['checkout'] }, checkout: { paths: ['checkout/**'] } }],
    }),
  blast_radius: perRisk(positive)
    .optional()
    .meta({
      description: 'The level is reached when this many services are affected, directly or through others.',
      examples: [{ high: 3, critical: 6 }],
    }),
  destructive: z
    .enum(riskLevels)
    .optional()
    .meta({
      description: 'The level of a change that destroys things: tables, infrastructure, permissions, directories.',
      examples: ['critical'],
      default: 'critical',
    }),
  novelty: z
    .enum(riskLevels)
    .optional()
    .meta({
      description: 'The level of the first change made with a tool that no fully signed-off merge has used before.',
      examples: ['medium'],
      default: 'low',
    }),
});

const When = z.strictObject({
  involvement: z
    .enum(foundInvolvements)
    .optional()
    .meta({
      description: 'AI took part, at least this surely.',
      examples: ['likely'],
    }),
  autonomy: z
    .enum(usedAutonomies)
    .optional()
    .meta({
      description: 'AI acted at least this much by itself.',
      examples: ['agent'],
    }),
  risk: z
    .enum(raisedRisks)
    .optional()
    .meta({
      description: 'The change is at least this risky.',
      examples: ['critical'],
    }),
  author_below: levelName.optional().meta({
    description: 'Somebody who wrote, pushed, opened or asked for the change is below this level, or of unknown level.',
    examples: ['senior'],
  }),
  paths: globs.optional().meta({
    description: 'A changed file matches, by its old or its new name, in whatever case.',
    examples: [['payments/**']],
  }),
  unless_only: globs.optional().meta({
    description:
      'Some changed file does not match. Only regular files are exempted, and never instructions to AI agents.',
    examples: [['docs/**', '**/*.md']],
  }),
  lines_over: threshold.optional().meta({ description: 'More lines are changed than this.', examples: [400] }),
  files_over: threshold.optional().meta({ description: 'More files are changed than this.', examples: [40] }),
  base: globs.optional().meta({
    description: 'The pull request would merge into such a branch, itself or through its stack.',
    examples: [['main', 'release/**']],
  }),
  tools: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({
      description: 'One of these tools took part, by the id that Countersign or `provenance.tools` gives it.',
      examples: [['claude', 'acme-bot']],
    }),
  first_use_of_tool: z
    .literal(true)
    .optional()
    .meta({
      description: 'A tool took part that no fully signed-off merge of this repository has used before.',
      examples: [true],
    }),
  repository: z
    .array(
      text((value) =>
        /^(?:[a-z0-9-]+\/)?[\w.-]+$/i.test(value)
          ? null
          : { message: `\`${value.slice(0, 60)}\` is not the name or id of a repository`, hint: null },
      ),
    )
    .min(1)
    .optional()
    .meta({
      description: 'In the file of the organization: only these repositories, by name or, safe from renames, by id.',
      examples: [['shop', 'acme/payments']],
    }),
});

const Require = z.strictObject({
  level: levelName.optional().meta({
    description: 'The reviewer holds this level or a higher one.',
    examples: ['senior'],
  }),
  above_author: positive.optional().meta({
    description: 'The reviewer is this many steps above the highest author; at the top, another person of the top.',
    examples: [1],
  }),
  count: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .meta({
      description: 'How many different people must sign off.',
      examples: [2],
      default: 1,
    }),
  from: z
    .array(team)
    .min(1)
    .optional()
    .meta({
      description: 'The reviewer is also in one of these teams.',
      examples: [['payments']],
    }),
  owners: z
    .literal(true)
    .optional()
    .meta({
      description: 'Every changed path that CODEOWNERS names has an approving owner, at the level asked for.',
      examples: [true],
    }),
  declaration: z
    .literal(true)
    .optional()
    .meta({
      description:
        'The author must declare AI use, or say that there was none. A gate for the author and nothing else.',
      examples: [true],
    }),
});

const Rule = z.strictObject({
  name: name.meta({ description: 'Unique in the file; shown wherever the rule is.', examples: ['payments'] }),
  when: When.optional().meta({
    description: 'All of these must hold. Left out: the rule always applies.',
    examples: [{ involvement: 'likely', author_below: 'senior' }],
  }),
  require: Require.meta({
    description: 'What is asked of the reviewers.',
    examples: [{ level: 'senior', count: 2 }],
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
    commands: z
      .strictObject({})
      .optional()
      .meta({ description: 'Reserved; must be empty.', examples: [{}] }),
    routing: z
      .strictObject({})
      .optional()
      .meta({ description: 'Reserved; must be empty.', examples: [{}] }),
  })
  .meta({ title: 'Countersign policy', description: 'Who must sign off on what, and why.' });

/** The content of a policy file as somebody wrote it; nothing is filled in yet. */
export type PolicyContent = z.infer<typeof PolicyContent>;
