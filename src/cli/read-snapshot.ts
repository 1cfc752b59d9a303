import { z } from 'zod';
import { autonomies, confidences } from '../core/evidence.ts';
import type { Snapshot } from '../core/facts.ts';

const fact = <Value extends z.ZodType>(value: Value) =>
  z.discriminatedUnion('known', [
    z.strictObject({ known: z.literal(true), value }),
    z.strictObject({ known: z.literal(false), why: z.string() }),
  ]);

const Id = z.number().int().nonnegative();
const Account = z.strictObject({ id: Id, login: z.string(), kind: z.enum(['user', 'bot', 'other']) });
const GitIdentity = z.strictObject({ name: z.string(), email: z.string(), account: Account.nullable() });

const Commit = z.strictObject({
  sha: z.string(),
  tree: z.string(),
  parents: z.array(z.string()),
  message: z.string(),
  authors: z.array(GitIdentity),
  committer: GitIdentity.nullable(),
  committedAt: z.string(),
});

const ChangedFile = z.strictObject({
  path: z.string(),
  previousPath: fact(z.string().nullable()),
  status: z.enum(['added', 'modified', 'removed', 'renamed', 'copied', 'changed']),
  mode: fact(z.string().nullable()),
  blobBefore: fact(z.string().nullable()),
  blobAfter: fact(z.string().nullable()),
  additions: z.number(),
  deletions: z.number(),
  patch: fact(z.string()),
});

const Review = z.strictObject({
  id: z.string(),
  reviewer: Account.nullable(),
  state: z.enum(['approved', 'changes-requested', 'dismissed', 'commented', 'pending']),
  commitSha: z.string().nullable(),
  submittedAt: z.string(),
  canPush: z.boolean(),
  dismissal: z
    .strictObject({
      by: Account.nullable(),
      was: z.enum(['approved', 'changes-requested', 'unknown']),
      at: z.string().nullable(),
    })
    .nullable(),
});

const Command = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sign-off'), sha: z.string() }),
  z.strictObject({ kind: z.literal('override'), sha: z.string(), reason: z.string() }),
  z.strictObject({ kind: z.literal('not-ai'), sha: z.string(), evidence: z.string(), reason: z.string() }),
  z.strictObject({ kind: z.enum(['recheck', 'explain']) }),
  z.strictObject({ kind: z.literal('unknown'), text: z.string() }),
]);

const CommandComment = z.strictObject({
  id: Id,
  author: Account,
  createdAt: z.string(),
  edited: z.boolean(),
  viaApp: z.boolean(),
  canPush: fact(z.boolean()),
  commands: z.array(Command),
});

const PullRequestText = z.strictObject({
  title: z.string(),
  body: z.string(),
  author: Account.nullable(),
  headBranch: z.string(),
  sameRepository: z.boolean(),
  labels: z.array(z.string()),
  agentEvents: z.array(z.strictObject({ actor: Account.nullable(), appSlug: z.string(), at: z.string() })),
  assignments: z.array(z.strictObject({ assignee: Account, by: Account.nullable(), stands: z.boolean() })),
});

const OwnedPath = z.strictObject({
  path: z.string(),
  pattern: z.string(),
  owners: z.array(z.string()),
  unresolved: z.array(z.string()),
});

const LedgerEntry = z.strictObject({
  evidence: z.strictObject({
    key: z.string(),
    detector: z.string(),
    confidence: z.enum(confidences),
    tool: z.string().nullable(),
    autonomy: z.enum(autonomies),
    commitSha: z.string().nullable(),
    excerpt: z.string(),
  }),
  firstSeenAt: z.string(),
  pullRequest: z.number().int(),
  setAside: z.strictObject({ by: z.string(), reason: z.string(), at: z.string() }).nullable(),
});

/** A saved `Snapshot`, as `countersign evaluate` takes it. Everything is named; nothing has a default. */
const SnapshotFile = z.strictObject({
  ref: z.strictObject({
    installationId: Id,
    repositoryId: Id,
    owner: z.string(),
    name: z.string(),
    number: z.number().int().positive(),
  }),
  pullRequest: PullRequestText,
  commits: z.array(Commit),
  state: z.enum(['open', 'closed', 'merged']),
  draft: z.boolean(),
  headSha: z.string(),
  baseRef: z.string(),
  baseSha: z.string(),
  mergeBase: fact(z.string()),
  stackBaseRef: z.string().nullable(),
  files: z.array(ChangedFile),
  totals: z.strictObject({ commits: z.number(), files: z.number(), additions: z.number(), deletions: z.number() }),
  truncated: z.array(z.string()),
  reviews: z.array(Review),
  commands: z.array(CommandComment),
  openDebts: z.number().int().nonnegative(),
  memberships: z.record(z.string(), fact(z.array(z.string()))),
  secretTeams: z.array(z.string()),
  owners: fact(z.array(OwnedPath)),
  pushes: z.array(z.strictObject({ before: z.string().nullable(), after: z.string(), pusher: Account })),
  bindings: z.record(z.string(), z.strictObject({ headSha: z.string(), baseRef: z.string(), mergeBase: z.string() })),
  proofs: z.strictObject({ sameDiff: z.record(z.string(), fact(z.boolean())), cleanMerges: z.array(z.string()) }),
  baseChangedAt: z.string().nullable(),
  siblings: z.array(z.strictObject({ number: z.number().int(), author: Account.nullable(), baseRef: z.string() })),
  ledger: z.array(LedgerEntry),
  toolsUsedBefore: fact(z.array(z.string())),
  takenAt: z.string(),
});

/** The text of a snapshot file → the snapshot, or every problem with the key it stands at. */
export function readSnapshot(
  text: string,
): { readonly ok: true; readonly snapshot: Snapshot } | { readonly ok: false; readonly problems: readonly string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, problems: [`is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`] };
  }
  const parsed = SnapshotFile.safeParse(json);
  if (parsed.success) return { ok: true, snapshot: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
  };
}
