import { describe, expect, it } from '@jest/globals';
import { evaluate } from '../../src/core/evaluate.ts';
import { known, type OwnedPath, type Snapshot, unknown } from '../../src/core/facts.ts';
import type { EffectivePolicy, Policy } from '../../src/core/policy.ts';
import { renderSummary, renderTitle, renderTrace } from '../../src/core/render.ts';
import {
  aBot,
  aCommit,
  aFile,
  aPullRequestText,
  aReview,
  aSnapshot,
  memberships,
  people,
  sha,
} from '../support/facts.ts';
import { aLadder, aPolicy, aRule } from '../support/policy.ts';

const { ada, bo, jo, sten } = people;
const short = (commit: string): string => `\`${sha(commit).slice(0, 7)}\``;
const claude = aCommit({ message: 'add a greeting\n\nCo-authored-by: Claude <noreply@anthropic.com>' });
const nobody: Policy['ladder'] = { ...aLadder, holders: { ...aLadder.holders, principal: { teams: [], users: [] } } };
const owned = (path: string, ...owners: string[]): OwnedPath => ({ path, pattern: path, owners, unresolved: [] });

const anOverride: Snapshot['commands'][number] = {
  id: 5,
  author: sten,
  createdAt: '2026-03-02T11:00:00Z',
  edited: false,
  viaApp: false,
  canPush: known(true),
  commands: [{ kind: 'override', sha: sha('c3'), reason: 'production is down' }],
};

type World = { readonly policy?: Partial<Policy>; readonly facts?: Partial<Snapshot> };

function shown({ policy = {}, facts = {} }: World): { readonly title: string; readonly lines: readonly string[] } {
  const effective: EffectivePolicy = { usable: true, policy: aPolicy(policy) };
  const snapshot = aSnapshot(facts);
  const evaluation = evaluate(effective, snapshot);
  const title = renderTitle(effective, evaluation);
  return { title, lines: renderSummary(effective, snapshot, evaluation).split('\n') };
}

describe('the title', () => {
  it.each<World & { title: string; why: string }>([
    {
      why: 'several clauses ask for one level: the most that any of them misses',
      title: 'Waiting for 3 × senior and 1 × staff',
      policy: {
        rules: [
          aRule({ name: 'a', require: { count: 2 } }),
          aRule({ name: 'b', require: { count: 3 } }),
          aRule({ name: 'c' }),
          aRule({ name: 'd', require: { level: 'staff' } }),
        ],
      },
    },
    {
      why: 'only owners are missing',
      title: 'Waiting for the owners of 2 paths',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: {
        owners: known([owned('a', 'ada'), owned('b', 'sten'), owned('c', 'sten')]),
        reviews: [aReview()],
      },
    },
    {
      why: 'a level is missing before its owners',
      title: 'Waiting for 1 × senior',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: { owners: known([owned('a', 'ada')]) },
    },
    {
      why: 'a login has letters that no login has',
      title: 'Signed off by ad-a_1',
      facts: { reviews: [aReview({ reviewer: { ...ada, login: 'ad-a_1`@[x]('.replace('x', '') } })] },
    },
    {
      why: 'two signed off',
      title: 'Signed off by ada and bo',
      facts: { reviews: [aReview(), aReview({ id: 'r2', reviewer: bo })] },
    },
    {
      why: 'it observes and all is met',
      title: 'Observing: signed off by ada',
      policy: { mode: 'observe' },
      facts: { reviews: [aReview()] },
    },
    {
      why: 'somebody broke the glass',
      title: 'Overridden by sten',
      policy: { override: { teams: ['acme/staff'], minimumReason: 5, maxOpenDebts: 1, debtDueDays: 7 } },
      facts: {
        commands: [anOverride],
      },
    },
  ])('is "$title" when $why', ({ title, ...world }) => {
    expect(shown(world).title).toBe(title);
  });
});

