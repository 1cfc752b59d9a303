import * as z from 'zod';
import { autonomies, involvements } from '../../core/evidence.ts';
import { riskLevels } from '../../core/policy.ts';
import { globs, levelName, name, positive, team, text, threshold } from './values.ts';

const [, ...raisedRisks] = riskLevels;
const [, ...foundInvolvements] = involvements;
const [, ...usedAutonomies] = autonomies;

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

/** What must hold, and what is then asked. */
export const Rule = z.strictObject({
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
