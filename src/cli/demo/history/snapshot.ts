import { createHash } from 'node:crypto';
import {
  type Account,
  type Commit,
  type GitIdentity,
  known,
  nothingProven,
  type PullRequestRef,
  type Review,
  type Snapshot,
} from '../../../core/facts.ts';
import type { Scene } from './scene.ts';

/** What one pull request of the history is at a moment. */
export type Change = {
  readonly ref: PullRequestRef;
  readonly author: Account;
  /** Who set the agent to work. */
  readonly requester: Account | null;
  readonly headSha: string;
  readonly subject: string;
  readonly path: string;
  readonly trailer: string | null;
  readonly lines: number;
  readonly reviews: readonly Review[];
  readonly override: {
    readonly by: Account;
    readonly reason: string;
    readonly comment: number;
    readonly at: string;
  } | null;
  readonly openedAt: string;
};

/** Every fact of it, as GitHub would have told them. */
export function snapshotOf(change: Change, at: Date, scene: Pick<Scene, 'people' | 'organization'>): Snapshot {
  const { ref, author, requester, headSha, subject, path, lines, reviews, override } = change;
  const base = idOf(`base of ${ref.repositoryId}#${ref.number}`);
  const additions = Math.max(1, Math.round(lines * 0.8));
  const deletions = lines - additions > 0 ? lines - additions : 0;
  return {
    ref,
    pullRequest: {
      title: `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`,
      body: '',
      author,
      headBranch: author.kind === 'bot' ? `copilot/${slugOf(subject)}` : slugOf(subject),
      sameRepository: true,
      labels: [],
      agentEvents: requester === null ? [] : [{ actor: requester, appSlug: 'copilot-swe-agent', at: change.openedAt }],
      assignments: [],
    },
    state: 'open',
    draft: false,
    headSha,
    baseRef: 'main',
    baseSha: base,
    stackBaseRef: null,
    mergeBase: known(base),
    commits: [commitOf(change, base)],
    files: [
      {
        path,
        previousPath: known(null),
        status: 'modified',
        mode: known('100644'),
        blobBefore: known(idOf(`before ${headSha}`)),
        blobAfter: known(idOf(`after ${headSha}`)),
        additions,
        deletions,
        patch: known(''),
      },
    ],
    totals: { commits: 1, files: 1, additions, deletions },
    truncated: [],
    reviews,
    commands:
      override === null
        ? []
        : [
            {
              id: override.comment,
              author: override.by,
              createdAt: override.at,
              edited: false,
              viaApp: false,
              canPush: known(true),
              commands: [{ kind: 'override', sha: headSha, reason: override.reason }],
            },
          ],
    openDebts: 0,
    memberships: membershipsOf(scene),
    secretTeams: [],
    owners: known([]),
    pushes: [{ before: null, after: headSha, pusher: author }],
    bindings: {},
    proofs: nothingProven,
    baseChangedAt: null,
    siblings: [],
    ledger: [],
    toolsUsedBefore: known(usedBefore),
    takenAt: at.toISOString(),
  };
}

function commitOf({ author, headSha, subject, trailer, openedAt }: Change, parent: string): Commit {
  const identity: GitIdentity = {
    name: author.login,
    email: `${author.id}+${author.login}@users.noreply.github.com`,
    account: author,
  };
  return {
    sha: headSha,
    tree: idOf(`tree of ${headSha}`),
    parents: [parent],
    message: trailer === null ? subject : `${subject}\n\n${trailer}`,
    authors: [identity],
    committer: identity,
    committedAt: openedAt,
  };
}

const membershipsOf = ({ people, organization }: Pick<Scene, 'people' | 'organization'>): Snapshot['memberships'] =>
  Object.fromEntries(
    Object.entries(people).flatMap(([team, members]) =>
      members.map(({ id }) => [String(id), known([`${organization}/${team}`])]),
    ),
  );

/** The organization has known these for long. */
const usedBefore = ['aider', 'claude', 'codex', 'copilot', 'cursor', 'gemini'];

const idOf = (text: string): string => createHash('sha1').update(text).digest('hex');
const slugOf = (text: string): string => text.replaceAll(/[^a-z]+/g, '-');
