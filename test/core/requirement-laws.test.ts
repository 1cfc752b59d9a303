import { describe, expect } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import { autonomies, involvements } from '../../src/core/evidence.ts';
import { type Account, type ChangedFile, known, type Snapshot } from '../../src/core/facts.ts';
import { rank } from '../../src/core/ladder.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Provenance } from '../../src/core/provenance.ts';
import { type Clause, deriveRequirement, type Requirement } from '../../src/core/requirement.ts';
import { assessRisk } from '../../src/core/risk.ts';
import { anyFile, anyPolicy, anyProvenance, anyRule, anySnapshot } from '../support/arbitraries.ts';
import { people } from '../support/facts.ts';
import { expectSame, itHolds, type Laws } from '../support/laws.ts';
import { aLadder } from '../support/policy.ts';

function requirementOf(policy: Policy, snapshot: Snapshot, provenance: Provenance): Requirement {
  return deriveRequirement(policy, snapshot, provenance, assessRisk(policy, snapshot, provenance));
}

/** Whether a clause asks at least what another one did, for the same reason. */
function asksAsMuch(clause: Clause, before: Clause): boolean {
  const paths = (clause.owners ?? []).map(({ path }) => path);
  return (
    clause.rule === before.rule &&
    clause.origin === before.origin &&
    rank(aLadder, clause.level) >= rank(aLadder, before.level) &&
    clause.count >= before.count &&
    clause.from.join() === before.from.join() &&
    (before.owners ?? []).every(({ path }) => paths.includes(path))
  );
}

function expectNothingRemoved(before: Requirement, after: Requirement): void {
  const removed = before.clauses.filter((clause) => !after.clauses.some((each) => asksAsMuch(each, clause)));
  const ungated = before.declarationRequired && !after.declarationRequired;
  if (removed.length > 0 || ungated) expect({ removed, ungated }).toEqual({ removed: [], ungated: false });
}

const more = fc.record({
  provenance: anyProvenance,
  file: anyFile,
  lines: fc.nat({ max: 30 }),
  rule: anyRule,
  cut: fc.constantFrom('3000 of 3001 files were read', '250 of 251 commits were read', 'something'),
});
type More = typeof more extends fc.Arbitrary<infer Added> ? Added : never;
type World = { readonly policy: Policy; readonly snapshot: Snapshot; readonly provenance: Provenance };
type Case = World & { readonly more: More; readonly person: Account; readonly requirement: Requirement };

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    policy: anyPolicy,
    snapshot: anySnapshot,
    provenance: anyProvenance,
    more,
    person: fc.constantFrom(...Object.values(people)),
  })
  .map((world) => {
    const { policy, snapshot, provenance } = frozen(world);
    return { ...world, requirement: requirementOf(policy, snapshot, provenance) };
  });

const stronger = (provenance: Provenance, added: Provenance): Provenance => ({
  ...provenance,
  involvement: higher(involvements, provenance.involvement, added.involvement),
  autonomy: higher(autonomies, provenance.autonomy, added.autonomy),
  tools: [...new Set([...provenance.tools, ...added.tools])],
  declaration: added.declaration,
  contradicted: added.contradicted,
});

function withFile(snapshot: Snapshot, file: ChangedFile): Snapshot {
  const { commits, files, additions, deletions } = snapshot.totals;
  return {
    ...snapshot,
    files: [...snapshot.files, file],
    totals: { commits, files: files + 1, additions: additions + file.additions, deletions: deletions + file.deletions },
  };
}

/** Lines that are not known count as too many already. */
const withLines = (snapshot: Snapshot, lines: number): Snapshot => ({
  ...snapshot,
  files: snapshot.files.map((file) => (file.patch.known ? { ...file, additions: file.additions + lines } : file)),
});

const refused = { known: false, why: 'refused' } as const;

const darker = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  files: snapshot.files.map((file) => ({ ...file, mode: refused })),
  memberships: {},
  toolsUsedBefore: refused,
});

const withoutAboveAuthor = (policy: Policy): Policy => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule, require: { ...rule.require, aboveAuthor: null } })),
});

/** The same world with more of one thing. */
const moreOf: Readonly<Record<string, (given: World, added: More) => World>> = {
  'more evidence': (given, added) => ({ ...given, provenance: stronger(given.provenance, added.provenance) }),
  // An empty list is no list: there every rule applies.
  'another file': (given, added) =>
    given.snapshot.files.length > 0 ? { ...given, snapshot: withFile(given.snapshot, added.file) } : given,
  'more lines': (given, added) => ({ ...given, snapshot: withLines(given.snapshot, added.lines) }),
  'a list that was cut': (given, added) => {
    const { snapshot } = given;
    return { ...given, snapshot: { ...snapshot, truncated: [...snapshot.truncated, added.cut] } };
  },
  'facts that turn out not to be known': (given) => ({ ...given, snapshot: darker(given.snapshot) }),
  'another rule': (given, added) => {
    const { policy } = given;
    return { ...given, policy: { ...policy, rules: [...policy.rules, { ...added.rule, name: 'added' }] } };
  },
};

