import nock from 'nock';
import type { Loaded } from '../../../src/core/loaded.ts';
import { createConfirmer } from '../../../src/github/confirm.ts';
import { createDirectory } from '../../../src/github/directory.ts';
import { createLoader, type LoaderOptions } from '../../../src/github/load-snapshot.ts';
import { aClock } from './clock.ts';
import { aGitHub, grantToken, host } from './github.ts';
import { aWorld, serveWorld, type World } from './world.ts';

export const ref = { installationId: 1, repositoryId: 10, owner: 'acme', name: 'shop', number: 7 };

export type OpenOptions = {
  readonly selection?: 'all' | 'selected';
  readonly floor?: NonNullable<LoaderOptions['floor']>;
  /** How GitHub answers the readings that only some pull requests need. */
  readonly further?: number;
  /** The world from the second request on. */
  readonly afterOneRequest?: World;
};

/** Everything that reads, over a world that the test may change while it runs. */
export function open(
  world: World = aWorld(),
  { selection = 'all', floor, further = 200, afterOneRequest }: OpenOptions = {},
) {
  grantToken(selection);
  for (const path of ['issues/7/timeline', 'activity'])
    nock(host).persist().get(`/repos/acme/shop/${path}`).query(true).reply(further, []);
  let current = world;
  const asked = serveWorld((index) => (index > 0 && afterOneRequest !== undefined ? afterOneRequest : current));
  const clock = aClock();
  const github = aGitHub(clock);
  const directory = createDirectory(github, clock.now);
  const options = { github, directory, appId: 7, now: clock.now, ...(floor === undefined ? {} : { floor }) };
  return {
    load: createLoader(options),
    confirm: createConfirmer(options),
    asked,
    clock,
    directory,
    github,
    change: (next: World): void => {
      current = next;
    },
  };
}

export async function loadFrom(world: World, options: OpenOptions = {}): Promise<Loaded> {
  const loaded = await open(world, options).load(ref);
  if (loaded === null) throw new Error('nothing was loaded');
  return loaded;
}
