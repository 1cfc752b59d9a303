import type { Account, ChangedFile, Commit, Snapshot } from '../../core/facts.ts';
import { known, nothingProven } from '../../core/facts.ts';
import { holdersOf, standingOf } from '../../core/ladder.ts';
import type { Policy } from '../../core/policy.ts';

/** A made-up pull request to try a policy on, where there is no real one at hand. */
export type Sample = { readonly id: string; readonly name: string; readonly snapshot: Snapshot };

const author: Account = { id: 1, login: 'sample-author', kind: 'user' };

/** The samples, each about one thing that policies differ in. */
export const samples: readonly Sample[] = [
  aSample('assisted', 'A person, assisted by Claude, changes 40 lines of code', {
    message: 'Round prices half up\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
    files: [aFile('src/prices.ts', 32, 8)],
  }),
  aSample('agent', 'An agent, Copilot, changes code on its own', {
    message: 'Add a retry to the mail client',
    by: { id: 198_982_749, login: 'Copilot', kind: 'bot' },
    branch: 'copilot/retry-mail',
    files: [aFile('src/mail/client.ts', 54, 6), aFile('test/mail/client.test.ts', 70, 0)],
  }),
  aSample('infrastructure', 'An assisted change removes a database from Terraform', {
    message: 'Tidy up staging\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
    files: [
      aFile('infra/staging/database.tf', 0, 4, [
        '-resource "aws_db_instance" "orders" {',
        '-  instance_class      = "db.t4g.medium"',
        '-  deletion_protection = true',
        '-}',
      ]),
    ],
  }),
  aSample('migration', 'A migration drops a table, no AI found', {
    message: 'Drop the table of old carts',
    files: [aFile('migrations/0042_old_carts.sql', 1, 0, ['+DROP TABLE old_carts;'])],
  }),
  aSample('workflow', 'A workflow may write from now on, no AI found', {
    message: 'Publish from the pipeline',
    files: [aFile('.github/workflows/release.yml', 1, 1, ['-permissions: read-all', '+permissions: write-all'])],
  }),
  aSample('large', 'A large assisted change: 60 files, 1,500 lines', {
    message: 'Move the shop to the new cart\n\nCo-authored-by: Cursor <cursoragent@cursor.com>',
    files: Array.from({ length: 60 }, (_, index) => aFile(`src/cart/step-${index + 1}.ts`, 20, 5)),
  }),
  aSample('documents', 'Documents only, assisted', {
    message: 'Explain how refunds work\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
    files: [aFile('docs/refunds.md', 80, 2)],
  }),
  aSample('plain', 'A small change, no AI found', {
    message: 'Correct a typing error in the greeting',
    files: [aFile('src/greeting.ts', 1, 1)],
  }),
];

/** The sample as if its author held this level of the policy. null: nobody holds it, so nobody can be its author. */
export function atLevel(snapshot: Snapshot, level: string, { ladder }: Policy): Snapshot | null {
  const { teams, users } = holdersOf(ladder, level);
  const candidates = [
    ...users.map((login) => as(snapshot, login, [])),
    ...teams.map((team) => as(snapshot, author.login, [team])),
  ];
  const holds = (candidate: Snapshot): boolean => {
    const { pullRequest, memberships } = candidate;
    if (pullRequest.author === null) return false;
    const standing = standingOf(ladder, pullRequest.author, memberships[pullRequest.author.id]);
    return standing.kind === 'level' && standing.level === level;
  };
  return candidates.find(holds) ?? null;
}

/** Everything that the person did is done by somebody of this login and these teams; what an agent did stays. */
function as(snapshot: Snapshot, login: string, teams: readonly string[]): Snapshot {
  const account = { ...author, login };
  const swap = (other: Account | null): Account | null => (other?.id === author.id ? account : other);
  return {
    ...snapshot,
    pullRequest: {
      ...snapshot.pullRequest,
      author: account,
      agentEvents: snapshot.pullRequest.agentEvents.map((event) => ({ ...event, actor: swap(event.actor) })),
    },
    commits: snapshot.commits.map((commit) => ({
      ...commit,
      authors: commit.authors.map((identity) => ({ ...identity, account: swap(identity.account) })),
    })),
    memberships: { [author.id]: known(teams) },
  };
}

type About = {
  readonly message: string;
  readonly files: readonly ChangedFile[];
  /** An agent under its own account; without, the author writes the commits. */
  readonly by?: Account;
  readonly branch?: string;
};

function aSample(id: string, name: string, { message, files, by = author, branch = 'a-change' }: About): Sample {
  const at = '2026-03-02T10:00:00Z';
  const identity = { name: by.login, email: `${by.id}+${by.login}@users.noreply.github.com`, account: by };
  const commit: Commit = {
    sha: hash('c'),
    tree: hash('d'),
    parents: [hash('a')],
    message,
    authors: [identity],
    committer: null,
    committedAt: at,
  };
  const sum = (of: (file: ChangedFile) => number): number => files.reduce((total, file) => total + of(file), 0);
  const snapshot: Snapshot = {
    ref: { installationId: 0, repositoryId: 0, owner: 'sample', name: 'repository', number: 1 },
    pullRequest: {
      title: message.split('\n', 1)[0] ?? '',
      body: '',
      // Who asked the agent is the author for the rules, and the agent opened it.
      author: by,
      headBranch: branch,
      sameRepository: true,
      labels: [],
      agentEvents: by === author ? [] : [{ actor: author, appSlug: 'copilot-swe-agent', at }],
      assignments: [],
    },
    state: 'open',
    draft: false,
    headSha: commit.sha,
    baseRef: 'main',
    baseSha: hash('a'),
    stackBaseRef: null,
    mergeBase: known(hash('a')),
    commits: [commit],
    files,
    totals: {
      commits: 1,
      files: files.length,
      additions: sum(({ additions }) => additions),
      deletions: sum(({ deletions }) => deletions),
    },
    truncated: [],
    reviews: [],
    commands: [],
    openDebts: 0,
    memberships: { [author.id]: known([]) },
    secretTeams: [],
    owners: known([]),
    pushes: [{ before: null, after: commit.sha, pusher: by }],
    bindings: {},
    proofs: nothingProven,
    baseChangedAt: null,
    siblings: [],
    ledger: [],
    // The first use of a tool would stand out in every sample.
    toolsUsedBefore: known(['claude', 'copilot', 'cursor']),
    takenAt: at,
  };
  return { id, name, snapshot };
}

function aFile(path: string, additions: number, deletions: number, lines: readonly string[] = []): ChangedFile {
  const gone = additions === 0 && deletions > 0;
  const patch = lines.length > 0 ? lines : [...repeated('+', additions), ...repeated('-', deletions)];
  return {
    path,
    previousPath: known(null),
    status: gone ? 'removed' : 'modified',
    mode: known(gone ? null : '100644'),
    blobBefore: known(hash('1')),
    blobAfter: known(gone ? null : hash('2')),
    additions,
    deletions,
    patch: known(`@@ -1,${Math.max(1, deletions)} +1,${Math.max(1, additions)} @@\n${patch.join('\n')}`),
  };
}

function repeated(sign: '+' | '-', times: number): string[] {
  return Array.from({ length: times }, () => `${sign}a line`);
}

/** The id of nothing in particular. */
function hash(digit: string): string {
  return digit.repeat(40);
}