describe('a line of the summary', () => {
  it.each<World & { line: string; why: string }>([
    {
      why: 'a clause is open',
      line: '**Waiting for 1 × senior.** An approval of the head commit by somebody who qualifies turns this check green.',
    },
    {
      why: 'more than one approval is needed',
      line: '**Waiting for 2 × senior.** This check turns green once approvals of the head commit meet every open point.',
      policy: { rules: [aRule({ require: { count: 2 } })] },
    },
    {
      why: 'the declaration is missing',
      line: "**Waiting for the author's declaration.** The author says whether AI took part by adding a line `AI-Assisted: yes` or `AI-Assisted: no` to the description.",
      policy: { declaration: 'required', rules: [] },
    },
    {
      why: 'it is signed off',
      line: '**Signed off by ada.** Every clause is met on exactly this commit; a push asks again.',
      facts: { reviews: [aReview()] },
    },
    {
      why: 'nothing is asked',
      line: '**No sign-off required.** No rule of the policy asks for a sign-off on this change.',
      policy: { rules: [] },
    },
    {
      why: 'changes are requested',
      line: '**Changes requested by jo.** It is lifted by that person’s approval, or by their withdrawing the request.',
      facts: { reviews: [aReview({ reviewer: jo, state: 'changes-requested' })] },
    },
    {
      why: 'it observes',
      line: 'Countersign is in **observe** mode here: this check never blocks. A file `.github/countersign.yml` with `mode: enforce` makes it count.',
      policy: { mode: 'observe' },
    },
    {
      why: 'it observes and something is open',
      line: '**Would ask for 1 × senior.** Nothing waits for it: enforced, this check would hold the change until then.',
      policy: { mode: 'observe' },
    },
    {
      why: 'nothing was found',
      line: 'No declared evidence of AI. That does not say that there was none.',
    },
    {
      why: 'a tool was found',
      line: 'AI involvement: **declared** · autonomy: **assisted** · tools: `claude`',
      facts: { commits: [claude] },
    },
    {
      why: 'a commit tells of it',
      line: `- declared: \`Co-authored-by: Claude <noreply@anthropic.com>\` (\`co-author:claude:${sha('c3').slice(0, 7)}\`, commit ${short('c3')})`,
      facts: { commits: [claude] },
    },
    {
      why: 'the author declared otherwise',
      line: 'The author declared that no AI took part; the evidence above says otherwise and stands.',
      facts: {
        commits: [aCommit({ authors: [{ name: 'Claude', email: 'noreply@anthropic.com', account: null }] })],
        pullRequest: aPullRequestText({ body: 'AI-Assisted: no' }),
      },
    },
    {
      why: 'an agent made it and somebody asked for it',
      line: 'Asked for by `ada` (',
      facts: {
        pullRequest: aPullRequestText({
          author: aBot(198982749, 'Copilot'),
          agentEvents: [{ actor: ada, appSlug: 'copilot-swe-agent', at: '2026-03-02T09:00:00Z' }],
        }),
      },
    },
    {
      why: 'the risk has a factor with a path',
      line: '- critical: ',
      facts: { files: [aFile({ path: 'db/drop.sql', patch: known('@@ -0,0 +1 @@\n+DROP TABLE users;') })] },
    },
    {
      why: 'the risk has factors',
      line: '### Risk of the change: medium',
      policy: { risk: { ...aPolicy().risk, linesOver: { medium: 3 } } },
    },
    {
      why: 'a factor has no path',
      line: '- medium: 4 changed lines, more than 3',
      policy: { risk: { ...aPolicy().risk, linesOver: { medium: 3 } } },
    },
    {
      why: 'a clause is open that teams can clear',
      line: '- [ ] 1 × `senior` or above (rule `one senior`: the rule always applies). Can be cleared by `acme/seniors`, `acme/staff` and `acme/principals`.',
    },
    {
      why: 'somebody broke the glass, which signs nothing off',
      line: '- [ ] 1 × `senior` or above (rule `one senior`: the rule always applies). Can be cleared by `acme/seniors`, `acme/staff` and `acme/principals`.',
      policy: { override: { teams: ['acme/staff'], minimumReason: 5, maxOpenDebts: 1, debtDueDays: 7 } },
      facts: { commands: [anOverride] },
    },
    {
      why: 'somebody blocks, and an owner is missing besides',
      line: '- [ ] 1 × `senior` or above, owning `a` (rule `one senior`: the rule always applies); no owner has approved `a`. Can be cleared by `acme/seniors`, `acme/staff` and `acme/principals`.',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: {
        owners: known([owned('a', 'sten')]),
        reviews: [aReview(), aReview({ id: 'r2', reviewer: jo, state: 'changes-requested' })],
      },
    },
    {
      why: 'one of the teams is secret',
      line: '- [ ] 1 × `senior` or above (rule `one senior`: the rule always applies). Can be cleared by `acme/seniors` and `acme/principals`.',
      facts: { secretTeams: ['acme/staff'] },
    },
    {
      why: 'people are named in the policy',
      line: '- [ ] 1 × `staff` or above (rule `one senior`: the rule always applies). Can be cleared by `acme/staff` and 2 people named in the policy.',
      policy: {
        rules: [aRule({ require: { level: 'staff' } })],
        ladder: {
          ...aLadder,
          holders: {
            ...aLadder.holders,
            principal: { teams: [], users: ['x', 'y'] },
            mid: { teams: [], users: ['z'] },
          },
        },
      },
    },
    {
      why: 'nobody can clear it',
      line: '- [ ] 1 × `principal` or above (rule `one senior`: the rule always applies). **Nobody on the ladder can clear this.** An administrator has to add somebody to the level, or change the rule.',
      policy: { ladder: nobody, rules: [aRule({ require: { level: 'principal' } })] },
    },
    {
      why: 'nobody can clear it and there is an override',
      line: '- [ ] 1 × `principal` or above (rule `one senior`: the rule always applies). **Nobody on the ladder can clear this.** An administrator has to add somebody to the level, or change the rule; members of `acme/staff` may override.',
      policy: {
        ladder: nobody,
        rules: [aRule({ require: { level: 'principal' } })],
        override: { teams: ['acme/staff', 'acme/hush'], minimumReason: 5, maxOpenDebts: 1, debtDueDays: 7 },
      },
      facts: { secretTeams: ['acme/hush'] },
    },
    {
      why: 'nobody can clear it and the override is of a secret team alone',
      line: '- [ ] 1 × `principal` or above (rule `one senior`: the rule always applies). **Nobody on the ladder can clear this.** An administrator has to add somebody to the level, or change the rule; whoever the policy names may override.',
      policy: {
        ladder: nobody,
        rules: [aRule({ require: { level: 'principal' } })],
        override: { teams: ['acme/hush'], minimumReason: 5, maxOpenDebts: 1, debtDueDays: 7 },
      },
      facts: { secretTeams: ['acme/hush'] },
    },
    {
      why: 'it is met',
      line: '- [x] 1 × `senior` or above (rule `one senior`: the rule always applies).',
      facts: { reviews: [aReview()] },
    },
    {
      why: 'it is met and somebody asks for changes',
      line: '- [x] 1 × `senior` or above (rule `one senior`: the rule always applies).',
      facts: { reviews: [aReview(), aReview({ id: 'x', reviewer: jo, state: 'changes-requested' })] },
    },
    {
      why: 'it is not met and somebody asks for changes',
      line: '- [ ] 1 × `senior` or above (rule `one senior`: the rule always applies). Can be cleared by `acme/seniors`, `acme/staff` and `acme/principals`.',
      facts: { reviews: [aReview({ reviewer: jo, state: 'changes-requested' })] },
    },
    {
      why: 'a team is asked',
      line: '- [x] 1 × `senior` or above from `acme/payments` (rule `one senior`: the rule always applies).',
      policy: { rules: [aRule({ require: { from: ['acme/payments'] } })] },
      facts: { reviews: [aReview()] },
    },
    {
      why: 'an owner is missing',
      line: '- [ ] 1 × `senior` or above, owning `a` and `b` (rule `one senior`: the rule always applies); no owner has approved `b`. Can be cleared by `acme/seniors`, `acme/staff` and `acme/principals`.',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: { owners: known([owned('a', 'ada'), owned('b', 'sten')]), reviews: [aReview()] },
    },
    {
      why: 'more than five paths are owned',
      line: '- [x] 1 × `senior` or above, owning `0`, `1`, `2`, `3`, `4` and 1 more (rule `one senior`: the rule always applies).',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: { owners: known(['0', '1', '2', '3', '4', '5'].map((path) => owned(path, 'ada'))), reviews: [aReview()] },
    },
    {
      why: 'five paths are owned',
      line: '- [x] 1 × `senior` or above, owning `0`, `1`, `2`, `3` and `4` (rule `one senior`: the rule always applies).',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: { owners: known(['0', '1', '2', '3', '4'].map((path) => owned(path, 'ada'))), reviews: [aReview()] },
    },
    {
      why: 'the declaration is asked and missing',
      line: '- [ ] the author declares whether AI took part',
      policy: { declaration: 'required' },
    },
    {
      why: 'the declaration is asked and there',
      line: '- [x] the author declares whether AI took part',
      policy: { declaration: 'required' },
      facts: { pullRequest: aPullRequestText({ body: 'AI-Assisted: no' }) },
    },
    {
      why: 'an approval counts',
      line: '- ✅ `ada` approved and counts for `senior`',
      facts: { reviews: [aReview()] },
    },
    {
      why: 'an approval is carried over',
      line: `- ✅ \`ada\` approved and counts for \`senior\`, carried over from ${short('c2')}: the diff is identical`,
      facts: {
        reviews: [aReview({ commitSha: sha('c2') })],
        proofs: { sameDiff: { r1: known(true) }, cleanMerges: [] },
      },
    },
    {
      why: 'nothing asks for an approval',
      line: '- `ada` approved; nothing asks for it',
      policy: { rules: [] },
      facts: { reviews: [aReview()] },
    },
    {
      why: 'the author approved',
      line: '- ➖ `mia` approved, which does not count: opened this pull request',
      facts: { reviews: [aReview({ reviewer: people.mia })] },
    },
    {
      why: 'the account of an approver is gone',
      line: '- ➖ `ghost` approved, which does not count: the account is gone',
      facts: { reviews: [aReview({ reviewer: null })] },
    },
    {
      why: 'the approved commit is gone',
      line: '- ➖ `ada` approved, which does not count: stale: the approved commit is gone',
      facts: { reviews: [aReview({ commitSha: null })] },
    },
    {
      why: 'the approver is in another team',
      line: '- ➖ `bo` approved, which does not count: not in `acme/payments`',
      policy: { rules: [aRule({ require: { from: ['acme/payments'] } })] },
      facts: { reviews: [aReview({ reviewer: bo })] },
    },
    {
      why: 'the approver owns nothing of it',
      line: '- ➖ `bo` approved, which does not count: not an owner of the touched paths',
      policy: { rules: [aRule({ require: { owners: true } })] },
      facts: { owners: known([owned('a', 'ada')]), reviews: [aReview({ reviewer: bo })] },
    },
    {
      why: 'the teams of the approver are not known',
      line: '- ➖ `ada` approved, which does not count: GitHub did not tell which teams they are in; this is asked again',
      facts: { reviews: [aReview()], memberships: { ...memberships, [ada.id]: unknown('refused') } },
    },
    {
      why: 'an approval serves no clause, each for a reason of its own',
      line: '- ➖ `bo` approved, which does not count: not in `acme/payments` and below `staff`',
      policy: {
        rules: [
          aRule({ name: 'a', require: { from: ['acme/payments'] } }),
          aRule({ name: 'b', require: { level: 'staff' } }),
        ],
      },
      facts: { reviews: [aReview({ reviewer: bo })] },
    },
    {
      why: 'a request for changes blocks',
      line: '- ⛔ `jo` asks for changes',
      facts: { reviews: [aReview({ reviewer: jo, state: 'changes-requested' })] },
    },
    {
      why: 'a request for changes does not block',
      line: '- ➖ `sten` asked for changes, which does not block: no write access',
      facts: { reviews: [aReview({ reviewer: sten, state: 'changes-requested', canPush: false })] },
    },
    {
      why: 'a list was cut',
      line: '- 3 of 9 files: judged as the worst case',
      facts: { truncated: ['3 of 9 files'] },
    },
    { why: 'no policy file is there', line: `Head: ${short('c3')}.` },
    {
      why: 'the rules come from files',
      line: `Policy: built-in and repository ${short('p1')}. Head: ${short('c3')}.`,
      policy: {
        sources: [
          { origin: 'built-in', sha: null },
          { origin: 'repository', sha: sha('p1') },
        ],
      },
    },
  ])('is "$line" when $why', ({ line, ...world }) => {
    const { lines } = shown(world);
    expect(lines.find((each) => each === line) ?? lines.find((each) => each.startsWith(line)) ?? lines).toEqual(
      expect.stringContaining(line),
    );
  });

  it('is left out with its heading where there is nothing to say', () => {
    const headings = (world: World): readonly string[] => shown(world).lines.filter((line) => line.startsWith('###'));
    expect(headings({ policy: { rules: [] } })).toEqual(['### What was found']);
    expect(headings({ facts: { reviews: [aReview()], truncated: ['labels'] } })).toEqual([
      '### What was found',
      '### What is required',
      '### Reviews',
      '### Not everything could be read',
    ]);
  });

  it('is one of twenty at most', () => {
    const rules = Array.from({ length: 21 }, (_, index) => aRule({ name: `r${index}` }));
    const { lines } = shown({ policy: { rules } });
    expect(lines.filter((line) => line.startsWith('- [ ]'))).toHaveLength(20);
    expect(lines).toContain('- … and 1 more clauses');
  });
});

