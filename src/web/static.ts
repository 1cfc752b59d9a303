import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

/** The files that every page uses, each under an address that changes with its content, so that it can be kept for ever. */
const files = [
  { name: 'style.css', type: 'text/css; charset=utf-8' },
  { name: 'live.js', type: 'text/javascript; charset=utf-8' },
  { name: 'playground.js', type: 'text/javascript; charset=utf-8' },
  { name: 'icon.svg', type: 'image/svg+xml' },
] as const;

type FileName = (typeof files)[number]['name'];

const contents = new Map(
  files.map(({ name, type }) => {
    const text = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    const digest = createHash('sha256').update(text).digest('base64url').slice(0, 12);
    return [name, { text, type, address: `/assets/${name.replace('.', `.${digest}.`)}` }] as const;
  }),
);

/** Where a page finds the file. */
export function assetAddress(name: FileName): string {
  return contents.get(name)?.address ?? '';
}

/** The file itself, for a page that stands alone. */
export function assetText(name: FileName): string {
  return contents.get(name)?.text ?? '';
}

export function serveAssets(): Hono {
  const assets = new Hono();
  for (const { text, type, address } of contents.values()) {
    assets.get(address, (context) =>
      context.body(text, 200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }),
    );
  }
  return assets;
}
