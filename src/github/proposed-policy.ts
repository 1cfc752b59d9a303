import { z } from 'zod';
import type { ChangedFile, RepositoryRef } from '../core/facts.ts';
import type { Loaded } from '../core/loaded.ts';
import { namesOf } from '../core/path-index.ts';
import type { EffectivePolicy, PolicySource } from '../core/policy.ts';
import { type Proposal, type ProposalNote, saysAlready } from '../core/proposal.ts';
import { effectivePolicy, type PolicyText, type PolicyTexts } from '../policy/effective-policy.ts';
import { policyForRepair } from '../policy/repair.ts';
import { refuseUnknownTeams } from '../policy/unknown-teams.ts';
import { Text } from './answer.ts';
import { fitCheckText } from './check-text.ts';
import type { GitHub } from './client.ts';
import type { Directory } from './directory.ts';
import { ofFloor } from './load-policy.ts';
import { peopleIn, readMemberships } from './memberships.ts';
import { refusePartial } from './problems.ts';
import { asksForFloor, type FloorSetting, policyPath, previewAction, proposalCheckName } from './target.ts';
import { readUnknownTeams } from './unknown-teams.ts';
import { teamsWanted } from './wanted-facts.ts';

export type ProposalOptions = {
  readonly github: GitHub;
  readonly directory: Directory;
  readonly appId: number;
  readonly floor: FloorSetting;
  /** The files of the last policy of this repository that could be used; null: there never was one. */
  readonly lastUsablePolicy: (repository: RepositoryRef) => Promise<readonly PolicySource[] | null>;
};

/** A change of the policy as GitHub shows it: what it would become, and what our note on it says already. */
export type ReadProposal = {
  readonly proposal: Proposal;
  /** What the change would make of the rules of another pull request. */
  readonly effectiveFor: (other: Loaded) => EffectivePolicy;
  readonly shownNote: string | null;
  /** The loaded reading, judged by the last good policy where this change repairs a broken one. */
  readonly loaded: Loaded;
};

export type Proposals = {
  /** null: the pull request leaves the policy alone. */
  readonly read: (loaded: Loaded) => Promise<ReadProposal | null>;
  readonly publish: (loaded: Loaded, note: ProposalNote, shownNote: string | null) => Promise<void>;
};

export function createProposals({ github, directory, appId, floor, lastUsablePolicy }: ProposalOptions): Proposals {
  return {
    async read(loaded) {
      const { facts } = loaded;
      if (!facts.files.some(touchesPolicy)) return null;
      const { ref, headSha: head } = facts;
      const before = loaded.policy.usable ? [] : ((await lastUsablePolicy(ref)) ?? []);
      const blobs = before.map(({ sha }) => sha);
      const answer = await github.graphql(ref.installationId, query(blobs.length), {
        owner: ref.owner,
        name: ref.name,
        head,
        appId,
        check: proposalCheckName,
        policy: policyPath,
        floor: asksForFloor(ref.name, floor),
        ...Object.fromEntries(blobs.map((oid, index) => [`b${index}`, oid ?? '0'.repeat(40)])),
      });
      refusePartial(answer, 'Proposal');
      const { repository, floor: floorRepository } = Answer.parse(answer.data);
      const current: PolicyTexts = {
        owner: ref.owner,
        organization: ofFloor(ref.owner, textOf(floorRepository?.defaultBranchRef?.target?.policy)),
        defaultBranch: textOf(repository?.defaultBranchRef?.target?.policy),
        baseBranch: null,
        ...loaded.branchPolicies,
      };
      const file = repository?.head?.policy ?? null;
      const toDefault = facts.baseRef === repository?.defaultBranchRef?.name;
      const proposed: PolicyTexts = { ...current, [toDefault ? 'defaultBranch' : 'baseBranch']: textOf(file) };
      const good = lastGood(current, before, repository, floorRepository);
      const all = [current, proposed, ...(good === null ? [] : [good])].map(effectivePolicy);
      const teams = await readUnknownTeams(directory, ref.installationId, all);
      const effective = (texts: PolicyTexts) => refuseUnknownTeams(effectivePolicy(texts), texts, teams);
      const policy = loaded.policy.usable
        ? loaded.policy
        : policyForRepair(loaded.policy, {
            broken: current,
            proposed,
            lastGood: good,
            files: facts.files,
            teams,
          });
      const runs = (repository?.head?.checkSuites?.nodes ?? []).flatMap((suite) => suite?.checkRuns?.nodes ?? []);
      const newest = runs
        .filter((run) => run !== null)
        .sort((one, other) => (other.databaseId ?? 0) - (one.databaseId ?? 0))[0];
      return {
        proposal: { file: policyPath, blob: file?.oid ?? null, effective: effective(proposed) },
        effectiveFor: (other) => effectiveFor(other, { toDefault, baseRef: facts.baseRef, proposed, effective }),
        shownNote: newest?.externalId ?? null,
        loaded: loaded.policy.usable || !policy.usable ? loaded : await underRepair(loaded, policy),
      };
    },

    async publish({ facts: { ref } }, note, shownNote) {
      if (saysAlready(shownNote, note)) return;
      await github.rest(ref.installationId, 'POST /repos/{owner}/{repo}/check-runs', {
        owner: ref.owner,
        repo: ref.name,
        name: proposalCheckName,
        head_sha: note.headSha,
        external_id: note.externalId,
        status: 'completed',
        conclusion: note.conclusion,
        actions: note.conclusion === 'neutral' ? [previewButton] : [],
        output: {
          ...fitCheckText(note.title, note.summary),
          annotations: note.annotations.map(({ line, message, hint }) => ({
            path: policyPath,
            start_line: line,
            end_line: line,
            annotation_level: 'failure',
            message: hint === null ? message : `${message}: ${hint}`,
          })),
        },
      });
    },
  };

  /** Who holds which level was read by the teams of the policy in force, which names none that could be read. */
  async function underRepair(loaded: Loaded, policy: EffectivePolicy): Promise<Loaded> {
    const { facts, pushes } = loaded;
    const wanted = teamsWanted(facts.ref.installationId, policy, facts.owners);
    const levels = await readMemberships(directory, wanted, peopleIn(facts, pushes));
    return {
      ...loaded,
      policy,
      repairing: loaded.policy.usable ? loaded.policy.policy.sources : loaded.policy.sources,
      facts: { ...facts, ...levels },
    };
  }
}

