import { tools } from '../core/detectors/tools.ts';
import { plain } from '../core/text.ts';

const names = new Map(tools.map(({ id, name }) => [id, name]));

/** What people call a tool; one that we no longer know keeps its id. */
export const toolName = (id: string): string => names.get(id) ?? plain(id, 60);

/** The first few of them by name, and how many more there are: anybody can declare as many as they like. */
export function toolNames(ids: readonly string[], most: number): readonly string[] {
  const left = ids.length - most;
  return [...ids.slice(0, most).map(toolName), ...(left > 0 ? [`${left} more`] : [])];
}