const laws: Laws<Case> = {
  // What is frozen throws when it is written to.
  'is the same for the same facts, which it never writes to': ({ policy, snapshot, provenance, requirement }) => {
    const again = structuredClone({ snapshot, provenance });
    expectSame(requirementOf(policy, again.snapshot, again.provenance), requirement);
  },

  'has clauses of different ids, of levels on the ladder': ({ requirement: { clauses, unmeetable } }) => {
    const ids = clauses.map(({ id }) => id);
    expectSame(new Set(ids).size, ids.length);
    expectSame(
      clauses.filter(({ level, count }) => !aLadder.levels.includes(level) || count < 1),
      [],
    );
    expectSame(
      unmeetable.filter((id) => !ids.includes(id)),
      [],
    );
  },

  'does not depend on the order of rules, files, commits, reviews, pushes and teams': (given) => {
    const { policy, snapshot, provenance, requirement } = given;
    const turned = requirementOf({ ...policy, rules: policy.rules.toReversed() }, reversed(snapshot), provenance);
    expectSame(inOrder(turned), inOrder(requirement));
  },

  'and the verdict that follows do not depend on the order of anything': ({ policy, snapshot }) => {
    const upsideDown = { ...policy, rules: policy.rules.toReversed() };
    const turned = evaluate({ usable: true, policy: upsideDown }, reversed(snapshot));
    const straight = evaluate({ usable: true, policy }, snapshot);
    expectSame(turned.verdict.state, straight.verdict.state);
    expectSame(inOrder(turned.requirement).clauses, inOrder(straight.requirement).clauses);
    expectSame(turned.risk, straight.risk);
  },

  ...Object.fromEntries(
    Object.entries(moreOf).map(([what, change]): [string, (given: Case) => void] => [
      `loses nothing by ${what}`,
      (given) => {
        const after = change(given, given.more);
        expectNothingRemoved(given.requirement, requirementOf(after.policy, after.snapshot, after.provenance));
      },
    ]),
  ),

  'loses nothing by a lower level of the author, but for rules relative to the author': (given) => {
    const { policy, snapshot, provenance, person } = given;
    const relative = withoutAboveAuthor(policy);
    const lower: Snapshot = { ...snapshot, memberships: { ...snapshot.memberships, [person.id]: known([]) } };
    expectNothingRemoved(
      requirementOf(relative, withLevelOf(snapshot, person.id), provenance),
      requirementOf(relative, lower, provenance),
    );
  },

  'traces every rule, and those that applied are those with clauses or a gate': ({ policy, requirement }) => {
    const { trace, clauses } = requirement;
    expectSame(
      trace.map(({ origin, rule }) => `${origin}/${rule}`),
      policy.rules.map(({ origin, name }) => `${origin}/${name}`),
    );
    for (const { origin, rule, applied, conditions } of trace) {
      expectSame(
        conditions.every(({ held }) => held),
        applied,
      );
      if (!applied) {
        expectSame(
          clauses.filter(({ id }) => id === `${origin}/${rule}`),
          [],
        );
      }
    }
  },
};

describe('the requirement', () => {
  itHolds(anyCase, laws, { numRuns: 4000 });
});

/** With that person's level known, so that lowering it says less and not more. */
function withLevelOf(snapshot: Snapshot, id: number): Snapshot {
  const membership = snapshot.memberships[id];
  if (membership?.known === true) return snapshot;
  return { ...snapshot, memberships: { ...snapshot.memberships, [id]: known(['acme/seniors']) } };
}

const higher = <T>(scale: readonly T[], one: T, other: T): T =>
  scale.indexOf(one) >= scale.indexOf(other) ? one : other;

const reversed = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  files: snapshot.files.toReversed(),
  commits: snapshot.commits.toReversed(),
  reviews: snapshot.reviews.toReversed(),
  pushes: snapshot.pushes.toReversed(),
  truncated: snapshot.truncated.toReversed(),
});

function inOrder(requirement: Requirement): Requirement {
  return {
    ...requirement,
    clauses: requirement.clauses.toSorted((a, b) => a.id.localeCompare(b.id)),
    unmeetable: requirement.unmeetable.toSorted(),
    trace: requirement.trace.toSorted((a, b) => `${a.origin}/${a.rule}`.localeCompare(`${b.origin}/${b.rule}`)),
  };
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}
