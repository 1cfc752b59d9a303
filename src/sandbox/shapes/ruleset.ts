import type { Ruleset } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import type { State } from '../state.ts';
import { stamp } from './account.ts';

/** Who may bypass is told only to those who may edit. */
export function visibleRuleset(state: State, ruleset: Ruleset) {
  const { bypass_actors: _bypassActors, ...visible } = rulesetShape(state, ruleset);
  return visible;
}

/** `repository-ruleset`. */
export function rulesetShape(state: State, ruleset: Ruleset) {
  const { source } = ruleset;
  const ofOrganization = 'login' in source;
  const place = ofOrganization ? `orgs/${source.login}` : `repos/${fullName(source)}`;
  return {
    id: ruleset.id,
    node_id: ruleset.nodeId,
    name: ruleset.name,
    target: ruleset.target,
    source_type: ofOrganization ? 'Organization' : 'Repository',
    source: ofOrganization ? source.login : fullName(source),
    enforcement: ruleset.enforcement,
    bypass_actors: ruleset.bypassActors,
    conditions: ruleset.conditions,
    rules: ruleset.rules,
    _links: { self: { href: `${state.url}/${place}/rulesets/${ruleset.id}` } },
    created_at: stamp(ruleset.createdAt),
    updated_at: stamp(ruleset.updatedAt),
  };
}
