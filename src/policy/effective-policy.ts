import type { EffectivePolicy, PolicyProblem, PolicySource, RuleOrigin } from '../core/policy.ts';
import { builtInPolicy } from './built-in.ts';
import { joinLayers, type Layer } from './join.ts';
import { nobodyCanMeet } from './meetable.ts';
import { parsePolicy } from './parse-policy.ts';
import type { Authority, PolicyFile, PolicyText, Role } from './policy-file.ts';

export type { PolicyText } from './policy-file.ts';

/** The texts from which the rules of a pull request come. null: there is no such file. */
export type PolicyTexts = {
  /** The floor: the file of the organization's `.github` repository. */
  readonly organization: PolicyText | null | { readonly unreadable: string };
  readonly defaultBranch: PolicyText | null;
  readonly baseBranch: PolicyText | null;
  /** The file of the branch that a whole stack is to land on, where that is neither of the two. */
  readonly stackBase?: PolicyText | null;
  /** The organization or user that owns the repository: a bare team slug is one of its teams. */
  readonly owner: string;
};

/**
 * The policy that applies to a pull request: floor, default branch and base branch joined, so that each can only
 * tighten. One broken file makes the whole unusable, with the problems of all of them.
 */
export function effectivePolicy(texts: PolicyTexts): EffectivePolicy {
  const { organization, owner } = texts;
  if (organization !== null && 'unreadable' in organization) return unreadableFloor(organization.unreadable, owner);
  const layers: Layer[] = [];
  const problems: PolicyProblem[] = [];
  for (const { origin, text } of inOrderOfAuthority(texts, organization)) {
    const parsed = parsePolicy(text, roleOf(origin, organization !== null, layers));
    if ('ok' in parsed) layers.push({ origin, file: parsed.ok });
    else problems.push(...parsed.problems);
  }
  const sources = sourcesOf(texts, organization);
  const mode = layers[0]?.origin === 'organization' ? (layers[0].file.content.mode ?? 'enforce') : 'enforce';
  if (problems.length > 0) return { usable: false, problems, sources, mode };
  const policy = { ...joinLayers(layers.length > 0 ? layers : [builtInLayer], owner), sources };
  const unmeetable = nobodyCanMeet(policy, layers);
  return unmeetable.length > 0 ? { usable: false, problems: unmeetable, sources, mode } : { usable: true, policy };
}

const builtInLayer: Layer = { origin: 'built-in', file: builtInPolicy };

type Text = { readonly origin: RuleOrigin; readonly text: PolicyText };

function inOrderOfAuthority(texts: PolicyTexts, organization: PolicyText | null): readonly Text[] {
  const { defaultBranch, stackBase = null, baseBranch } = texts;
  const isNew = (text: PolicyText | null, ...before: readonly (PolicyText | null)[]) =>
    text !== null && before.every((other) => other?.text !== text.text);
  const all: readonly { readonly origin: RuleOrigin; readonly text: PolicyText | null }[] = [
    { origin: 'organization', text: organization },
    { origin: 'repository', text: defaultBranch },
    { origin: 'base-branch', text: isNew(stackBase, defaultBranch) ? stackBase : null },
    { origin: 'base-branch', text: isNew(baseBranch, defaultBranch, stackBase) ? baseBranch : null },
  ];
  return all.flatMap(({ origin, text }) => (text === null ? [] : [{ origin, text }]));
}

/** The first file is the authority; what comes after it is checked against its ladder, services and tools. */
function roleOf(origin: RuleOrigin, floorExists: boolean, layers: readonly Layer[]): Role {
  if (origin === 'organization') return { kind: 'floor' };
  const [first] = layers;
  if (first === undefined) return floorExists ? { kind: 'below-floor', authority: null } : { kind: 'sole' };
  const authority = authorityOf(first.file, layers);
  return floorExists ? { kind: 'below-floor', authority } : { kind: 'branch', authority };
}

function authorityOf(first: PolicyFile, layers: readonly Layer[]): Authority {
  const contents = layers.map(({ file }) => file.content);
  return {
    ladder: first.content.ladder ?? null,
    services: contents.flatMap((content) => Object.keys(content.risk?.services ?? {})),
    tools: contents.flatMap((content) => (content.provenance?.tools ?? []).map(({ id }) => id)),
  };
}

function sourcesOf(texts: PolicyTexts, organization: PolicyText | null): readonly PolicySource[] {
  const found = inOrderOfAuthority(texts, organization).map(({ origin, text }) => ({ origin, sha: text.sha }));
  return found.length > 0 ? found : [{ origin: 'built-in', sha: null }];
}

function unreadableFloor(why: string, owner: string): EffectivePolicy {
  return {
    usable: false,
    mode: 'enforce',
    problems: [
      {
        file: `${owner}/.github`,
        line: 1,
        column: 1,
        message: `the organization's policy could not be read: ${why}`,
        hint: 'grant the App access to the `.github` repository',
      },
    ],
    sources: [{ origin: 'organization', sha: null }],
  };
}
