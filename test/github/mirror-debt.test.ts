import { createPublicKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenDebt } from '../../src/core/debt.ts';
import { debtIssueMark } from '../../src/core/debt-issue.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import type { Account } from '../../src/core/facts.ts';
import type { Decision } from '../../src/core/record.ts';
import type { Clause } from '../../src/core/requirement.ts';
import { createGitHub } from '../../src/github/client.ts';
import { createDebtMirror, type NewPushDebt } from '../../src/github/mirror-debt.ts';
import { createLog } from '../../src/log.ts';
import { openIssue } from '../../src/sandbox/operations/issues.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { aSnapshot, sha } from '../support/facts.ts';
import { aPolicy } from '../support/policy.ts';
import { privateKey, publicKey } from './support/key.ts';

/** The database is gone between the answer of GitHub and the note of it. */
const gone = new Error('the database is gone');

const clause: Clause = {
  id: 'repository/x',
  rule: 'x',
  origin: 'repository',
  level: 'senior',
  count: 1,
  from: [],
  owners: null,
  paths: [],
  reason: 'because',
};

function decisionOn(ref: OpenDebt['ref']): Decision {
  const policy = { usable: true, policy: aPolicy() } as const;
  const snapshot = aSnapshot({ ref });
  return { policy, snapshot, evaluation: evaluate(policy, snapshot) };
}

describe('the issue of a debt, where the program ends before it is remembered', () => {
  let sandbox: Sandbox;
  let on: ReturnType<typeof furnish>;

  beforeEach(async () => {
    sandbox = await startSandbox();
    on = furnish(sandbox);
  });

  afterEach(() => sandbox.close());

  function furnish({ addUser, addOrganization, addRepository, addApp, installApp }: Sandbox) {
    const ada = addUser({ login: 'ada' });
    const acme = addOrganization({ login: 'acme', members: [ada], basePermission: 'write' });
    const shop = addRepository({ owner: acme, name: 'shop', author: ada, files: { 'README.md': 'x\n' } });
    const permissions = { metadata: 'read', issues: 'write' } as const;
    const app = addApp({ slug: 'gate', owner: acme, permissions, events: [], publicKey: createPublicKey(publicKey) });
    const { id: installationId } = installApp({ app, account: acme });
    const ref = { installationId, repositoryId: shop.id, owner: 'acme', name: 'shop', number: 7 };
    return { ada, shop, app, ref };
  }

  type Remembered = { readonly issue: number; readonly assignee: Account | null };

  /** A store that fails at first, and works the second time. */
  function mirrorOver(remembered: Remembered[], failures: number) {
    let left = failures;
    const remember = (noted: Remembered): Promise<void> => {
      left -= 1;
      if (left >= 0) return Promise.reject(gone);
      remembered.push(noted);
      return Promise.resolve();
    };
    const { ada, app } = on;
    return createDebtMirror({
      github: createGitHub({ appId: app.id, privateKey, baseUrl: sandbox.url, log: createLog('silent') }),
      findReviewer: () => Promise.resolve({ id: ada.id, login: ada.login, kind: 'user' }),
      debtLoads: () => Promise.resolve(new Map()),
      rememberIssue: (_ref, issue, assignee) => remember({ issue, assignee }),
      owesPush: () => Promise.resolve(remembered.length > 0),
      openPushDebt: ({ issue, assignee }: NewPushDebt) => remember({ issue, assignee }),
      log: createLog('silent'),
    });
  }

  const aDebt = (only: Partial<OpenDebt> = {}): OpenDebt => ({
    ref: on.ref,
    headSha: sha('c3'),
    cause: 'override',
    by: { id: 9, login: 'sten' },
    reason: 'production is down',
    clauses: [clause],
    openedAt: '2026-03-02T11:00:00Z',
    dueAt: '2026-03-09T11:00:00Z',
    issue: null,
    ...only,
  });

  const push = () => ({
    kind: 'direct-push' as const,
    repository: on.ref,
    branch: 'main',
    toDefault: true,
    before: sha('c1'),
    after: sha('c3'),
    by: { id: 9, login: 'sten', kind: 'user' as const },
    commits: [sha('c3')],
    pushed: 1,
  });

  const titles = () => [...on.shop.issues.values()].map(({ title }) => title);

  it.each(['pull request', 'push'] as const)('is found again and not opened twice: of a %s', async (what) => {
    const remembered: Remembered[] = [];
    const { mirror, openForPush } = mirrorOver(remembered, 2);
    const decision = decisionOn(on.ref);
    const act = () =>
      what === 'push'
        ? openForPush(push(), decision, { clauses: [clause], dueDays: 7 })
        : mirror(aDebt(), decision, null);
    await expect(act()).rejects.toBe(gone);
    await expect(act()).rejects.toBe(gone);
    await act();
    expect(titles()).toEqual([what === 'push' ? `Review debt: ${sha('c3').slice(0, 7)}` : 'Review debt: #7']);
    const [issue] = on.shop.issues.keys();
    expect(remembered).toEqual([{ issue, assignee: { id: on.ada.id, login: 'ada', kind: 'user' } }]);
  });

  it('is opened for each debt by itself', async () => {
    const { mirror } = mirrorOver([], 0);
    await mirror(aDebt(), decisionOn(on.ref), null);
    await mirror(aDebt({ ref: { ...on.ref, number: 70 } }), decisionOn(on.ref), null);
    expect(titles()).toEqual(['Review debt: #7', 'Review debt: #70']);
  });

  it.each([
    { why: 'somebody wrote the mark into an issue of their own', reason: '', byUs: false },
    { why: 'the reason of another override is the mark', reason: 'the mark', byUs: true },
  ])('is opened all the same where $why', async ({ reason, byUs }) => {
    const { mirror } = mirrorOver([], 0);
    const mark = debtIssueMark(aDebt());
    if (byUs)
      await mirror(aDebt({ ref: { ...on.ref, number: 8 }, reason: `${reason}: ${mark}` }), decisionOn(on.ref), null);
    else
      openIssue(sandbox.state, { repository: on.shop, as: on.ada, title: 'Mine', body: `x\n\n${mark}`, assignees: [] });
    await mirror(aDebt(), decisionOn(on.ref), null);
    expect(titles()).toEqual([byUs ? 'Review debt: #8' : 'Mine', 'Review debt: #7']);
  });
});
