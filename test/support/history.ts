import type { Scene } from '../../src/cli/demo/history/scene.ts';
import { earlierFloor } from '../../src/cli/demo/history.ts';
import type { Account } from '../../src/core/facts.ts';
import { effectivePolicy } from '../../src/policy/effective-policy.ts';

/** The demo's people and rules, and as many repositories as asked for. */
export function aScene(names: readonly string[] = ['shop', 'web', 'payments', 'mobile']): Scene {
  const text = { file: '.github/countersign.yml', sha: 'f'.repeat(40), text: earlierFloor };
  const effective = effectivePolicy({ organization: text, defaultBranch: null, baseBranch: null, owner: 'acme' });
  if (!effective.usable) throw new Error('the floor of the demo can be used');
  const account = (login: string, index: number): Account => ({ id: 100 + index, login, kind: 'user' });
  const [mia, liam, zoe, jo, kim, ada, bo, carl, sten, ravi] = [
    'mia',
    'liam',
    'zoe',
    'jo',
    'kim',
    'ada',
    'bo',
    'carl',
    'sten',
    'ravi',
  ].map(account) as [Account, Account, Account, Account, Account, Account, Account, Account, Account, Account];
  return {
    repositories: names.map((name, index) => ({ installationId: 1, repositoryId: 11 + index, owner: 'acme', name })),
    people: { juniors: [mia, liam, zoe], mids: [jo, kim], seniors: [ada, bo, carl], staff: [sten, ravi] },
    agent: { id: 198_982_749, login: 'Copilot', kind: 'bot' },
    policy: effective.policy,
    organization: 'acme',
  };
}
