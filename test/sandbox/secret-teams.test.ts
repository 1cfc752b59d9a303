import { expect, it } from '@jest/globals';
import { asInstallation, startWorld } from './world.ts';

it.each([
  { told: true, status: 200, slugs: ['seniors', 'hush'] },
  { told: false, status: 404, slugs: ['seniors'] },
])('REST tells apps of secret teams as the sandbox is set ($told)', async ({ told, status, slugs }) => {
  const world = await startWorld();
  world.sandbox.addTeam({ organization: world.acme, name: 'Hush', privacy: 'secret' });
  world.sandbox.state.behaviour.appsSeeSecretTeams = told;
  const call = await asInstallation(world);
  const listed = await call('GET', '/orgs/acme/teams');
  expect(listed.body.map(({ slug }: { slug: string }) => slug)).toEqual(slugs);
  expect((await call('GET', '/orgs/acme/teams/hush')).status).toBe(status);
  expect((await call('GET', '/orgs/acme/teams/hush/members')).status).toBe(status);
  await world.close();
});
