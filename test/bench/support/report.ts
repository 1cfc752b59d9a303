import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Loaded into the server process before it begins: what only the process itself knows, once a second.
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
setInterval(() => {
  const { rss, heapUsed, external } = process.memoryUsage();
  const handles = readdirSync('/proc/self/fd').length;
  const { user, system } = process.cpuUsage();
  const blocked = delay.max / 1e6;
  delay.reset();
  const usage = { pid: process.pid, rss, heapUsed, external, handles, blocked, cpu: (user + system) / 1e6 };
  process.stdout.write(`${JSON.stringify({ usage })}\n`);
}, 1000).unref();

// Between collections the heap swings by more than it could leak in a minute, so what is left after one is told when asked.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
process.on('SIGUSR2', () => {
  collect();
  process.stdout.write(`${JSON.stringify({ live: process.memoryUsage().heapUsed })}\n`);
});
