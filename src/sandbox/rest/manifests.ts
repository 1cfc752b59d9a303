import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { addApp } from '../operations/apps.ts';
import { appShape } from '../shapes/app.ts';
import { type Call, created, found, type Routes } from './route.ts';

export const manifestRoutes: Routes = {
  'apps/create-from-manifest': ({ state, params }: Call) => {
    const pending = found(state.manifests.get(params['code'] ?? ''));
    // A code works once.
    state.manifests.delete(params['code'] ?? '');
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secret = randomBytes(20).toString('hex');
    const app = addApp(state, {
      slug: pending.name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-'),
      name: pending.name,
      owner: pending.owner,
      permissions: pending.permissions,
      events: pending.events,
      publicKey,
      externalUrl: pending.url,
      callbackUrls: pending.callbackUrls,
      webhook: pending.webhookUrl === null ? null : { url: pending.webhookUrl, secret },
    });
    return created({
      ...appShape(state, app),
      client_secret: app.clientSecret,
      webhook_secret: secret,
      pem: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    });
  },
};
