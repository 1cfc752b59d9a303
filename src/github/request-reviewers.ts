import { z } from 'zod';
import type { Account, PullRequestRef } from '../core/facts.ts';
import { GitHubError } from '../errors.ts';
import type { GitHub } from './client.ts';

export type Requester = {
  /** False: GitHub does not let this person be asked here. */
  readonly request: (ref: PullRequestRef, account: Account) => Promise<boolean>;
  readonly withdraw: (ref: PullRequestRef, account: Account) => Promise<void>;
};

const route = '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';

/** Asks single people for a review, and takes that back. */
export function createRequester({ rest }: GitHub): Requester {
  const place = ({ owner, name: repo, number: pull_number }: PullRequestRef, { login }: Account) => ({
    owner,
    repo,
    pull_number,
    reviewers: [login],
  });
  return {
    request: async (ref, account) => {
      try {
        const answer = await rest(ref.installationId, `POST ${route}`, place(ref, account));
        return Requested.parse(answer).requested_reviewers.some(({ id }) => id === account.id);
      } catch (error) {
        if (isRefusal(error)) return false;
        throw error;
      }
    },
    withdraw: async (ref, account) => {
      try {
        await rest(ref.installationId, `DELETE ${route}`, place(ref, account));
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    },
  };
}

const Requested = z.object({ requested_reviewers: z.array(z.object({ id: z.number() })).default([]) });

/** GitHub's word for a person who is no collaborator. */
const isRefusal = (error: unknown): boolean => error instanceof GitHubError && error.status === 422;
