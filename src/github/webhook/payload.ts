import { z } from 'zod';

// The fields of webhook payloads that are used, over all events. Loose: GitHub adds fields, and leaves some out.

const Sender = z.object({ id: z.number(), login: z.string(), type: z.string() });
export type Sender = z.infer<typeof Sender>;

const Check = z.object({
  head_sha: z.string(),
  name: z.string().optional(),
  app: z.object({ id: z.number() }).nullish(),
});
export type Check = z.infer<typeof Check>;

const CommitPerson = z.object({ name: z.string().default(''), email: z.string().nullish() });

const Commit = z.object({
  id: z.string().optional(),
  tree_id: z.string().optional(),
  message: z.string().default(''),
  timestamp: z.string().default(''),
  author: CommitPerson.optional(),
  committer: CommitPerson.optional(),
  added: z.array(z.string()).default([]),
  modified: z.array(z.string()).default([]),
  removed: z.array(z.string()).default([]),
});
export type Commit = z.infer<typeof Commit>;

const Authored = { user: Sender.nullish(), author_association: z.string().nullish() };

export const Payload = z.object({
  action: z.string().optional(),
  installation: z.object({ id: z.number(), account: z.object({ id: z.number() }).nullish() }).optional(),
  sender: Sender.nullish(),
  repository: z
    .object({
      id: z.number(),
      name: z.string(),
      owner: z.object({ login: z.string() }),
      default_branch: z.string().optional(),
      private: z.boolean().optional(),
    })
    .optional(),
  organization: z.object({ login: z.string() }).optional(),
  pull_request: z
    .object({
      number: z.number(),
      head: z.object({ ref: z.string(), repo: z.object({ id: z.number() }).nullish() }).optional(),
      ...Authored,
    })
    .optional(),
  review: z.object({ state: z.string().nullish(), ...Authored }).optional(),
  issue: z.object({ number: z.number(), pull_request: z.unknown().optional() }).optional(),
  comment: z
    .object({
      id: z.number().optional(),
      body: z.string().nullish(),
      ...Authored,
      performed_via_github_app: z.unknown().optional(),
    })
    .optional(),
  changes: z
    .object({ body: z.object({ from: z.string().nullish() }).optional(), base: z.unknown().optional() })
    .optional()
    .catch(undefined),
  check_run: Check.optional(),
  requested_action: z.object({ identifier: z.string().optional() }).nullish(),
  check_suite: Check.optional(),
  merge_group: z.object({ head_sha: z.string(), base_ref: z.string() }).optional(),
  repositories_added: z.array(z.object({ id: z.number(), full_name: z.string() })).optional(),
  ref: z.string().nullish(),
  before: z.string().nullish(),
  after: z.string().nullish(),
  forced: z.boolean().optional(),
  commits: z.array(Commit).optional(),
});
export type Payload = z.infer<typeof Payload>;
