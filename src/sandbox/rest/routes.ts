import { activityRoutes } from './activity.ts';
import { appRoutes } from './apps.ts';
import { checkRoutes } from './checks.ts';
import { contentRoutes } from './contents.ts';
import { issueRoutes } from './issues.ts';
import { manifestRoutes } from './manifests.ts';
import { peopleRoutes } from './people.ts';
import { pullRoutes } from './pulls.ts';
import { ok, type Routes } from './route.ts';
import { ruleRoutes } from './rules.ts';

const untouched = { limit: 5_000, remaining: 5_000, reset: 0, used: 0 };

/** Every operation that this GitHub answers. */
export const routes: Routes = {
  ...activityRoutes,
  ...appRoutes,
  ...checkRoutes,
  ...contentRoutes,
  ...issueRoutes,
  ...manifestRoutes,
  ...peopleRoutes,
  ...pullRoutes,
  ...ruleRoutes,
  'meta/get': () => ok({ verifiable_password_authentication: false, hooks: ['127.0.0.1/32'] }),
  'rate-limit/get': ({ state }) => {
    const bucket = { ...untouched, reset: Math.floor(state.now().getTime() / 1_000) + 3_600 };
    return ok({ resources: { core: bucket, search: bucket, graphql: bucket }, rate: bucket });
  },
};
