import type { Permissions } from './facts.ts';
import type { Finding } from './finding.ts';

export type Lacking = { readonly name: string; readonly level: string };

/** What is wanted and not granted, or not as much of it. */
export const lackingPermissions = (wanted: Permissions, granted: Permissions): readonly Lacking[] =>
  Object.entries(wanted)
    .filter(([name, level]) => !covers(granted[name], level))
    .map(([name, level]) => ({ name, level }));

export const lackingEvents = (wanted: readonly string[], granted: readonly string[]): readonly string[] =>
  wanted.filter((event) => !granted.includes(event));

/** `statuses` serves one settings page of GitHub, and the queue those who have one; everything else is needed. */
export function weightOf(name: string): Finding['severity'] {
  if (name === 'statuses') return 'note';
  return name === 'merge_queues' || name === 'merge_group' ? 'warning' : 'error';
}

const rank = ['read', 'write', 'admin'];

const covers = (granted: string | undefined, level: string): boolean =>
  granted !== undefined && rank.indexOf(granted) >= rank.indexOf(level);
