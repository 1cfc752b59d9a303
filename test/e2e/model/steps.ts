import fc from 'fast-check';
import { brokenPolicies, policies } from './policies.ts';
import type { Login } from './stage.ts';

export type StepKind = keyof Parameters;

/** What happens, as plain data: a failing history can be read and told again. */
export type Parameters = {
  push: {
    readonly pull: number;
    readonly as: Login;
    readonly by: Login;
    readonly path: string;
    readonly message: Message;
  };
  'force-back': { readonly pull: number; readonly as: Login; readonly back: number };
  rebase: { readonly pull: number; readonly as: Login };
  'update-branch': { readonly pull: number; readonly as: Login };
  'advance-base': { readonly path: string };
  'force-base': object;
  approve: { readonly pull: number; readonly as: Login | 'bot' };
  'approve-well': { readonly pull: number };
  'approve-older': { readonly pull: number; readonly as: Login; readonly back: number };
  'sign-off': { readonly pull: number; readonly as: Login; readonly back: number; readonly how: Wording };
  'request-changes': { readonly pull: number; readonly as: Login; readonly back: number };
  comment: { readonly pull: number; readonly as: Login };
  dismiss: { readonly pull: number; readonly review: number; readonly as: Login | 'holder' };
  'edit-review': { readonly pull: number; readonly review: number };
  're-request': { readonly pull: number; readonly whom: Login };
  retarget: { readonly pull: number };
  twin: { readonly pull: number; readonly as: Login; readonly branch: 'same' | 'own' };
  close: { readonly pull: number };
  'squash-anew': { readonly pull: number };
  draft: { readonly pull: number };
  reopen: { readonly pull: number };
  'agent-push': { readonly pull: number; readonly assign: Login };
  label: { readonly pull: number; readonly name: string };
  body: { readonly pull: number };
  policy: { readonly at: number };
  team: { readonly team: 'crew' | 'seniors' | 'senior-leads' | 'mids' | 'payments'; readonly whom: Login };
  'break-policy': { readonly at: number };
  'unknown-team': object;
  lose: { readonly event: string; readonly count: number };
  'lose-unseen': { readonly event: string; readonly count: number };
  double: object;
  delay: { readonly count: number };
  fail: { readonly count: number };
};

type Wording = 'plain' | 'quoted' | 'in code' | 'edited';
type Message = 'plain' | 'by Claude' | 'with a co-author' | 'by nobody known';

const pull = fc.nat(2);
const back = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);
const writers = fc.constantFrom<Login>('mia', 'mia', 'noa', 'ada', 'lou');
const reviewers = fc.constantFrom<Login>('ada', 'bo', 'bo', 'cleo', 'pat', 'sten', 'jo', 'noa', 'rex', 'robo', 'lou');
const paths = fc.constantFrom('src/app.ts', 'src/new.ts', 'src/more.ts', 'payments/charge.ts', 'infra/main.tf');
const message = fc.constantFrom<Message>('plain', 'plain', 'by Claude', 'with a co-author', 'by nobody known');

const events = fc.constantFrom('pull_request', 'pull_request_review', 'push', 'membership', 'team', 'issue_comment');

/** How each kind is drawn, and how often. */
export const drawn: { readonly [Kind in StepKind]: readonly [weight: number, fc.Arbitrary<Parameters[Kind]>] } = {
  push: [4, fc.record({ pull, as: writers, by: writers, path: paths, message })],
  'force-back': [2, fc.record({ pull, as: writers, back: fc.integer({ min: 1, max: 3 }) })],
  rebase: [2, fc.record({ pull, as: writers })],
  'update-branch': [3, fc.record({ pull, as: fc.constantFrom<Login>('mia', 'ada', 'bo', 'cleo') })],
  'advance-base': [3, fc.record({ path: fc.constantFrom('src/app.ts', 'src/new.ts', 'docs/a.md', 'docs/b.md') })],
  'force-base': [1, fc.constant({})],
  approve: [9, fc.record({ pull, as: fc.oneof({ weight: 12, arbitrary: reviewers }, fc.constant('bot' as const)) })],
  'approve-well': [6, fc.record({ pull })],
  'approve-older': [1, fc.record({ pull, as: reviewers, back: fc.integer({ min: 1, max: 3 }) })],
  'sign-off': [
    3,
    fc.record({
      pull,
      as: reviewers,
      back,
      how: fc.constantFrom<Wording>('plain', 'plain', 'quoted', 'in code', 'edited'),
    }),
  ],
  'request-changes': [2, fc.record({ pull, as: reviewers, back })],
  comment: [1, fc.record({ pull, as: reviewers })],
  dismiss: [
    3,
    fc.record({ pull, review: fc.nat(5), as: fc.constantFrom<Login | 'holder'>('holder', 'mia', 'sten', 'lou') }),
  ],
  'edit-review': [1, fc.record({ pull, review: fc.nat(5) })],
  're-request': [1, fc.record({ pull, whom: reviewers })],
  retarget: [2, fc.record({ pull })],
  twin: [
    2,
    fc.record({ pull, as: fc.constantFrom<Login>('mia', 'noa', 'ada'), branch: fc.constantFrom('same', 'own') }),
  ],
  close: [1, fc.record({ pull })],
  'squash-anew': [1, fc.record({ pull })],
  draft: [1, fc.record({ pull })],
  reopen: [1, fc.record({ pull })],
  'agent-push': [1, fc.record({ pull, assign: fc.constantFrom<Login>('mia', 'noa', 'bo') })],
  label: [2, fc.record({ pull, name: fc.constantFrom('codex', 'ai-assisted', 'bug') })],
  body: [1, fc.record({ pull })],
  policy: [3, fc.record({ at: fc.nat(policies.length - 1) })],
  team: [
    4,
    fc.record({
      team: fc.constantFrom('crew', 'seniors', 'senior-leads', 'mids', 'payments'),
      whom: fc.constantFrom<Login>('ada', 'bo', 'pat', 'jo', 'rex', 'cleo'),
    }),
  ],
  'break-policy': [1, fc.record({ at: fc.nat(brokenPolicies.length - 1) })],
  'unknown-team': [1, fc.constant({})],
  lose: [3, fc.record({ event: events, count: fc.integer({ min: 1, max: 3 }) })],
  'lose-unseen': [3, fc.record({ event: events, count: fc.integer({ min: 1, max: 3 }) })],
  double: [1, fc.constant({})],
  delay: [1, fc.record({ count: fc.integer({ min: 2, max: 4 }) })],
  fail: [1, fc.record({ count: fc.integer({ min: 1, max: 2 }) })],
};
