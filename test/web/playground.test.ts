import { describe, expect, it } from '@jest/globals';
import { playground } from '../../src/compose/playground.ts';
import { evaluate } from '../../src/core/evaluate.ts';
import { atLevel, samples } from '../../src/web/playground/samples.ts';
import { createPages } from '../../src/web/routes.ts';
import { aViewer, portsFor } from './support/pages.ts';

const viewer = aViewer();
const pages = createPages(portsFor(viewer));

const policy = (more: string): string => `version: 1
mode: enforce
levels:
  mid: { users: [mika] }
  senior: { teams: [acme/seniors] }
rules:
  - name: assisted
    when: { involvement: likely, author_below: senior }
    require: { level: senior }
${more}`;

async function tryText(text: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const body = new URLSearchParams({
    csrf: viewer.csrf,
    repository: '',
    sample: 'assisted',
    level: '',
    text,
    ...more,
  });
  const answer = await pages.request('/playground', { method: 'POST', body, headers: { 'x-part': 'result' } });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe('the samples', () => {
  it.each([
    { id: 'assisted', involvement: 'declared', autonomy: 'assisted', risk: 'low' },
    { id: 'agent', involvement: 'declared', autonomy: 'agent', risk: 'low' },
    { id: 'infrastructure', involvement: 'declared', autonomy: 'assisted', risk: 'critical' },
    { id: 'migration', involvement: 'none-found', autonomy: 'none', risk: 'critical' },
    { id: 'workflow', involvement: 'none-found', autonomy: 'none', risk: 'critical' },
    { id: 'large', involvement: 'declared', autonomy: 'assisted', risk: 'low' },
    { id: 'documents', involvement: 'declared', autonomy: 'assisted', risk: 'low' },
    { id: 'plain', involvement: 'none-found', autonomy: 'none', risk: 'low' },
  ])('$id is what its name says under the built-in rules', ({ id, involvement, autonomy, risk }) => {
    const sample = samples.find((each) => each.id === id);
    if (sample === undefined) throw new Error(`no sample ${id}`);
    const evaluation = evaluate(playground.nowhere.inForce, sample.snapshot);
    expect({
      involvement: evaluation.provenance.involvement,
      autonomy: evaluation.provenance.autonomy,
      risk: evaluation.risk.level,
    }).toEqual({ involvement, autonomy, risk });
  });

  it('are all in the table above', () => {
    expect(samples).toHaveLength(8);
  });

  it.each([
    { level: 'mid', why: 'a user of the level wrote it', asked: true },
    { level: 'senior', why: 'a member of the team of the level wrote it', asked: false },
  ])('can be written by somebody of a level: $why', ({ level, asked }) => {
    const read = playground.nowhere.read(policy(''));
    const sample = samples[0];
    if (!read.usable || sample === undefined) throw new Error('the policy of this test can be used');
    const snapshot = atLevel(sample.snapshot, level, read.policy);
    if (snapshot === null) throw new Error(`nobody holds ${level}`);
    expect(evaluate(read, snapshot).requirement.clauses.length > 0).toBe(asked);
  });

  it('cannot be written at a level that nobody holds', async () => {
    expect(await tryText(policy(''), { level: 'staff' })).toContain('gives the level “staff” to nobody');
  });
});

describe('the playground', () => {
  it('says every problem with its place, and the line it stands on', async () => {
    const shown = await tryText(policy('  - name: assisted\n    wen: {}\n'));
    expect(shown).toMatch(/2 problems|3 problems/);
    expect(shown).toContain('data-go="11"');
    expect(shown).toContain('<code class="excerpt">    wen: {}</code>');
  });

  it('counts lines as the file has them, whatever breaks a browser sends', async () => {
    expect(await tryText(policy('    wen: {}\n').replaceAll('\n', '\r\n'))).toContain('data-go="10"');
  });

  it('says which rules apply, what they ask and what differs from the policy in force', async () => {
    const shown = await tryText(
      policy('  - name: two eyes more\n    when: { lines_over: 10 }\n    require: { level: senior, count: 2 }\n'),
    );
    expect(shown).toContain('<strong>1 × senior</strong>');
    expect(shown).toContain('<strong>2 × senior</strong>');
    expect(shown).toMatch(/asks also <strong>2 × senior<\/strong> <span class="quiet">\(two eyes more\)/);
    expect(shown).toContain('40 lines are changed');
  });

  it('says of a rule that asks something else what it asks instead', async () => {
    const [rule] = playground.nowhere.inForce.usable ? playground.nowhere.inForce.policy.rules : [];
    const shown = await tryText(
      `version: 1\nlevels:\n  senior: { teams: [acme/seniors] }\nrules:\n  - name: ${rule?.name}\n    require: { level: senior, count: 2 }\n`,
    );
    expect(shown).toContain('asks <strong>2 × senior</strong>');
    expect(shown).toMatch(/instead of <strong>1 × senior<\/strong><\/li>/);
    expect(shown).not.toMatch(/asks also|no longer asks/);
  });

  it('says that a policy which asks the same would not be enforced any more, or would be', async () => {
    const enforced = playground.nowhere.text.replace('mode: observe', 'mode: enforce');
    expect(await tryText(enforced)).toContain('<strong>is enforced:</strong>');
    expect(await tryText(playground.nowhere.text)).not.toContain('is enforced');
  });

  it('shows what a stranger wrote as text and nothing else', async () => {
    const shown = await tryText(policy('  - name: "<img src=x onerror=alert(1)>"\n    require: { level: senior }\n'));
    expect(shown).not.toContain('<img');
    expect(shown).toContain('&lt;img src=x');
  });

  it('begins with the built-in rules as a file', async () => {
    const shown = await (await pages.request('/playground')).text();
    expect(shown).toContain('mode: observe');
    expect(shown).toContain('acme/shop');
  });

  it.each([
    { why: 'without the token of the session', csrf: '' },
    { why: 'with the token of another session', csrf: 'another token' },
  ])('takes no form $why', async ({ csrf }) => {
    const body = new URLSearchParams({ csrf, repository: '', sample: 'plain', level: '', text: 'version: 1' });
    expect((await pages.request('/playground', { method: 'POST', body })).status).toBe(403);
  });

  it.each(['acme/secret', 'acme', '../..', 'acme/shop/more'])(
    'knows nothing of %s, which the person cannot see',
    async (repository) => {
      const answer = await pages.request(`/playground?repository=${encodeURIComponent(repository)}`);
      expect(answer.status).toBe(404);
    },
  );
});
