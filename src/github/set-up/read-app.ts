import { z } from 'zod';
import type { AppFacts } from '../../doctor/facts.ts';
import type { GitHub } from '../client.ts';

const App = z.object({
  id: z.number(),
  slug: z.string(),
  owner: z.object({ login: z.string(), type: z.string().default('User') }),
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()),
});

/** What the App is registered for, and where that is changed. */
export async function readApp(github: GitHub, site: string): Promise<AppFacts> {
  const { owner, ...app } = App.parse(await github.asApp('GET /app', {}));
  const place = owner.type === 'Organization' ? `organizations/${owner.login}/settings` : 'settings';
  return { ...app, settingsUrl: `${site}/${place}/apps/${app.slug}` };
}
