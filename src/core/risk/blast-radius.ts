import { reachedBy } from '../globs.ts';
import type { PathIndex } from '../path-index.ts';
import type { Service } from '../policy.ts';

/** The services that a change touches and all that use them, followed to the end. Users in a circle are counted once. */
export function affectedServices(
  services: readonly Service[],
  index: PathIndex,
): { readonly services: readonly string[]; readonly paths: readonly string[] } {
  const usedBy = new Map(services.map((service) => [service.name, service.usedBy]));
  const paths: string[] = [];
  const waiting: string[] = [];
  for (const service of services) {
    const reached = reachedBy(service.paths, index);
    if (reached.length === 0) continue;
    waiting.push(service.name);
    paths.push(...reached);
  }
  const affected = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (affected.has(name)) continue;
    affected.add(name);
    waiting.push(...(usedBy.get(name) ?? []));
  }
  return { services: [...affected].sort(), paths };
}
