import type { Hono } from 'hono';
import { siteUrl } from '../github/addresses.ts';
import { createPages } from '../web/routes.ts';
import type { Parts } from './parts.ts';

/** The pages, with the store and GitHub behind their ports. */
export function composePages({ config, log }: Parts): Hono {
  return createPages({
    viewerOf: () => Promise.resolve(null),
    githubUrl: siteUrl(config.apiUrl),
    log,
  });
}
