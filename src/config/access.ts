import { ConfigError } from '../errors.ts';
import { readPrivateKey } from './credentials.ts';
import { Environment, given, problemsOf, type Variables } from './environment.ts';

/** Where GitHub is and which App we are, for commands that run where the server's secrets are not. */
export function parseApi(variables: Variables): {
  readonly apiUrl: string;
  readonly appId: number | null;
} {
  const parsed = Environment.pick({ GITHUB_API_URL: true, APP_ID: true }).safeParse(given(variables));
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error));
  return { apiUrl: parsed.data.GITHUB_API_URL.replace(/\/+$/, ''), appId: parsed.data.APP_ID ?? null };
}

/**
 * How a command that only reads asks GitHub: none of what a server needs besides, such as the webhook secret. The App's
 * key is looked at only where it is to be used.
 */
export function parseAccess(
  variables: Variables,
  as: 'person' | 'app',
): ReturnType<typeof parseApi> & {
  readonly privateKey: string | null;
  readonly floor: Environment['ORGANIZATION_POLICY'];
} {
  const api = parseApi(variables);
  const asked = Environment.pick({ ORGANIZATION_POLICY: true, PRIVATE_KEY: true, PRIVATE_KEY_PATH: true });
  const parsed = asked.safeParse(given(variables));
  const problems = problemsOf(parsed.error);
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: path } = parsed.data ?? {};
  const isApp = as === 'app' && (api.appId !== null || text !== undefined || path !== undefined);
  const privateKey = isApp ? readPrivateKey(text, path, problems) : null;
  if (isApp && api.appId === null) problems.push('APP_ID: missing; it is on the settings page of the GitHub App');
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...api, privateKey, floor: parsed.data?.ORGANIZATION_POLICY ?? 'read' };
}
