import { plain } from '../../../core/text.ts';
import type { RepositoryFacts } from '../../../doctor/facts.ts';

/** A repository without its owner, whom the page names once. */
export const nameOf = ({ repository }: RepositoryFacts): string => plain(repository.split('/').at(-1) ?? '', 100);

/** `owner/name` as part of an address. */
export const pathOf = (repository: string): string => repository.split('/').map(encodeURIComponent).join('/');