type Proposed = {
  readonly toDefault: boolean;
  readonly baseRef: string;
  readonly proposed: PolicyTexts;
  readonly effective: (texts: PolicyTexts) => EffectivePolicy;
};

/** The default branch's file holds everywhere, another branch's only for what is to land there. */
function effectiveFor(other: Loaded, { toDefault, baseRef, proposed, effective }: Proposed): EffectivePolicy {
  if (toDefault) return effective({ ...proposed, ...other.branchPolicies });
  const own = { ...proposed, ...(other.branchPolicies ?? { baseBranch: null, stackBase: null }) };
  if (other.facts.baseRef === baseRef) return effective({ ...own, baseBranch: proposed.baseBranch });
  if (other.facts.stackBaseRef === baseRef) return effective({ ...own, stackBase: proposed.baseBranch });
  return other.policy;
}

const previewButton = {
  label: 'Preview open PRs',
  description: 'What the new rules would change there',
  identifier: previewAction,
};

const touchesPolicy = (file: ChangedFile): boolean => namesOf(file).some((name) => name === policyPath);

const query = (blobs: number): string => {
  const indexes = Array.from({ length: blobs }, (_, index) => index);
  const declared = indexes.map((index) => `, $b${index}: GitObjectID!`).join('');
  const objects = indexes.map((index) => `o${index}: object(oid: $b${index}) { ... on Blob { oid text } }`).join('\n');
  return `query Proposal(
  $owner: String!, $name: String!, $head: GitObjectID!, $appId: Int!, $check: String!, $policy: String!, $floor: Boolean!${declared}
) {
  repository(owner: $owner, name: $name) {
    ${objects}
    defaultBranchRef { name target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
    head: object(oid: $head) { ... on Commit {
      policy: file(path: $policy) { ...Text }
      checkSuites(first: 5, filterBy: { appId: $appId, checkName: $check }) { nodes {
        checkRuns(first: 5, filterBy: { appId: $appId, checkName: $check, checkType: LATEST }) {
          nodes { databaseId externalId }
        }
      } }
    } }
  }
  floor: repository(owner: $owner, name: ".github") @include(if: $floor) {
    ${objects}
    defaultBranchRef { target { ... on Commit { policy: file(path: $policy) { ...Text } } } }
  }
}
fragment Text on TreeEntry { mode oid object { ... on Blob { byteSize isTruncated isBinary text } } }`;
};

const CheckRuns = z.object({
  nodes: z
    .array(z.object({ databaseId: z.number().nullable(), externalId: z.string().nullable() }).nullable())
    .nullable(),
});
const Suites = z.object({ nodes: z.array(z.object({ checkRuns: CheckRuns.nullable() }).nullable()).nullable() });
const branch = z
  .object({ name: z.string().optional(), target: z.object({ policy: Text }).partial().nullable() })
  .nullable();
const Blob = z.object({ oid: z.string(), text: z.string().nullable() }).partial().nullable();
const Answer = z.object({
  repository: z
    .looseObject({
      defaultBranchRef: branch,
      head: z.object({ policy: Text, checkSuites: Suites.nullable() }).partial().nullable(),
    })
    .nullable(),
  floor: z.looseObject({ defaultBranchRef: branch }).nullish(),
});

function textOf(entry: Text | undefined): PolicyText | null {
  if (entry === null || entry === undefined) return null;
  return { file: policyPath, sha: entry.oid, text: entry.object?.text ?? 'GitHub gives no text of this file' };
}

type Objects = Readonly<Record<string, unknown>> | null | undefined;

/** The texts behind the blobs of the last usable policy; null: nobody wrote one. */
function lastGood(
  current: PolicyTexts,
  before: readonly PolicySource[],
  repository: Objects,
  floor: Objects,
): PolicyTexts | null {
  if (before.every(({ sha }) => sha === null)) return null;
  const find = (origin: PolicySource['origin'], objects: Objects): PolicyText | null => {
    const index = before.findIndex((source) => source.origin === origin);
    const blob = Blob.safeParse(objects?.[`o${index}`] ?? null).data;
    if (blob?.oid === undefined || typeof blob.text !== 'string') return null;
    return { file: policyPath, sha: blob.oid, text: blob.text };
  };
  return {
    ...current,
    organization: ofFloor(current.owner, find('organization', floor)),
    defaultBranch: find('repository', repository),
    // One that was read for another branch would not hold here.
    ...(current.baseBranch === null ? {} : { baseBranch: find('base-branch', repository) }),
    stackBase: null,
  };
}
