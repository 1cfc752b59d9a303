import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { known, unknown } from '../../src/core/facts.ts';
import type { AccountSetUp, LevelFacts, RepositoryFacts } from '../../src/doctor/facts.ts';
import { createPages } from '../../src/web/routes.ts';
import { aBranch, aFloor, anInstallation, appId, aSetUp } from '../doctor/set-up.ts';
import { hostile, unwelcome } from '../support/hostile.ts';
import { emptyOrganizations } from './support/organizations.ts';
import { aViewer, portsFor, shop } from './support/pages.ts';

const policies = { ...shop, repositoryId: 12, name: '.github' };
const seniors: LevelFacts = {
  level: 'senior',
  people: known(3),
  teams: [{ team: 'acme/quiet-ones', people: known(3) }],
  users: 0,
  asked: true,
};
const aRepository = (only: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
  repositoryId: shop.repositoryId,
  repository: 'acme/shop',
  policy: known({ kind: 'absent' }),
  branch: known(aBranch()),
  ...only,
});
const set = (only: Partial<AccountSetUp> = {}): AccountSetUp => ({
  wanted: aSetUp().wanted,
  app: aSetUp().app,
  account: known(anInstallation({ floor: aFloor({ levels: [seniors] }) })),
  repositories: [aRepository()],
  ...only,
});

async function pageOf(setUp: AccountSetUp, repositories = [shop, policies], query = ''): Promise<string> {
  const organizations = { ...emptyOrganizations, setUp: () => Promise.resolve(setUp) };
  const pages = createPages(portsFor(aViewer(repositories), { organizations }));
  return (await (await pages.request(`/orgs/acme/set-up${query}`)).text()).replaceAll(/\s+/g, ' ');
}

