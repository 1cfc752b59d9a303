import { z } from 'zod';
import type { Account, Commit, GitIdentity, Traces } from '../core/facts.ts';

const Identity = z.looseObject({
  name: z.string().nullish(),
  email: z.string().nullish(),
  login: z.string().nullish(),
});

const CommitRecord = z.looseObject({
  sha: z.string().nullish(),
  author: Identity.nullish(),
  committer: Identity.nullish(),
  date: z.string().nullish(),
  message: z.string().nullish(),
});

const PullRequestRecord = z.looseObject({
  repo: z.string().nullish(),
  number: z.number().nullish(),
  author_login: z.string().nullish(),
  author_type: z.string().nullish(),
  head_ref: z.string().nullish(),
  head_repo_owner: z.string().nullish(),
  title: z.string().nullish(),
  body: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  commits: z.array(CommitRecord).nullish(),
});

const isPullRequest = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ['title', 'body', 'head_ref', 'commits', 'author_login'].some((key) => key in value);

/** The traces in one record: a commit, or a pull request with its commits. Throws where it is neither. */
export const tracesOfRecord = (value: unknown): Traces => {
  if (isPullRequest(value)) return tracesOfPullRequest(PullRequestRecord.parse(value));
  const record = CommitRecord.parse(value);
  if (record.message === undefined && record.author === undefined)
    throw new TypeError('neither a commit nor a pull request');
  return { commits: [commitOf(record)], pullRequest: null };
};

const tracesOfPullRequest = (record: z.infer<typeof PullRequestRecord>): Traces => {
  const [owner = ''] = (record.repo ?? '').split('/');
  return {
    commits: (record.commits ?? []).map(commitOf),
    pullRequest: {
      title: record.title ?? '',
      body: record.body ?? '',
      author: accountOf(record.author_login ?? null, record.author_type ?? null),
      headBranch: record.head_ref ?? '',
      // Where nobody says, the branch may lie anywhere, and its name is worth less.
      sameRepository: record.head_repo_owner?.toLowerCase() === owner.toLowerCase(),
      labels: record.labels ?? [],
      agentEvents: [],
      assignments: [],
    },
  };
};

const commitOf = (record: z.infer<typeof CommitRecord>): Commit => ({
  sha: record.sha ?? '',
  tree: '',
  parents: [],
  message: record.message ?? '',
  authors: [identityOf(record.author ?? {})],
  committer: record.committer ? identityOf(record.committer) : null,
  committedAt: record.date ?? '',
});

const identityOf = ({ name, email, login }: z.infer<typeof Identity>): GitIdentity => ({
  name: name ?? '',
  email: email ?? '',
  account: accountOf(login ?? null, null),
});

// A record names accounts by login only. No account has the number 0, so nothing is matched by number.
const accountOf = (login: string | null, type: string | null): Account | null => {
  if (login === null) return null;
  return { id: 0, login, kind: type === 'Bot' || login.endsWith('[bot]') ? 'bot' : 'user' };
};
