import { describe, expect, it } from '@jest/globals';
import { type GraphQLField, getNamedType, isCompositeType, isObjectType } from 'graphql';
import { resolvers } from '../../../src/sandbox/graphql/resolvers.ts';
import { githubSchema } from '../../../src/sandbox/graphql/schema.ts';
import { addRuleset } from '../../../src/sandbox/operations/rules.ts';
import { api, ask } from '../../support/sandbox-query.ts';
import { aWorld } from '../../support/sandbox-world.ts';

const types = Object.entries(resolvers).map(([type, fields]) => ({ type, names: Object.keys(fields) }));
const events = types.filter(({ type }) => type.endsWith('Event'));
const others = types.filter(({ type }) => !type.endsWith('Event'));

// Events share fields that not every one of them has.
it.each(others)('every resolver of $type is for a field of the schema', ({ type, names }) => {
  const known = Object.keys(fieldsOf(type));
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});

describe('every field of every type', () => {
  it('answers what its type in the schema allows', () => {
    const world = aWorld();
    addRuleset(world.state, world.acme, { name: 'floor', enforcement: 'evaluate', rules: [{ type: 'deletion' }] });
    const admin = { ...world.apps.gate.permissions, administration: 'write' } as const;
    const { errors } = ask(world, everythingThere(), world.token(admin));
    expect(errors ?? []).toEqual([]);
  });
});

function everythingThere(): string {
  return `{
    viewer { ${all('User')} }
    organization(login: "acme") {
      ${all('Organization')}
      team(slug: "staff") { ${all('Team')} }
      rulesets(first: 9) ${nodes('RepositoryRuleset')}
    }
    ${api} {
      ${all('Repository', ['viewerPermission'])}
      label(name: "ai-assisted") { ${all('Label')} }
      defaultBranchRef { ${all('Ref')} rules(first: 9) ${nodes('RepositoryRule')} }
      object(expression: "topic") { ... on Commit {
        ${all('Commit')}
        statusCheckRollup {
          ${all('StatusCheckRollup')}
          contexts(first: 9) { nodes {
            ... on CheckRun { ${all('CheckRun', ['isRequired'])} }
            ... on StatusContext { ${all('StatusContext', ['isRequired'])} }
          } }
        }
        checkSuites(first: 9) ${nodes('CheckSuite')}
        apps: checkSuites(first: 9) { nodes { app { ${all('App')} } } }
        tree { ${all('Tree')} }
      } }
      blob: object(expression: "topic:README.md") { ... on Blob { ${all('Blob')} } }
      issue(number: 2) { ${all('Issue')} comments(first: 9) ${nodes('IssueComment')} }
      pullRequest(number: 1) {
        ${all('PullRequest')}
        author { ... on User { ${all('User')} } }
        commits(first: 9) ${nodes('PullRequestCommit')}
        comments(first: 9) { nodes { ${all('IssueComment', ['issue'])} } }
        reviews(first: 9) ${nodes('PullRequestReview')}
        reviewRequests(first: 9) ${nodes('ReviewRequest')}
        timelineItems(first: 99) { nodes { ${events.map(({ type }) => `... on ${type} { ${all(type)} }`).join(' ')} } }
      }
    }
  }`;
}

function nodes(type: string): string {
  return `{ nodes { ... on ${type} { ${all(type)} } } }`;
}

/** The fields of a type that need no argument, connections with their count; named apart, for GraphQL merges names. */
function all(type: string, except: readonly string[] = []): string {
  return selections(type)
    .filter(({ name }) => !except.includes(name))
    .map(({ name, text }) => `${type}_${name}: ${text}`)
    .join(' ');
}

function selections(type: string): readonly { readonly name: string; readonly text: string }[] {
  const names = types.find((known) => known.type === type)?.names ?? [];
  return names.flatMap((name) => {
    const field = fieldsOf(type)[name];
    return field === undefined || needsMore(field) ? [] : [{ name, text: selection(name, field) }];
  });
}

function fieldsOf(type: string): Readonly<Record<string, GraphQLField<unknown, unknown>>> {
  const known = githubSchema().getType(type);
  return isObjectType(known) ? known.getFields() : {};
}

function isConnection(field: GraphQLField<unknown, unknown>): boolean {
  return field.args.some(({ name }) => name === 'first');
}

function needsMore(field: GraphQLField<unknown, unknown>): boolean {
  return field.args.some((argument) => String(argument.type).endsWith('!') && argument.defaultValue === undefined);
}

function selection(name: string, field: GraphQLField<unknown, unknown>): string {
  if (isConnection(field)) return `${name}(first:1){totalCount}`;
  return isCompositeType(getNamedType(field.type)) ? `${name}{__typename}` : name;
}
