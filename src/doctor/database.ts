import { unreachable } from '../core/unreachable.ts';
import type { DatabaseFacts } from './facts.ts';
import { about, type Finding } from './finding.ts';

/** Whether the database answers, and has the tables of this version. */
export function diagnoseDatabase(database: DatabaseFacts): readonly Finding[] {
  const { error, warning, note } = about('database');
  switch (database.kind) {
    case 'unreachable':
      return [
        error('database-unreachable', {
          says: `the database does not answer: ${database.why}`,
          repair: 'check DATABASE_URL, the server and its rights; meanwhile deliveries are answered 503',
        }),
      ];
    case 'empty':
      return [
        note('database-empty', {
          says: 'the database has no tables yet',
          repair: 'nothing to do: the server makes them when it starts',
        }),
      ];
    case 'in-use':
      return [
        note('database-in-use', {
          says: `the embedded database belongs to ${database.by}, so it was not looked at`,
          repair: 'nothing to do; stop the server and run this again to see whether floor and teams are trusted',
        }),
      ];
    case 'ready':
      return [
        ...(database.pending.length === 0
          ? []
          : [
              warning('database-behind', {
                says: `the database lacks the migrations ${database.pending.join(', ')}`,
                repair:
                  'start this version of the server: it applies them, and the previous version works on beside it',
              }),
            ]),
        ...(database.newer.length === 0
          ? []
          : [
              warning('database-newer', {
                says: `the database has migrations that this version does not know: ${database.newer.join(', ')}`,
                repair: 'finish the upgrade: this program is older than a replica that runs, or ran',
              }),
            ]),
      ];
    default:
      return unreachable(database);
  }
}
