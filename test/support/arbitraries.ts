import * as fc from 'fast-check';
import { autonomies, involvements } from '../../src/core/evidence.ts';
import {
  type Account,
  type ChangedFile,
  type Commit,
  type Fact,
  type GitIdentity,
  known,
  type Snapshot,
  unknown,
} from '../../src/core/facts.ts';
import { type Condition, type Glob, type Policy, type Rule, riskLevels } from '../../src/core/policy.ts';
import type { Provenance } from '../../src/core/provenance.ts';
import {
  aBot,
  aCommit,
  aFile,
  anIdentity,
  aPullRequestText,
  aReview,
  aSnapshot,
  memberships,
  people,
  sha,
} from './facts.ts';
import { aLadder, aPolicy } from './policy.ts';

/** Small worlds, so that rules and facts meet often: few people, few folders, few tools. */
const somebody = fc.constantFrom<Account[]>(...Object.values(people), aBot(9, 'copilot[bot]'));
const somebodyOrNobody = fc.option(somebody, { nil: null });
/** Mostly one author, so that most reviewers have no part in the change. */
const { mia, jo, ada } = people;
const writer = fc.constantFrom<Account[]>(mia, mia, mia, mia, mia, mia, jo, ada, aBot(9, 'copilot[bot]'));
const level = fc.constantFrom(...aLadder.levels);
const risk = fc.constantFrom(...riskLevels);
const tool = fc.constantFrom('claude', 'codex', 'own');
const segment = fc.constantFrom('a', 'b', 'B', '.c', 'docs');
const fileName = fc.constantFrom('x.ts', 'y.sql', 'z.tf', 'AGENTS.md', 'CODEOWNERS', 'w.yml', '.gitattributes');
const path = fc
  .tuple(fc.array(segment, { maxLength: 2 }), fileName)
  .map(([folders, name]) => [...folders, name].join('/'));
const branch = fc.constantFrom('main', 'release/1', 'feature');

const factOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> =>
  fc.oneof({ weight: 5, arbitrary: value.map(known) }, { weight: 1, arbitrary: fc.constant(unknown('refused')) });

/** The same globs again and again: patterns are kept with them. */
const someGlobs: readonly Glob[] = [
  'a/**',
  '**/b/**',
  '**/*.sql',
  '*',
  '**',
  'docs/**',
  'B/*.ts',
  '**/x.ts',
  '[ab]/**',
].map((text) => ({ text, alternatives: [text] }));
const anyGlob: fc.Arbitrary<Glob> = fc.constantFrom(...someGlobs);
const globText = anyGlob.map(({ text }) => text);
const anyGlobs = fc.array(anyGlob, { minLength: 1, maxLength: 2 });

export const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom('possible', 'likely', 'declared').map((atLeast) => ({ kind: 'involvement' as const, atLeast })),
  fc.constantFrom('assisted', 'agent').map((atLeast) => ({ kind: 'autonomy' as const, atLeast })),
  risk.map((atLeast) => ({ kind: 'risk' as const, atLeast })),
  level.map((name) => ({ kind: 'author-below' as const, level: name })),
  anyGlobs.map((globs) => ({ kind: 'paths' as const, globs })),
  anyGlobs.map((globs) => ({ kind: 'unless-only' as const, globs })),
  fc.nat({ max: 20 }).map((lines) => ({ kind: 'lines-over' as const, lines })),
  fc.nat({ max: 3 }).map((files) => ({ kind: 'files-over' as const, files })),
  fc
    .constantFrom('main', 'release/*')
    .map((text) => ({ kind: 'base' as const, globs: [{ text, alternatives: [text] }] })),
  tool.map((name) => ({ kind: 'tools' as const, tools: [name] })),
  fc.constant({ kind: 'first-use-of-tool' as const }),
  fc.constantFrom('shop', 'other').map((name) => ({ kind: 'repository' as const, repositories: [name] })),
);

export const anyRule: fc.Arbitrary<Rule> = fc.record({
  name: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
  origin: fc.constantFrom('organization', 'repository'),
  when: fc.array(anyCondition, { maxLength: 2 }),
  require: fc.record({
    level: fc.option(level, { nil: null }),
    aboveAuthor: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null, freq: 2 }),
    count: fc.integer({ min: 1, max: 3 }),
    from: fc.constantFrom<string[][]>([], [], ['acme/payments']),
    owners: fc.boolean(),
    declaration: fc.boolean(),
  }),
});

