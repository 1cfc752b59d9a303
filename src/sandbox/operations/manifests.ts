import { randomBytes } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import type { Organization, Permissions, User } from '../state/model.ts';
import type { State } from '../state.ts';

/** Of an app's manifest, what this GitHub looks at. https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export type Manifest = {
  readonly name?: string;
  readonly url: string;
  readonly hook_attributes?: { readonly url?: string; readonly active?: boolean };
  readonly redirect_url?: string;
  readonly callback_urls?: readonly string[];
  readonly default_permissions?: Permissions;
  readonly default_events?: readonly string[];
};

/** Somebody agrees to register the app: answers the address to go to, with the code that fetches its credentials. */
export function agreeToManifest(state: State, manifest: Manifest, owner: Organization | User, nonce?: string): string {
  const { redirect_url: redirect, hook_attributes: hook } = manifest;
  if (redirect === undefined) throw new Refusal(422, 'the manifest has no redirect_url');
  const code = randomBytes(20).toString('hex');
  state.manifests.set(code, {
    owner,
    name: manifest.name ?? 'app',
    url: manifest.url,
    callbackUrls: manifest.callback_urls ?? [],
    webhookUrl: hook?.active === false ? null : (hook?.url ?? null),
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
  });
  const target = new URL(redirect);
  target.searchParams.set('code', code);
  if (nonce !== undefined) target.searchParams.set('state', nonce);
  return target.href;
}
