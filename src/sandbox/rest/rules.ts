import { addRuleset, editRuleset, type RulesetDraft } from '../operations/rules.ts';
import { Refusal } from '../refusal.ts';
import { rulesetShape, visibleRuleset } from '../shapes/ruleset.ts';
import type { Viewer } from '../state/apps.ts';
import type { Organization, Repository, Ruleset } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { rulesForBranch } from '../state/rules.ts';
import { permissionOf, viewerMay } from '../state.ts';
import {
  type Answer,
  type Call,
  created,
  found,
  notAccessible,
  ok,
  onOrganization,
  onRepository,
  page,
  type Routes,
  text,
} from './route.ts';

export const ruleRoutes: Routes = {
  'repos/get-branch-rules': onRepository([['metadata', 'read']], (call, repository) =>
    page(call, rulesForBranch(repository, call.params['branch'] ?? ''), ({ rule, ruleset }) => ({
      ...rule,
      ruleset_source_type: 'login' in ruleset.source ? 'Organization' : 'Repository',
      ruleset_source: 'login' in ruleset.source ? ruleset.source.login : fullName(ruleset.source),
      ruleset_id: ruleset.id,
    })),
  ),
  'repos/get-repo-rulesets': onRepository([['metadata', 'read']], (call, repository) => {
    const { owner } = repository;
    const withParents = call.url.searchParams.get('includes_parents') !== 'false';
    const above = withParents && owner.type === 'Organization' ? owner.rulesets : [];
    return page(call, [...repository.rulesets, ...above], brief(call));
  }),
  'repos/get-repo-ruleset': onRepository([['metadata', 'read']], (call, repository) => {
    const above = repository.owner.type === 'Organization' ? repository.owner.rulesets : [];
    const shape = isAdmin(call.viewer, repository) ? rulesetShape : visibleRuleset;
    return ok(shape(call.state, rulesetIn(call, [...repository.rulesets, ...above])));
  }),
  'repos/create-repo-ruleset': onRepository([['administration', 'write']], (call, repository) => {
    if (!isAdmin(call.viewer, repository)) throw notAccessible();
    return created(rulesetShape(call.state, addRuleset(call.state, repository, newRulesetIn(call.body))));
  }),
  'repos/update-repo-ruleset': onRepository([['administration', 'write']], (call, repository) => {
    if (!isAdmin(call.viewer, repository)) throw notAccessible();
    return update(call, rulesetIn(call, repository.rulesets));
  }),
  'repos/get-org-rulesets': onOrganization([['organization_administration', 'read']], (call, organization) =>
    page(call, organization.rulesets, brief(call)),
  ),
  'repos/get-org-ruleset': onOrganization([['organization_administration', 'read']], (call, organization) => {
    const shape = isOwner(call.viewer, organization) ? rulesetShape : visibleRuleset;
    return ok(shape(call.state, rulesetIn(call, organization.rulesets)));
  }),
  'repos/create-org-ruleset': onOrganization([['organization_administration', 'write']], (call, organization) => {
    if (!isOwner(call.viewer, organization)) throw notAccessible();
    return created(rulesetShape(call.state, addRuleset(call.state, organization, newRulesetIn(call.body))));
  }),
  'repos/update-org-ruleset': onOrganization([['organization_administration', 'write']], (call, organization) => {
    if (!isOwner(call.viewer, organization)) throw notAccessible();
    return update(call, rulesetIn(call, organization.rulesets));
  }),
};

function update(call: Call, ruleset: Ruleset): Answer {
  editRuleset(call.state, ruleset, draftIn(call.body));
  return ok(rulesetShape(call.state, ruleset));
}

/** A list leaves rules, conditions and bypass actors out. */
function brief({ state }: Call) {
  return (ruleset: Ruleset) => {
    const { rules: _rules, conditions: _conditions, ...rest } = visibleRuleset(state, ruleset);
    return rest;
  };
}

function rulesetIn({ params }: Call, rulesets: readonly Ruleset[]): Ruleset {
  return found(rulesets.find(({ id }) => id === Number(params['ruleset_id'])));
}

function newRulesetIn(body: Call['body']): RulesetDraft {
  const { name, enforcement, ...rest } = draftIn(body);
  if (name === undefined || enforcement === undefined) throw new Refusal(422, 'Validation Failed');
  return { name, enforcement, ...rest };
}

/** The body has passed GitHub's schema. */
function draftIn(body: Call['body']): Partial<RulesetDraft> {
  const fields: [keyof RulesetDraft, unknown][] = [
    ['name', text(body['name'])],
    ['target', body['target']],
    ['enforcement', body['enforcement']],
    ['bypassActors', body['bypass_actors']],
    ['conditions', body['conditions']],
    ['rules', body['rules']],
  ];
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function isAdmin(viewer: Viewer, repository: Repository): boolean {
  if (viewer.kind === 'user') return permissionOf(repository, viewer.user) === 'admin';
  return viewerMay(viewer, 'administration', 'write');
}

function isOwner(viewer: Viewer, organization: Organization): boolean {
  if (viewer.kind === 'user') return organization.members.get(viewer.user.id)?.role === 'admin';
  return viewerMay(viewer, 'organization_administration', 'write');
}
