import { afterAll, beforeAll, expect } from '@jest/globals';
import { freePort } from '../../../src/listen.ts';
import { startWorld, type World } from '../../support/e2e.ts';
import { gatherOnlookers, type Onlookers } from './chromium.ts';

/** The pages in a browser: the real program on a port of its own, in a world that is turned by hand. */
export type Stage = Onlookers & { readonly world: World; readonly url: string };

/** One world and one browser for a file. No page of it may log an error or ask another host for anything. */
export function useStage(): () => Stage {
  let stage: Stage | undefined;

  beforeAll(async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const world = await startWorld({}, { PORT: String(port), PUBLIC_URL: url });
    world.cast.app.callbackUrls = [`${url}/sign-in/callback`];
    stage = { ...(await gatherOnlookers(url, world.sandbox.url)), world, url };
  });

  afterAll(async () => {
    await stage?.leave();
    await stage?.world.close();
    expect(stage?.complaints).toEqual([]);
  });

  return () => {
    if (stage === undefined) throw new Error('the stage is set before the first test');
    return stage;
  };
}
