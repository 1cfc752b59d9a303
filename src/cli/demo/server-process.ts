import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type ServerProcess = {
  readonly port: number;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
};

const entry = fileURLToPath(new URL(`../../main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));

/** The real server in a process of its own, once it says that it is ready. Rejects with its last words when it ends first. */
export async function startServerProcess(
  environment: Readonly<Record<string, string>>,
  onLine: (line: string) => void = () => {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry], {
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await readyPort(child, onLine);
  return {
    port,
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

function readyPort(child: ChildProcess, onLine: (line: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const words: string[] = [];
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code ?? 'a signal'}: ${words.slice(-20).join('\n')}`)),
    );
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        words.push(line);
        if (words.length > 100) words.shift();
        onLine(line);
        const port = portIn(line);
        if (port !== null) resolve(port);
      });
    }
  });
}

function portIn(line: string): number | null {
  if (!line.includes('"msg":"ready"')) return null;
  const { port } = JSON.parse(line) as { port?: unknown };
  return typeof port === 'number' ? port : null;
}
