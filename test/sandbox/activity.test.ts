import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asInstallation, type Call, openPull, startWorld, type World } from './world.ts';

let world: World;
let call: Call;
beforeEach(async () => {
  world = await startWorld();
  call = await asInstallation(world);
});
afterEach(async () => {
  expect(world.sandbox.violations).toEqual([]);
  await world.close();
});

const path = '/repos/acme/shop/activity';

describe('the activity of a repository', () => {
  it('tells who moved which branch, and how, newest first', async () => {
    const { before, after, merged } = history();
    const { body } = await call('GET', path);
    expect(body.map(told)).toEqual([
      ['branch_deletion', 'refs/heads/feature', 'linus', '0'.repeat(40)],
      ['pr_merge', 'refs/heads/main', 'grace', merged],
      ['force_push', 'refs/heads/feature', 'linus', after],
      ['push', 'refs/heads/feature', 'ada', before],
      ['branch_creation', 'refs/heads/feature', 'ada', body[4].after],
      ['branch_creation', 'refs/heads/main', 'grace', body[5].after],
    ]);
    expect(body[2]).toMatchObject({ before, after });
    expect(body[4].before).toBe('0'.repeat(40));
  });

  it.each([
    { why: 'of a branch', query: 'ref=feature', count: 4 },
    { why: 'of a full ref', query: 'ref=refs/heads/main', count: 2 },
    { why: 'by a person', query: 'actor=linus', count: 2 },
    { why: 'of a kind', query: 'activity_type=force_push', count: 1 },
    { why: 'of all of these', query: 'ref=feature&actor=ada&activity_type=push', count: 1 },
    { why: 'of the last day', query: 'time_period=day', count: 6 },
  ])('is chosen $why', async ({ query, count }) => {
    history();
    expect((await call('GET', `${path}?${query}`)).body).toHaveLength(count);
  });

  it('is forgotten by the day', async () => {
    history();
    world.clock.now = new Date(world.clock.now.getTime() + 25 * 3_600_000);
    const later = await asInstallation(world);
    expect((await later('GET', `${path}?time_period=day`)).body).toEqual([]);
    expect((await later('GET', `${path}?time_period=week`)).body).toHaveLength(6);
  });

  it.each(['asc', 'desc'])('is paged by cursors, forwards and back: %s', async (direction) => {
    history();
    const all = (await call('GET', `${path}?direction=${direction}`)).body;
    const first = await call('GET', `${path}?direction=${direction}&per_page=4`);
    const second = await call('GET', linkOf(first.headers, 'next'));
    expect([...first.body, ...second.body]).toEqual(all);
    expect(second.headers.get('link')).not.toContain('next');
    expect((await call('GET', linkOf(second.headers, 'prev'))).body).toEqual(first.body);
  });
});

function told({ activity_type: type, ref, actor, after }: Record<string, { login: string }>) {
  return [type, ref, actor?.login, after];
}

function linkOf(headers: Headers, rel: string): string {
  const link = new RegExp(`<(?<url>[^>]+)>; rel="${rel}"`, 'u').exec(headers.get('link') ?? '')?.groups?.['url'] ?? '';
  return link.replace(world.sandbox.url, '');
}

function history() {
  const { sandbox, shop, people } = world;
  const { pull } = openPull(world);
  const draft = { author: people.ada, message: 'More', files: { more: '1' } };
  const before = sandbox.pushCommit(shop, { branch: 'feature', as: people.ada, ...draft }).oid;
  const after = sandbox.commit(shop, { ...draft, message: 'Instead' }).oid;
  sandbox.forcePush(shop, { branch: 'feature', to: after, as: people.linus });
  const merged = sandbox.merge(pull, { as: people.grace });
  sandbox.deleteBranch(shop, 'feature', people.linus);
  return { before, after, merged };
}