describe('the set-up page', () => {
  it.each<{ why: string; setUp: AccountSetUp; says: string }>([
    { why: 'all is well', setUp: set(), says: 'The check is required on the default branch of 1 repository.' },
    {
      why: 'a repository is empty',
      setUp: set({ repositories: [aRepository({ branch: known(null) })] }),
      says: '<span class="pill quiet">empty repository</span>',
    },
    {
      why: 'every repository is archived',
      setUp: set({ repositories: [] }),
      says: 'There is no repository that you can see',
    },
    {
      why: 'GitHub refused the account',
      setUp: set({ account: unknown('502') }),
      says: 'this could not be looked up: 502',
    },
    { why: 'GitHub refused the App', setUp: set({ app: unknown('401') }), says: 'this could not be looked up: 401' },
    {
      why: 'the installation is suspended',
      setUp: set({ account: known(anInstallation({ suspended: true })), repositories: [] }),
      says: 'nothing is read while the App is not let in',
    },
    {
      why: 'a team was not told',
      setUp: set({
        account: known(
          anInstallation({
            floor: aFloor({
              levels: [
                { ...seniors, people: unknown('502'), teams: [{ team: 'acme/quiet-ones', people: unknown('502') }] },
              ],
            }),
          }),
        ),
      }),
      says: 'who is in the team <code>acme/quiet-ones</code> was not told: 502',
    },
    {
      why: 'there is no floor and a repository gives its own levels, which nobody holds',
      setUp: set({
        account: known(anInstallation({ floor: { kind: 'absent', what: 'file' } })),
        repositories: [
          aRepository({ policy: known({ kind: 'read', mode: 'enforce', levels: [{ ...seniors, people: known(0) }] }) }),
        ],
      }),
      says: '<strong>acme/shop</strong>: rules ask for <code>senior</code>, and nobody holds it or a higher level',
    },
    {
      why: 'the floor was replaced',
      setUp: set({ account: known(anInstallation({ distrusted: known(['acme/.github']) })) }),
      says: '<code>countersign trust acme</code>',
    },
    {
      why: 'the same is wrong with many repositories',
      setUp: set({
        repositories: Array.from({ length: 7 }, (_, index) =>
          aRepository({
            repository: `acme/r${index}`,
            branch: known(aBranch({ repository: `acme/r${index}`, required: [] })),
          }),
        ),
      }),
      says: '<strong>acme/r4</strong> and 2 more: the check is not required',
    },
  ])('says so when $why', async ({ setUp, says }) => {
    expect(await pageOf(setUp)).toContain(says);
  });

  it('never calls fine what was not told', async () => {
    for (const setUp of [
      set({ account: unknown('x') }),
      set({ app: unknown('x') }),
      set({ repositories: [aRepository({ branch: unknown('x') })] }),
      set({ repositories: [aRepository({ policy: unknown('x') })] }),
      set({ account: known(anInstallation({ distrusted: unknown('x') })) }),
    ])
      expect(await pageOf(setUp)).not.toContain('Everything is as it should be.');
  });

  it('names the teams of the floor only to who can see its repository', async () => {
    const secret = set({
      account: known(
        anInstallation({
          floor: aFloor({ levels: [seniors], invisibleTeams: ['acme/quiet-ghosts'] }),
          distrusted: known(['acme/quiet-ones', 'acme/.github']),
        }),
      ),
    });
    expect(await pageOf(secret)).toContain('acme/quiet-ghosts');
    const page = await pageOf(secret, [shop]);
    expect(page).not.toContain('quiet-');
    expect(page).toContain('<code>a team</code> (3)');
    expect(page).toContain('acme/.github is another one than first seen');
  });

  it('links only what is on this GitHub', async () => {
    const page = await pageOf(
      set({
        account: known(anInstallation({ suspended: true, settingsUrl: 'https://github.com/settings/installations/1' })),
      }),
    );
    expect(page).toContain('resume it at <a href="https://github.com/settings/installations/1">');
    const other = await pageOf(set({ account: known(anInstallation({ suspended: true })) }));
    expect(other).toContain('resume it at https://github.test/installations/1');
  });

  it('goes through many repositories part by part', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...shop, repositoryId: index, name: `r${index + 100}` }));
    const asked: string[][] = [];
    const setUp = (_: unknown, repositories: readonly { readonly name: string }[]) => {
      asked.push(repositories.map(({ name }) => name));
      return Promise.resolve(set());
    };
    const pages = createPages(portsFor(aViewer(many), { organizations: { ...emptyOrganizations, setUp } }));
    for (const query of ['', '?part=2', '?part=3', '?part=4', '?part=x', '?part=-1'])
      await (await pages.request(`/orgs/acme/set-up${query}`)).text();
    const firsts = asked.map(([first, ...rest]) => `${first} ${rest.length + 1}`);
    expect(firsts).toEqual(['r100 25', 'r125 25', 'r150 10', 'r150 10', 'r100 25', 'r100 25']);
  });

  it('has the same elements whatever is written in policies and names, and hides nothing', async () => {
    const saying = (text: string): AccountSetUp =>
      set({
        account: known(
          anInstallation({
            floor: aFloor({
              invisibleTeams: [text],
              levels: [
                { ...seniors, level: text, teams: [{ team: text, people: unknown(text) }], people: unknown(text) },
              ],
            }),
            distrusted: known([text]),
            permissions: {},
            events: [],
          }),
        ),
        repositories: [
          aRepository({ policy: known({ kind: 'broken', problems: [text] }) }),
          aRepository({ policy: unknown(text), branch: unknown(text) }),
          aRepository({
            branch: known(
              aBranch({
                branch: text,
                required: [],
                inactive: [{ name: text, enforcement: text }],
                bypass: known([{ who: text, mode: 'always' }]),
              }),
            ),
          }),
          aRepository({ branch: known(aBranch({ required: [{ by: 'ruleset', appId, upToDate: false }] })) }),
        ],
      });
    const shapeOf = (page: string): ReadonlySet<string> =>
      new Set((page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '').replaceAll(/\s+/g, ' ')));
    const usual = shapeOf(await pageOf(saying('a text')));
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const page = await pageOf(saying(text));
        expect([...shapeOf(page)].filter((tag) => !usual.has(tag))).toEqual([]);
        expect(unwelcome.test(page)).toBe(false);
        const links = [...page.matchAll(/\b(?:href|src|action)="([^"]*)"/g)].map(([, link]) => link ?? '');
        expect(links.filter((link) => !/^(?:\/(?!\/)|#|https:\/\/github\.com\/acme\/)/.test(link))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
