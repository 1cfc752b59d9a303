import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluate } from '../../src/core/evaluate.ts';
import { explain } from '../../src/core/explanation.ts';
import { wantedFor } from '../../src/core/opening.ts';
import { createPages } from '../../src/web/routes.ts';
import { aCommit, aFile, aSnapshot } from '../support/facts.ts';
import { hostile, hostileFacts, unwelcome } from '../support/hostile.ts';
import { aPolicy, aRule } from '../support/policy.ts';
import { aViewer, portsFor, shop } from './support/pages.ts';

/** What is shown beside the field in which somebody writes, which keeps what they wrote. */
const withoutField = (page: string): string =>
  page.replace(/<textarea[\s\S]*?<\/textarea\s*>/, '').replaceAll('\n', '');

const shapeOf = (page: string): ReadonlySet<string> =>
  new Set((page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '').replaceAll(/\s+/g, ' ')));

/** The queue of a senior in which everybody wrote this text wherever they could. */
async function queueWith(text: string): Promise<string> {
  const policy = aPolicy({ rules: [aRule({ name: 'any', when: [] })] });
  const effective = { usable: true, policy } as const;
  const snapshot = hostileFacts(aSnapshot({ commits: [aCommit()], files: [aFile()] }), text);
  const evaluation = evaluate(effective, snapshot);
  const item = {
    ref: { ...shop, number: 7 },
    explanation: explain(effective, snapshot, evaluation),
    wanted: wantedFor(policy, snapshot, evaluation),
    waitingSince: new Date('2026-05-09T12:00:00Z'),
  };
  const teams = item.wanted.openings.flatMap((opening) => [...opening.teams, ...opening.from]);
  const viewer = { ...aViewer([shop], 'nobody-else'), id: 987_654 };
  const ports = portsFor(viewer, {
    wantedPullRequests: () => Promise.resolve([item]),
    teamsOf: () => Promise.resolve(new Set(teams)),
  });
  return (await createPages(ports).request('/queue')).text();
}

/** The playground after somebody tried a policy with this text in it. */
const playgroundWith =
  (policyWith: (text: string) => string) =>
  async (text: string): Promise<string> => {
    const written = policyWith(text);
    const viewer = aViewer();
    const body = new URLSearchParams({
      csrf: viewer.csrf,
      repository: '',
      sample: 'plain',
      level: '',
      text: written,
    });
    return (await createPages(portsFor(viewer)).request('/playground', { method: 'POST', body })).text();
  };

const rule = (path: string, level: string): string =>
  `version: 1\nlevels: { senior: { users: [ada] } }\nrules:\n  - name: x\n    when: { paths: [${JSON.stringify(path)}] }\n    require: { level: ${JSON.stringify(level)} }\n`;

describe.each([
  { page: 'the queue', read: queueWith, shows: 'class="title"' },
  {
    page: 'the playground with a rule about such a path',
    read: playgroundWith((text) => rule(text, 'senior')),
    shows: 'What it would ask',
  },
  {
    page: 'the playground with what is no policy',
    read: playgroundWith((text) => `${rule('x', text)}${text}\n`),
    shows: 'class="problems"',
  },
])('$page', ({ read, shows }) => {
  it('has the same elements whatever people wrote, leads nowhere else and hides nothing', async () => {
    const plain = await read('a: text');
    expect(plain).toContain(shows);
    // What the schema refuses is a problem on its line, which looks as problems do.
    const refused = await playgroundWith(() => 'version: 7\n')('');
    const usual = new Set([...shapeOf(plain), ...shapeOf(refused)]);
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const page = await read(text);
        expect([...shapeOf(page)].filter((tag) => !usual.has(tag))).toEqual([]);
        const links = [...page.matchAll(/\b(?:href|src|action)="([^"]*)"/g)].map(([, link]) => link ?? '');
        expect(links.filter((link) => !/^(?:\/(?!\/)|#|https:\/\/github\.com\/acme\/shop\/)/.test(link))).toEqual([]);
        expect(unwelcome.exec(withoutField(page))).toBeNull();
      }),
      { numRuns: 40 },
    );
  });
});
