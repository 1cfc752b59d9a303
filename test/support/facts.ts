import type {
  Account,
  ChangedFile,
  Commit,
  GitIdentity,
  PullRequestText,
  Review,
  Snapshot,
} from '../../src/core/facts.ts';
import { known } from '../../src/core/facts.ts';

/** People of every table: mia (junior) opens, ada and bo are seniors, sten is staff, jo is mid-level, noa has no level. */
export const people = {
  mia: aUser(101, 'mia'),
  ada: aUser(102, 'ada'),
  bo: aUser(103, 'bo'),
  sten: aUser(104, 'sten'),
  jo: aUser(105, 'jo'),
  noa: aUser(106, 'noa'),
  pia: aUser(107, 'pia'),
} as const;

/** The teams that hold the levels in `aLadder`, by user id, as a snapshot carries them. */
export const memberships: Snapshot['memberships'] = {
  [people.mia.id]: known(['acme/juniors']),
  [people.jo.id]: known(['acme/mids']),
  [people.ada.id]: known(['acme/seniors', 'acme/payments']),
  [people.bo.id]: known(['acme/seniors']),
  [people.sten.id]: known(['acme/staff']),
  [people.pia.id]: known(['acme/principals']),
  [people.noa.id]: known([]),
};

export function aUser(id: number, login: string): Account {
  return { id, login, kind: 'user' };
}

export function aBot(id: number, login: string): Account {
  return { id, login, kind: 'bot' };
}

export function anIdentity(account: Account): GitIdentity {
  return { name: account.login, email: `${account.id}+${account.login}@users.noreply.github.com`, account };
}

/** Commit ids of tables: `sha('c3')` is a full-length id that starts with the short name. */
export function sha(short: string): string {
  const hex = [...short].map((letter) => letter.charCodeAt(0).toString(16)).join('');
  return hex.padEnd(40, '0');
}

export function aCommit(only: Partial<Commit> = {}): Commit {
  return {
    sha: sha('c3'),
    tree: sha('t3'),
    parents: [sha('c2')],
    message: 'change the greeting',
    authors: [anIdentity(people.mia)],
    committer: anIdentity(people.mia),
    committedAt: '2026-03-02T10:00:00Z',
    ...only,
  };
}

export function aFile(only: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path: 'src/greeting.ts',
    previousPath: known(null),
    status: 'modified',
    mode: known('100644'),
    blobBefore: known(sha('b1')),
    blobAfter: known(sha('b2')),
    additions: 3,
    deletions: 1,
    patch: known('@@ -1 +1,3 @@\n-hello\n+hello\n+there\n+you'),
    ...only,
  };
}

export function aReview(only: Partial<Review> = {}): Review {
  return {
    id: 'r1',
    reviewer: people.ada,
    state: 'approved',
    commitSha: sha('c3'),
    submittedAt: '2026-03-02T11:00:00Z',
    canPush: true,
    dismissal: null,
    ...only,
  };
}

export function aPullRequestText(only: Partial<PullRequestText> = {}): PullRequestText {
  return {
    title: 'Greet everybody',
    body: 'Says hello to you, too.',
    author: people.mia,
    headBranch: 'greet-everybody',
    sameRepository: true,
    labels: [],
    agentEvents: [],
    assignments: [],
    ...only,
  };
}

/** A pull request of one commit and one file by mia, a junior, at head c3; nothing reviewed, nothing known of AI. */
export function aSnapshot(only: Partial<Snapshot> = {}): Snapshot {
  const commits = only.commits ?? [aCommit()];
  const files = only.files ?? [aFile()];
  return {
    ref: { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop', number: 7 },
    pullRequest: aPullRequestText(),
    state: 'open',
    draft: false,
    headSha: sha('c3'),
    baseRef: 'main',
    baseSha: sha('c1'),
    stackBaseRef: null,
    mergeBase: known(sha('c1')),
    totals: {
      commits: commits.length,
      files: files.length,
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    },
    truncated: [],
    reviews: [],
    commands: [],
    openDebts: 0,
    memberships,
    secretTeams: [],
    owners: known([]),
    pushes: [],
    bindings: {},
    proofs: { sameDiff: {}, cleanMerges: [] },
    baseChangedAt: null,
    siblings: [],
    ledger: [],
    toolsUsedBefore: known([]),
    takenAt: '2026-03-02T12:00:00Z',
    ...only,
    commits,
    files,
  };
}
