import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, csrfIn, signIn } from '../support/browser.ts';
import { stageOf } from '../support/commands.ts';
import { startWorld, type World } from '../support/e2e.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld();
  browser = await signIn(world, 'ada');
});
afterAll(async () => {
  const { violations } = world.sandbox;
  await world.close();
  expect(violations).toEqual([]);
});

const stricter = `version: 1
rules:
  - name: everything by two
    require: { level: senior, count: 2, from: [staff] }
`;

describe('the playground on a real repository', () => {
  it('judges an open pull request by the text and by the policy in force, with three reads by the viewer', async () => {
    const pull = stageOf(world).open('Round prices half up');
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
    const csrf = csrfIn(await (await browser.get('/playground?repository=acme/shop')).text());
    world.takeRequests();
    const shown = await tried({ csrf, repository: 'acme/shop', pull: String(pull.number), text: stricter });
    expect(shown).toContain(`<strong>${pull.title}</strong>`);
    expect(shown).toContain('The verdict would be: waiting. Now it is: no sign-off required.');
    expect(shown).toMatch(/asks also <strong>2 × senior<\/strong> from acme\/staff/);
    expect(world.takeRequests()).toEqual(['POST PolicyTexts', 'POST Evaluation', 'POST Teams']);
    await world.quiet();
    expect(world.check(pull)?.conclusion).toBe('success');
  });

  it('says of a number that there is no such pull request', async () => {
    const csrf = csrfIn(await (await browser.get('/playground?repository=acme/shop')).text());
    const shown = await tried({ csrf, repository: 'acme/shop', pull: '999', text: stricter });
    expect(shown).toContain('no pull request of this number');
  });

  it('tightens under the floor: a text that would loosen it is a problem on its line', async () => {
    const csrf = csrfIn(await (await browser.get('/playground?repository=acme/shop')).text());
    const text = `${stricter}levels:\n  senior: { users: [liam] }\n`;
    expect(await tried({ csrf, repository: 'acme/shop', text })).toContain('data-go="5"');
  });

  it('takes the file of `.github` for the floor itself', async () => {
    const page = await (await browser.get('/playground?repository=acme/.github')).text();
    expect(page).toContain('ai-by-junior-needs-senior');
    const text = 'version: 1\nlevels:\n  senior: { users: [ada] }\nrules: []\n';
    const shown = await tried({ csrf: csrfIn(page), repository: 'acme/.github', text });
    expect(shown).toContain('No rule asks for anything.');
  });
});

async function tried(form: Readonly<Record<string, string>>): Promise<string> {
  const whole = { pull: '', sample: 'assisted', level: '', ...form };
  const answer = await browser.post('/playground', whole, { 'x-part': 'result' });
  expect(answer.status).toBe(200);
  return answer.text();
}
