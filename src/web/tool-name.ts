import { tools } from '../core/detectors/tools.ts';
import { plain } from '../core/text.ts';

const names = new Map(tools.map(({ id, name }) => [id, name]));

/** What people call a tool; one that we no longer know keeps its id. */
export const toolName = (id: string): string => names.get(id) ?? plain(id, 60);
