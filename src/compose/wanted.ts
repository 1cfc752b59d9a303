import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Wanted } from '../doctor/facts.ts';

/** What the App is made for: app.yml is the same file from which it is registered. */
export function readWanted(): Wanted {
  const manifest = z.object({
    default_permissions: z.record(z.string(), z.string()),
    default_events: z.array(z.string()),
  });
  const text = readFileSync(new URL('../../app.yml', import.meta.url), 'utf8');
  const { default_permissions, default_events } = manifest.parse(parse(text));
  return { permissions: default_permissions, events: default_events };
}
