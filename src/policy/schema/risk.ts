import * as z from 'zod';
import { riskLevels } from '../../core/policy.ts';
import { globs, name, perRisk, positive, threshold } from './values.ts';

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

/** What makes a change risky, whoever wrote it. */
export const Risk = z.strictObject({
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
