import type { Kysely, Transaction } from 'kysely';
import type { Facts } from '../core/loaded.ts';
import type { Decision, Recorded } from '../core/record.ts';
import { rememberBindings } from './bindings.ts';
import { append } from './chain.ts';
import { decidedPart, factsPart } from './decision-content.ts';
import { type ExportFilter, exportDecisions } from './export.ts';
import { rememberEvidence, rememberTools } from './ledger.ts';
import { erasePerson, type Person } from './privacy.ts';
import { indexDecision } from './pull-requests.ts';
import type { Tables } from './schema.ts';
import { type ChainReport, verifyChains, type Witness } from './verify.ts';

export type Audit = {
  /** Appends the decision, unless the pull request's newest one says the same, and remembers its evidence; its digest either way. */
  readonly recordDecision: (decision: Decision) => Promise<Recorded>;
  /** Notes how a pull request ended. A merge is an entry of its own, which says whether the gate stood open. */
  readonly recordEnd: (facts: Facts) => Promise<void>;
  /** One report for each installation; the witnesses are digests that others kept, such as the checks on GitHub. */
  readonly verifyChains: (witnesses: readonly Witness[]) => Promise<readonly ChainReport[]>;
  readonly exportDecisions: (filter: ExportFilter) => AsyncIterable<string>;
  /** Says how many personal facts are gone. */
  readonly erasePerson: (person: Person) => Promise<number>;
};

export type AuditOptions = {
  readonly recordKey: string;
  /** The version of the program, as the record names it. */
  readonly engine: string;
  readonly now: () => Date;
};

export function createAudit(db: Kysely<Tables>, options: AuditOptions): Audit {
  return {
    recordDecision: (decision) => db.transaction().execute((trx) => recordDecision(trx, decision, options)),
    recordEnd: (facts) => db.transaction().execute((trx) => recordEnd(trx, facts, options)),
    verifyChains: (witnesses) => verifyChains(db, options.recordKey, witnesses),
    exportDecisions: (filter) => exportDecisions(db, filter),
    erasePerson: (person) => erasePerson(db, person),
  };
}

async function recordDecision(trx: Transaction<Tables>, decision: Decision, { recordKey, engine, now }: AuditOptions) {
  const at = now();
  const recorded = await append(trx, recordKey, {
    kind: 'decision',
    ref: decision.snapshot.ref,
    at,
    decided: (seals) => decidedPart(decision, seals),
    facts: (seals) => ({ engine, ...factsPart(decision, seals) }),
  });
  await indexDecision(trx, decision, recorded, at);
  await rememberEvidence(trx, decision, at);
  await rememberBindings(trx, decision, at);
  return recorded;
}

/** The verdicts with which the gate lets a pull request pass. */
const open = ['satisfied', 'not-required', 'overridden'];

async function recordEnd(trx: Transaction<Tables>, facts: Facts, { recordKey, engine, now }: AuditOptions) {
  const { ref, headSha, baseRef, state } = facts;
  const known = await trx
    .selectFrom('pull_requests')
    .select(['verdict', 'head_sha', 'digest', 'tools', 'author_id'])
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .executeTakeFirst();
  if (state === 'merged') {
    const decided = known?.head_sha === headSha ? known : null;
    await append(trx, recordKey, {
      kind: 'merge',
      ref,
      at: now(),
      decided: () => ({
        headSha,
        baseRef,
        verdict: decided?.verdict ?? null,
        gate: decided !== null && open.includes(decided.verdict) ? 'open' : 'not-open',
        decision: decided?.digest ?? null,
      }),
      facts: (seals) => ({ engine, author: seals.person(facts.pullRequest.author) }),
    });
    if (decided?.verdict === 'satisfied') await rememberTools(trx, ref, decided.tools, now());
  }
  await trx
    .updateTable('pull_requests')
    .set({ state })
    .where('repository_id', '=', ref.repositoryId)
    .where('number', '=', ref.number)
    .execute();
}
