import { z } from 'zod';
import type { Store } from '../../src/store/db.ts';
import type { Crowd } from './crowd.ts';

/**
 * What is wrong with the record, and every green check that it does not account for. Whatever was sent to GitHub counts,
 * whether or not GitHub took it or answered.
 */
export async function recordProblems({ sandbox }: Pick<Crowd, 'sandbox'>, store: Store): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const report of await store.verifyChains([])) {
    for (const { kind, detail } of report.problems) problems.push(`${report.installationId}: ${kind}: ${detail}`);
  }
  const greens = new Map<string, string>();
  for await (const line of store.exportDecisions({ format: 'jsonl', since: null, repository: null, reader: null })) {
    const { digest, content } = Entry.parse(JSON.parse(line));
    if (content.verdict?.state === 'satisfied') greens.set(digest, content.headSha ?? '');
  }
  for (const { operationId, body } of sandbox.requests) {
    const posted = operationId === 'checks/create' || operationId === 'checks/update' ? Posted.parse(body) : null;
    if (posted?.conclusion !== 'success' || greens.get(posted.external_id ?? '') === posted.head_sha) continue;
    problems.push(`${posted.head_sha} was shown as cleared, and the record does not say so`);
  }
  return problems;
}

const Entry = z.object({
  digest: z.string(),
  content: z.object({
    headSha: z.string().optional(),
    verdict: z.object({ state: z.string() }).optional().catch(undefined),
  }),
});

const Posted = z.object({
  conclusion: z.string().optional(),
  external_id: z.string().optional(),
  head_sha: z.string().optional(),
});
