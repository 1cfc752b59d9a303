import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** `npm run demo` in a process of its own on free ports, once it has said where to look. */
export type Demo = {
  /** The pretended GitHub. */
  readonly githubUrl: string;
  /** The server's own pages. */
  readonly pagesUrl: string;
  readonly end: () => Promise<void>;
};

export async function startDemo(): Promise<Demo> {
  const args = ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'demo', '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const addresses: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /^Open (http:\/\/[\d.:]+)/.exec(line) ?? [];
    if (address !== undefined) addresses.push(address);
    if (line.startsWith('Ctrl-C')) break;
  }
  const [githubUrl, pagesUrl] = addresses;
  if (githubUrl === undefined || pagesUrl === undefined) throw new Error('the demo did not say where to look');
  return {
    githubUrl,
    pagesUrl,
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
