import { sql, type Transaction } from 'kysely';
import type { Dispute } from '../core/dispute.ts';
import type { Decision } from '../core/record.ts';
import { canonicalJson } from './canonical-json.ts';
import { append } from './chain.ts';
import { keyPart } from './decision-content.ts';
import { ledgerRow } from './ledger.ts';
import type { Tables } from './schema.ts';

/** Sets the disputed evidence of a decision aside for good, and records who did so and why; once for each dispute. */
export async function noteDisputes(trx: Transaction<Tables>, key: string, decision: Decision, at: Date): Promise<void> {
  for (const dispute of decision.evaluation.disputes) {
    if (await setAside(trx, decision, dispute, at)) await recordDispute(trx, key, decision, dispute, at);
  }
}

async function setAside(
  trx: Transaction<Tables>,
  { snapshot }: Decision,
  { by, reason, at: when, evidence }: Dispute,
  at: Date,
): Promise<boolean> {
  const ruling = canonicalJson({ by: by.login, reason, at: when, baseRef: snapshot.baseRef });
  const rows = evidence.map((item) => ({ ...ledgerRow(snapshot, item, at), set_aside: ruling }));
  const changed = await trx
    .insertInto('ledger_evidence')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['repository_id', 'number', 'key', 'claim'])
        .doUpdateSet({ set_aside: ruling })
        .where(sql<boolean>`ledger_evidence.set_aside->>'baseRef' is distinct from ${snapshot.baseRef}`),
    )
    .returning('key')
    .execute();
  return changed.length > 0;
}

async function recordDispute(
  trx: Transaction<Tables>,
  key: string,
  { snapshot }: Decision,
  dispute: Dispute,
  at: Date,
): Promise<void> {
  await append(trx, key, {
    kind: 'dispute',
    ref: snapshot.ref,
    at,
    decided: (seals) => ({
      headSha: snapshot.headSha,
      by: seals.person(dispute.by),
      reason: seals.text(dispute.reason),
      comment: dispute.comment,
      evidence: keyPart(dispute.key, seals),
    }),
    facts: () => ({}),
  });
}
