import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { layHistory } from './demo/history.ts';
import { type Pull, type Stage, setStage } from './demo/stage.ts';
import { openAll, playStory, type Step } from './demo/story.ts';
import type { Io } from './io.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';

const usage = `Usage: countersign demo [--script] [--port N] [--log]

A pretended GitHub with a dozen people and eight pull requests, and the real server against it. Nothing leaves this
machine, and nothing is kept.

  --script   play the story by itself, say of each step whether it came out as told, and end (exit code 0 if all did)
  --port N   the port of the pretended GitHub (default 4680)
  --log      show the server's log
`;

/** `countersign demo`: the main job, to look at and to try. */
export async function runDemo(args: readonly string[], io: Io): Promise<number> {
  const call = readCall({ name: 'demo', usage, options: named, words: 0, read: readOptions }, args, io);
  if (!call.ok) return call.exitCode;
  const options = call.wanted;
  if (!existsSync(new URL('../../app.yml', import.meta.url)) || !import.meta.url.endsWith('.ts')) {
    io.stderr.write('countersign demo: runs from a checkout only, with its development dependencies installed\n');
    return 2;
  }
  io.stdout.write('Starting a pretended GitHub and the server …\n');
  const onLine = (line: string): void => {
    if (options.log) io.stderr.write(`${line}\n`);
  };
  // The story alone is the same each time; whoever looks around wants to find something.
  const stage = await (options.script ? setStage(options.port, onLine) : setStage(options.port, onLine, layHistory));
  try {
    return options.script ? await playScript(stage, io) : await playAlong(stage, io);
  } finally {
    await stage.strike();
  }
}

async function playScript(stage: Stage, io: Io): Promise<number> {
  const pulls = new Map<string, Pull>();
  const steps: Step[] = [];
  for await (const step of openAll(stage, pulls)) steps.push(print(step, io));
  const pull = pulls.get('cart-rounding');
  if (pull === undefined) throw new Error('the story has no beginning');
  for await (const step of playStory(stage, pull)) steps.push(print(step, io));
  for (const violation of stage.sandbox.violations) io.stdout.write(`against GitHub's description: ${violation}\n`);
  const failed = steps.filter(({ asTold }) => !asTold).length + stage.sandbox.violations.length;
  io.stdout.write(
    failed === 0 ? `\nAll ${steps.length} steps came out as told.\n` : `\n${failed} did not come out as told.\n`,
  );
  return failed === 0 ? 0 : 1;
}

async function playAlong(stage: Stage, io: Io): Promise<number> {
  const pulls = new Map<string, Pull>();
  for await (const step of openAll(stage, pulls)) print(step, io);
  io.stdout.write(`
Open ${stage.sandbox.url} and act as somebody:

  · liam cannot merge "Round the total of the cart" yet: its check says what is missing
  · approve it as mia, a junior: still waiting, and the check says why
  · approve it as ada, a senior: green
  · push to it as liam: waiting again, her approval is stale
  · read the policy at acme/.github, and write another

Open ${stage.pagesUrl} and sign in as somebody: the server's own pages, with a playground for policies.

  · ${stage.pagesUrl}/orgs/acme: ninety days of the organization; pia and olga also see who signs off how much
  · ${stage.pagesUrl}/orgs/acme/audit: the record of every decision; have it verified

Ctrl-C ends it.
`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  return 0;
}

function print(step: Step, io: Io): Step {
  io.stdout.write(`${step.asTold ? '✔' : '✘'} ${step.told}\n    → ${step.came}\n`);
  return step;
}

const named = {
  script: { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
  port: { type: 'string' },
} as const;

function readOptions({ values: { script, log, port: given } }: Given<typeof named>) {
  const port = given ?? (script ? '0' : '4680');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new WrongCall(`\`--port ${port}\` is no port: a number up to 65535, and 0 takes a free one`);
  return { script, log, port: Number(port) };
}
