import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Loaded into the server process before it begins: what only the process itself knows, once a second.
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
setInterval(() => {
  const { rss, heapUsed, external } = process.memoryUsage();
  const handles = readdirSync('/proc/self/fd').length;
  const { user, system } = process.cpuUsage();
  const blocked = delay.max / 1e6;
  delay.reset();
  const usage = { rss, heapUsed, external, handles, blocked, cpu: (user + system) / 1e6 };
  process.stdout.write(`${JSON.stringify({ usage })}\n`);
}, 1000).unref();
