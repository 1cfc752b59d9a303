import type { Kysely } from 'kysely';
import { z } from 'zod';
import { waitsFor } from '../core/explanation/waits-for.ts';
import type { TimelineEntry, TimelineEvent } from '../core/timeline.ts';
import type { Tables } from './schema.ts';

export type Timeline = {
  /** The newest entries of the record about a pull request, the newest first. */
  readonly timeline: (
    place: { readonly repositoryId: number; readonly number: number },
    most: number,
  ) => Promise<readonly TimelineEntry[]>;
  readonly newestDigest: (place: { readonly repositoryId: number; readonly number: number }) => Promise<string | null>;
};

export function createTimeline(db: Kysely<Tables>): Timeline {
  return {
    newestDigest: async ({ repositoryId, number }) => {
      const row = await db
        .selectFrom('decisions')
        .select('digest')
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.digest ?? null;
    },
    timeline: async ({ repositoryId, number }, most) => {
      const entries = await db
        .selectFrom('decisions')
        .select(['installation_id', 'seq', 'kind', 'content', 'digest', 'created_at'])
        .where('repository_id', '=', repositoryId)
        .where('number', '=', number)
        .orderBy('seq', 'desc')
        .limit(most)
        .execute();
      const [newest] = entries;
      if (newest === undefined) return [];
      const people = await db
        .selectFrom('decision_people')
        .select(['seq', 'seal', 'value'])
        .where('installation_id', '=', newest.installation_id)
        .where(
          'seq',
          'in',
          entries.map(({ seq }) => seq),
        )
        .execute();
      const values = new Map(people.map(({ seq, seal, value }) => [`${seq} ${seal}`, value]));
      return entries.map(({ seq, kind, content, digest, created_at }) => ({
        digest,
        at: created_at.toISOString(),
        event: eventOf(kind, content, (seal) => values.get(`${seq} ${seal}`) ?? null),
      }));
    },
  };
}

const Sealed = z.object({ sealed: z.string() });
const Person = Sealed.nullable();
const DecisionContent = z.object({
  headSha: z.string(),
  verdict: z.object({
    state: z.enum(['not-required', 'satisfied', 'pending', 'blocked', 'overridden', 'undecided']),
    by: z.union([z.array(Sealed), Sealed]).optional(),
    gaps: z.array(z.object({ clause: z.string(), missing: z.number() })).default([]),
    declarationMissing: z.boolean().catch(false),
  }),
  requirement: z.object({ clauses: z.array(z.object({ id: z.string(), level: z.string() })) }),
  signOffs: z
    .array(
      z.object({ reviewer: Person, disqualified: z.string().nullable(), outcomes: z.record(z.string(), z.string()) }),
    )
    .catch([]),
});
const CommandContent = z.object({ headSha: z.string(), by: Person, reason: Sealed });
const MergeContent = z.object({ headSha: z.string(), by: Person, gate: z.enum(['open', 'not-open']) });

const DebtContent = z.object({ debt: z.string() });
const RequestContent = z.object({
  headSha: z.string(),
  request: z.enum(['asked', 'suggested', 'reminded', 'escalated', 'ended']),
  who: Person,
});

type Opened = (seal: string) => string | null;

/** Which owners were missing is not in the record, only that some were. */
function waitedFor({ verdict, requirement }: z.infer<typeof DecisionContent>): readonly string[] {
  const gaps = verdict.gaps.map((gap) => ({ ...gap, owners: [] }));
  const owners = gaps.some(({ missing }) => missing === 0) ? ['owners of its paths'] : [];
  return [...waitsFor({ ...verdict, gaps }, requirement.clauses), ...owners];
}

const isInVain = ({ disqualified, outcomes }: z.infer<typeof DecisionContent>['signOffs'][number]): boolean =>
  disqualified !== null || !Object.values(outcomes).some((outcome) => outcome === 'counts' || outcome === 'carried');

/** What cannot be read in this version is told by its kind alone. */
function eventOf(kind: string, content: unknown, open: Opened): TimelineEvent {
  const name = (person: z.infer<typeof Person>): string | null => (person === null ? null : open(person.sealed));
  if (kind === 'decision') {
    const read = DecisionContent.safeParse(content);
    if (read.success) {
      const { headSha, verdict } = read.data;
      const by = [verdict.by ?? []].flat().map(name);
      const inVain = read.data.signOffs.filter(isInVain).map(({ reviewer }) => name(reviewer));
      return {
        kind,
        headSha,
        verdict: verdict.state,
        by,
        waitsFor: waitedFor(read.data),
        inVain,
      };
    }
  }
  if (kind === 'override' || kind === 'dispute') {
    const read = CommandContent.safeParse(content);
    if (read.success)
      return { kind, headSha: read.data.headSha, by: name(read.data.by), reason: name(read.data.reason) };
  }
  if (kind === 'merge') {
    const read = MergeContent.safeParse(content);
    if (read.success) return { kind, headSha: read.data.headSha, by: name(read.data.by), gate: read.data.gate };
  }
  if (kind === 'request') {
    const read = RequestContent.safeParse(content);
    if (read.success) return { kind, headSha: read.data.headSha, what: read.data.request, who: name(read.data.who) };
  }
  const debt = kind === 'debt' ? DebtContent.safeParse(content) : null;
  return { kind: 'other', what: debt?.success === true ? `debt ${debt.data.debt}` : kind };
}
