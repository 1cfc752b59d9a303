import type { ServerConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openStore, type Store } from '../store/db.ts';
import { recordKeyIn } from '../store/record-key.ts';
import { version } from '../version.ts';

type Stored = Pick<ServerConfig, 'databaseUrl' | 'dataFolder' | 'recordKey' | 'logLevel'>;

/** Opens the store that the server is configured for, for as long as one command needs it. */
export async function withStore<Result>(
  { databaseUrl, dataFolder, recordKey: given, logLevel }: Stored,
  use: (store: Store) => Promise<Result>,
): Promise<Result> {
  const recordKey = given ?? (await recordKeyIn(dataFolder));
  // What is printed is the answer; what the store has to say goes unsaid unless somebody asks for it.
  const log = createLog(logLevel === 'debug' ? 'debug' : 'silent');
  const store = await openStore({ databaseUrl, dataFolder, log, recordKey, engine: version, maintenance: 'by-hand' });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