describe('evidence that is not there any more', () => {
  const evidence = {
    key: 'statement:claude',
    detector: 'statement',
    confidence: 'likely',
    tool: 'claude',
    autonomy: 'assisted',
    commitSha: null,
    excerpt: 'made with Claude',
  } as const;
  const entry = { evidence, firstSeenAt: '2026-03-01T10:00:00Z', pullRequest: 5, setAside: null };

  it.each([
    {
      why: 'was removed',
      ledger: [entry],
      line: '- likely: `made with Claude` (`statement:claude`, the pull request, seen on #5, since removed)',
    },
    {
      why: 'was set aside',
      ledger: [{ ...entry, setAside: { by: 'ada', reason: 'a slip', at: '2026-03-02T10:00:00Z' } }],
      line: '- likely: `made with Claude` (`statement:claude`, the pull request, set aside by `ada`: `a slip`)',
    },
  ])('is shown when it $why', ({ ledger, line }) => {
    expect(shown({ facts: { ledger } }).lines).toContain(line);
  });
});

describe('a policy that cannot be used', () => {
  it('is shown with the place of each problem, and with what was found', () => {
    const problem = { file: 'p.yml', line: 3, column: 5, message: 'unknown key', hint: null };
    const problems = [problem, { ...problem, line: 4, hint: 'remove it' }];
    const effective: EffectivePolicy = { usable: false, problems, sources: [] };
    const snapshot = aSnapshot({ commits: [claude] });
    const text = renderSummary(effective, snapshot, evaluate(effective, snapshot));
    expect(text).toContain(
      '\n\n- `p.yml:3:5` unknown key\n- `p.yml:4:5` unknown key; remove it\n\n### What was found\n',
    );
    expect(text).toContain('tools: `claude`');
  });
});

describe('the trace', () => {
  it('says of each rule whether it applied and why', () => {
    const rules = [
      aRule({ name: 'always' }),
      aRule({ name: 'ai', origin: 'organization', when: [{ kind: 'involvement', atLeast: 'likely' }] }),
    ];
    const evaluation = evaluate({ usable: true, policy: aPolicy({ rules }) }, aSnapshot());
    const [always, ai] = renderTrace(evaluation.requirement.trace).split('\n');
    expect(always).toBe('- applied: `always` (repository)');
    expect(ai).toMatch(/^- did not apply: `ai` \(organization\), failed: AI involvement is none-found/);
  });

  it('says of a rule that applied which conditions held', () => {
    const rules = [
      aRule({
        name: 'both',
        when: [
          { kind: 'files-over', files: 0 },
          { kind: 'lines-over', lines: 1 },
        ],
      }),
    ];
    const evaluation = evaluate({ usable: true, policy: aPolicy({ rules }) }, aSnapshot());
    expect(renderTrace(evaluation.requirement.trace)).toBe(
      '- applied: `both` (repository), held: 1 files are changed; held: 4 lines are changed',
    );
  });
});