const thresholds = (max: number) =>
  fc.record({ medium: fc.nat({ max }), high: fc.nat({ max }), critical: fc.nat({ max }) }, { requiredKeys: [] });

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    machineUsers: fc.constantFrom<string[][]>([], [], ['ada']),
    declaration: fc.constantFrom('optional', 'required'),
    unknownContributor: fc.constantFrom('one-more', 'block'),
    unattributedAgent: fc.constantFrom('one-more', 'block'),
    rules: fc.uniqueArray(anyRule, { maxLength: 4, selector: ({ origin, name }) => `${origin}/${name}` }),
    risk: fc.record({
      paths: fc.record({ medium: anyGlobs, high: anyGlobs, critical: anyGlobs }, { requiredKeys: [] }),
      linesOver: thresholds(20),
      filesOver: thresholds(3),
      services: fc.tuple(anyGlobs, anyGlobs).map(([one, other]) => [
        { name: 's', paths: one, usedBy: ['t'] },
        { name: 't', paths: other, usedBy: ['s', 'u'] },
      ]),
      blastRadius: thresholds(3),
      destructive: risk,
      novelty: risk,
    }),
  })
  .map((only) => aPolicy(only));

const patchLine = fc.constantFrom('+a', '-b', '+DROP TABLE x;', '-resource "a" "b" {', '+permissions: write-all');

export const anyFile: fc.Arbitrary<ChangedFile> = fc
  .record({
    path,
    previousPath: fc.oneof({ weight: 4, arbitrary: fc.constant(known(null)) }, { weight: 1, arbitrary: factOf(path) }),
    status: fc.constantFrom('added', 'modified', 'removed', 'renamed'),
    mode: factOf(fc.constantFrom('100644', '100644', '100644', '100755', '120000', null)),
    blobAfter: fc.constantFrom(known(sha('b1')), known(sha('b2')), unknown('not read')),
    additions: fc.nat({ max: 9 }),
    deletions: fc.nat({ max: 9 }),
    patch: factOf(fc.array(patchLine, { maxLength: 2 }).map((lines) => lines.join('\n'))),
  })
  .map((only) => aFile(only));

const identity: fc.Arbitrary<GitIdentity> = fc.oneof(
  { weight: 12, arbitrary: writer.map(anIdentity) },
  { weight: 1, arbitrary: fc.constant({ name: 'Who', email: 'who@example.org', account: null }) },
  { weight: 1, arbitrary: fc.constant({ name: 'Claude', email: 'noreply@anthropic.com', account: null }) },
);

const commitsOf = (count: number): fc.Arbitrary<readonly Commit[]> =>
  fc.tuple(...Array.from({ length: count }, (_, index) => anyCommit(index + 1)));

const anyCommit = (index: number): fc.Arbitrary<Commit> =>
  fc
    .record({
      authors: fc.array(identity, { minLength: 1, maxLength: 2 }),
      committer: fc.option(identity, { nil: null }),
      message: fc.constantFrom('x', 'x\n\nCo-Authored-By: Claude <noreply@anthropic.com>', 'x\n\nAI-Assisted: no'),
    })
    .map((only) =>
      aCommit({ sha: sha(`c${index}`), tree: sha(`t${index}`), parents: [sha(`c${index - 1}`)], ...only }),
    );

const anyReview = (id: number) =>
  fc
    .record({
      reviewer: somebodyOrNobody,
      state: fc.constantFrom(
        ...Array.from({ length: 9 }, () => 'approved' as const),
        'changes-requested' as const,
        'commented' as const,
        'dismissed' as const,
      ),
      canPush: fc.constantFrom(true, true, true, false),
      submittedAt: fc.constantFrom('2026-03-02T11:00:00Z', '2026-03-02T11:30:00Z'),
    })
    .map((only) => aReview({ id: `r${id}`, ...only }));

const membershipsOf = fc
  .array(
    fc.tuple(
      fc.constantFrom(...Object.values(people)),
      factOf(fc.constantFrom<string[][]>([], ['acme/mids'], ['acme/staff'])),
    ),
    {
      maxLength: 2,
    },
  )
  .map((changes) => ({ ...memberships, ...Object.fromEntries(changes.map(([{ id }, held]) => [id, held])) }));

/** Pull requests of the small world. Totals fit the lists, unless `truncated` says otherwise. */
export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    pullRequest: fc
      .record({
        author: fc.option(writer, { nil: null, freq: 10 }),
        agentEvents: fc.array(
          somebodyOrNobody.map((actor) => ({ actor, appSlug: 'copilot', at: '2026-03-02T10:00:00Z' })),
          { maxLength: 1 },
        ),
        labels: fc.constantFrom<string[][]>([], ['own'], ['codex']),
      })
      .map((only) => aPullRequestText(only)),
    baseRef: branch,
    stackBaseRef: fc.option(branch, { nil: null, freq: 5 }),
    commits: fc.integer({ min: 1, max: 3 }).chain(commitsOf),
    files: fc.uniqueArray(anyFile, { maxLength: 4, selector: (file) => file.path }),
    reviews: fc
      .tuple(anyReview(1), anyReview(2), anyReview(3), anyReview(4))
      .chain((all) => fc.subarray(all, { minLength: 1 })),
    pushes: fc.array(
      fc.record({ before: fc.constant(null), after: fc.constantFrom(sha('c1'), sha('c3')), pusher: writer }),
      { maxLength: 1 },
    ),
    siblings: fc.array(fc.record({ number: fc.constant(8), author: somebodyOrNobody, baseRef: branch }), {
      maxLength: 1,
    }),
    truncated: fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.constantFrom(['files'], ['commits']) },
    ),
    memberships: membershipsOf,
    owners: factOf(
      fc.array(
        fc.record({
          path,
          pattern: fc.constant('*'),
          owners: fc.constantFrom<string[][]>(['ada'], ['acme/staff'], []),
          unresolved: fc.constantFrom<string[][]>([], ['x@example.org']),
        }),
        { maxLength: 2 },
      ),
    ),
    toolsUsedBefore: factOf(fc.subarray(['claude', 'codex', 'own'])),
  })
  .map((only) => aSnapshot(only));

