import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Countersign, compose } from './compose.ts';
import { parseConfig, readEnvironment, type ServerConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { type Listening, listen } from './listen.ts';
import { createLog, type DescribedError, describeError, type Logger } from './log.ts';
import { offerSetUp } from './set-up.ts';
import { version } from './version.ts';

/** Runs until the process is told to stop: the server with credentials, the set-up page without. */
export async function serve(config: ServerConfig): Promise<void> {
  const log = createLog(config.logLevel);
  const { credentials } = config;
  if (credentials === null) {
    const setUp = await offerSetUp(config, log);
    await stopSignal();
    return setUp.close();
  }
  const program = await compose(config, credentials, log);
  // What was begun would keep the process from ending, and whoever supervises it from starting it again.
  const { listening, metrics } = await open(program, config).catch(async (error: unknown) => {
    await program.stop();
    throw error;
  });
  const database = config.databaseUrl === null ? 'embedded' : 'postgres';
  const metricsPort = metrics?.port ?? null;
  log.info({ host: config.host, port: listening.port, metricsPort, database, version }, 'ready');

  log.info({ signal: await stopSignal() }, 'stopping');
  endInTime(config, log);
  program.hangUp();
  // Whoever asks /readyz sends nothing more here once they know.
  await wait(config.lingerSeconds * 1000);
  // No new deliveries first: GitHub redelivers to whoever takes over.
  await listening.close();
  await program.stop();
  await metrics?.close();
  log.info('stopped');
}

async function open(program: Countersign, config: ServerConfig) {
  const listening = await listen(program.server, config);
  try {
    const metrics = await listenForMetrics(program, config);
    await program.start();
    return { listening, metrics };
  } catch (error) {
    await listening.close();
    throw error;
  }
}

/** A database that does not answer must not keep us: what is under way there is taken back when its heartbeat is missed. */
function endInTime({ lingerSeconds, shutdownSeconds }: ServerConfig, log: Logger): void {
  const seconds = lingerSeconds + shutdownSeconds + forTheRest;
  const end = (): void => {
    log.error({ seconds }, 'not stopped in time');
    process.exit(1);
  };
  setTimeout(end, seconds * 1000).unref();
}

/** For the door and for the store, each of which closes in a moment or not at all. */
const forTheRest = 8;

/** Up to the last moment of a drain there is something to see. */
function listenForMetrics({ metricsServer }: Countersign, { metrics }: ServerConfig): Promise<Listening> | null {
  return metricsServer === null || metrics.address === null ? null : listen(metricsServer, metrics.address);
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
}

const textOf = ({ message, stack = message, causes = [] }: DescribedError): string =>
  [stack, ...causes.map((cause) => `caused by: ${textOf(cause)}`)].join('\n');

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await serve(parseConfig(readEnvironment()));
  } catch (error) {
    process.stderr.write(error instanceof ConfigError ? error.explanation : `${textOf(describeError(error))}\n`);
    process.exitCode = 1;
  }
}
