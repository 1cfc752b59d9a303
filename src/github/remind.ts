import type { Account } from '../core/facts.ts';
import type { Decision } from '../core/record.ts';
import { withReminder } from '../core/reply.ts';
import { GitHubError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { GitHub } from './client.ts';
import { createReplyWriter, type ReplyMemory } from './write-reply.ts';

/** Mentions people once in our comment. It was recorded before, so a failure means that nobody is reminded, not twice. */
export function createReminder(
  github: GitHub,
  memory: ReplyMemory,
  log: Logger,
): (decision: Decision, people: readonly Account[]) => Promise<void> {
  const write = createReplyWriter(github, memory);
  return async ({ snapshot: { ref }, evaluation: { verdict } }, people) => {
    const clauses = verdict.state === 'pending' ? verdict.gaps.map(({ clause }) => clause) : [];
    try {
      const before = await memory.recallReply(ref);
      const logins = people.map(({ login }) => login);
      await write(ref, before, withReminder(before?.body ?? null, logins, clauses));
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      log.warn({ repo: `${ref.owner}/${ref.name}`, pr: ref.number, err: error }, 'nobody reminded');
    }
  };
}