export const anyProvenance: fc.Arbitrary<Provenance> = fc.record({
  involvement: fc.constantFrom(...involvements),
  autonomy: fc.constantFrom(...autonomies),
  tools: fc.subarray(['claude', 'codex', 'own']),
  evidence: fc.constant([]),
  remembered: fc.constant([]),
  setAside: fc.constant([]),
  declaration: fc.constantFrom('ai', 'no-ai', null),
  contradicted: fc.boolean(),
});

type Written = Readonly<Record<string, unknown>>;

const defined = (written: Written): Written =>
  Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });

const rarely = <T>(value: T): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant(value) });

const writtenRule = (place: 'organization' | 'repository') =>
  fc.record({
    when: fc
      .record({
        involvement: maybe(fc.constantFrom('possible', 'likely', 'declared')),
        author_below: maybe(fc.constantFrom('mid', 'senior', 'staff')),
        risk: maybe(fc.constantFrom('medium', 'high', 'critical')),
        paths: maybe(fc.array(globText, { minLength: 1, maxLength: 2 })),
        unless_only: maybe(fc.array(globText, { minLength: 1, maxLength: 2 })),
        files_over: maybe(fc.nat({ max: 3 })),
        base: maybe(fc.constant(['main', 'release/*'])),
        repository: place === 'organization' ? maybe(fc.constant(['shop'])) : fc.constant(undefined),
      })
      .map(defined)
      // Few conditions at a time, or hardly any rule would ever apply.
      .chain((all) => fc.shuffledSubarray(Object.entries(all)).map((entries) => entries.slice(0, 2)))
      .map((entries) => Object.fromEntries(entries)),
    require: fc
      .record({
        level: fc.constantFrom('mid', 'senior', 'senior', 'staff'),
        above_author: rarely(1),
        count: fc.constantFrom(1, 1, 1, 2),
        from: rarely(['payments']),
        owners: rarely(true),
        declaration: rarely(true),
      })
      .map(defined),
  });

/** One list, since a list of tools is made ready for look-ups once. */
const ownTools = [{ id: 'own', name: 'Own', autonomy: 'agent', labels: ['own'], emails: ['who@example.org'] }];

const writtenFile = (place: 'organization' | 'repository') =>
  fc.record({
    version: fc.constant(1),
    mode: maybe(fc.constantFrom('observe', 'enforce')),
    extends: maybe(fc.constant('default')),
    machine_users: maybe(fc.constantFrom(['ada'], ['bo'])),
    provenance: maybe(
      fc
        .record({
          declaration: maybe(fc.constantFrom('optional', 'required')),
          tools: rarely(ownTools),
        })
        .map(defined),
    ),
    risk: maybe(
      fc
        .record({
          paths: maybe(fc.record({ high: fc.array(globText, { minLength: 1, maxLength: 2 }) })),
          lines_over: maybe(thresholds(20)),
          files_over: maybe(thresholds(3)),
          services: maybe(fc.record({ s: globText.map((text) => ({ paths: [text], used_by: ['s'] })) })),
          blast_radius: maybe(fc.record({ high: fc.integer({ min: 1, max: 2 }) })),
          destructive: maybe(risk),
          novelty: maybe(risk),
        })
        .map(defined),
    ),
    rules: fc
      .array(writtenRule(place), { maxLength: 2 })
      .map((rules) => rules.map((rule, index) => ({ name: `r${index}`, ...rule }))),
  });

const safeguard = fc.constantFrom('one_more', 'one_more', 'one_more', 'block');
const levels = Object.fromEntries(aLadder.levels.map((name) => [name, aLadder.holders[name]]));

/** A floor as somebody could write it, as JSON, which is YAML. */
export const anyFloorText: fc.Arbitrary<string> = fc
  .tuple(writtenFile('organization'), safeguard, safeguard)
  .map(([written, unknownContributor, unattributedAgent]) =>
    JSON.stringify({
      ...defined(written),
      levels,
      unknown_contributor: unknownContributor,
      unattributed_agent: unattributedAgent,
    }),
  );

/** A repository's or a base branch's file that may stand below such a floor. */
export const anyRepositoryText: fc.Arbitrary<string> = writtenFile('repository').map((written) =>
  JSON.stringify(defined(written)),
);
