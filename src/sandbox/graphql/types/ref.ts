import { ancestorsOf, commitsBetween, mergeBase } from '../../git/history.ts';
import { stamp } from '../../shapes/account.ts';
import type { Repository, Ruleset } from '../../state/model.ts';
import { branchRef, resolveRevision } from '../../state/repositories.ts';
import type { Rule } from '../../state/rule.ts';
import { rulesForBranch } from '../../state/rules.ts';
import { viewerMay } from '../../state.ts';
import { requireRead } from '../access.ts';
import { connection, each, type Page } from '../connection.ts';
import { forbidden } from '../errors.ts';
import { namedId } from '../global-ids.ts';
import { type Fields, node, ownerNode } from '../node.ts';
import { type PullRequestArguments, selectPullRequests } from '../selection.ts';
import { gitNode } from './git-objects.ts';

type Ref = { readonly repository: Repository; readonly name: string };

export const refFields: Fields<Ref> = {
  id: (of) => namedId('REF', of.repository.id, of.name),
  name: (of) => of.name.slice(prefixOf(of).length),
  prefix: prefixOf,
  repository: (of) => node('Repository', of.repository),
  target: (of, _args, context) => {
    requireRead(context, of.repository, 'contents');
    const oid = of.repository.refs.get(of.name);
    return oid === undefined ? null : gitNode(of.repository, oid);
  },
  associatedPullRequests: (of, args: PullRequestArguments, context, info) => {
    requireRead(context, of.repository, 'pull_requests');
    const found = [...of.repository.pullRequests.values()].filter(
      ({ head }) => head.repository === of.repository && branchRef(head.ref) === of.name,
    );
    return connection(selectPullRequests(found, args), args, info, each('PullRequest'));
  },
  rules: (of, args: Page, _context, info) =>
    connection(rulesForBranch(of.repository, branchOf(of)), args, info, each('RepositoryRule')),
  // Classic protection, in the part that people without administration may see.
  refUpdateRule: (of) => {
    const protection = of.repository.protections.get(branchOf(of));
    if (protection === undefined) return null;
    return { pattern: branchOf(of), requiredStatusCheckContexts: protection.checks.map(({ context }) => context) };
  },
  compare: (of, { headRef }: { headRef: string }, context, info) => {
    requireRead(context, of.repository, 'contents');
    const { objects, refs } = of.repository;
    const [base, head] = [refs.get(of.name), resolveRevision(of.repository, headRef)];
    if (base === undefined || head === null || mergeBase(objects, base, head) === null) return null;
    const ahead = commitsBetween(objects, base, head);
    const behind = [...ancestorsOf(objects, base)].filter((oid) => !ancestorsOf(objects, head).has(oid));
    return {
      aheadBy: ahead.length,
      behindBy: behind.length,
      status: comparisonStatus(ahead.length, behind.length),
      baseTarget: gitNode(of.repository, base),
      headTarget: gitNode(of.repository, head),
      commits: (args: Page) =>
        connection(ahead, args, info, ({ oid }) => ({ node: node('Commit', { repository: of.repository, oid }) })),
    };
  },
};

export const repositoryRulesetFields: Fields<Ruleset> = {
  id: (of) => of.nodeId,
  databaseId: (of) => of.id,
  name: (of) => of.name,
  target: (of) => of.target.toUpperCase(),
  enforcement: (of) => of.enforcement.toUpperCase(),
  source: ({ source }) => ('owner' in source ? node('Repository', source) : ownerNode(source)),
  createdAt: (of) => stamp(of.createdAt),
  updatedAt: (of) => stamp(of.updatedAt),
  conditions: ({ conditions }) => ({
    refName: conditions.ref_name,
    repositoryName:
      conditions.repository_name === undefined ? null : { ...conditions.repository_name, protected: false },
    repositoryId: null,
    repositoryProperty: null,
  }),
  rules: (of, args: Page & { type?: string | null }, _context, info) => {
    const found = of.rules.filter(
      ({ type }) => args.type === null || args.type === undefined || type.toUpperCase() === args.type,
    );
    return connection(found, args, info, (rule) => ({ node: node('RepositoryRule', { rule, ruleset: of }) }));
  },
  // GitHub keeps these from everybody who may not edit the ruleset.
  bypassActors: (of, args: Page, { viewer }, info) => {
    if (!viewerMay(viewer, 'administration', 'write')) throw forbidden();
    return connection(of.bypassActors, args, info, (actor) => ({
      node: { bypassMode: actor.bypass_mode.toUpperCase() },
    }));
  },
};

export const repositoryRuleFields: Fields<{ readonly rule: Rule; readonly ruleset: Ruleset }> = {
  id: ({ rule, ruleset }) => namedId('RRULE', ruleset.id, String(ruleset.rules.indexOf(rule))),
  type: ({ rule }) => rule.type.toUpperCase(),
  repositoryRuleset: ({ ruleset }) => node('RepositoryRuleset', ruleset),
  parameters: ({ rule }) => {
    if (rule.parameters === undefined) return null;
    const words = rule.type.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    return {
      __typename: `${words.join('')}Parameters`,
      ...defaults[rule.type],
      ...record(camelCased(rule.parameters)),
    };
  },
};

/** What GitHub fills in where the ruleset left it out. */
const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  required_status_checks: { doNotEnforceOnCreate: false },
};

/** The same words, in GraphQL's spelling. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [
    key.replace(/_(?<letter>[a-z])/gu, (_match, letter: string) => letter.toUpperCase()),
    camelCased(child),
  ]);
  const spelled = record(Object.fromEntries(entries));
  // A check that names no app may come from any.
  return 'context' in spelled ? { integrationId: null, ...spelled } : spelled;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function comparisonStatus(ahead: number, behind: number): 'IDENTICAL' | 'AHEAD' | 'BEHIND' | 'DIVERGED' {
  if (ahead === 0) return behind === 0 ? 'IDENTICAL' : 'BEHIND';
  return behind === 0 ? 'AHEAD' : 'DIVERGED';
}

function prefixOf({ name }: Ref): string {
  return /^refs\/[^/]+\//u.exec(name)?.[0] ?? 'refs/';
}

function branchOf({ name }: Ref): string {
  return name.replace('refs/heads/', '');
}
