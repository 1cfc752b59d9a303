import type { Run } from './io.ts';

type Command = {
  readonly name: string;
  readonly takes: string;
  readonly does: string;
  readonly load: () => Promise<Run>;
};

/** Every command, in the order of the help. They are loaded one by one, so that `scan` does not wait for a database. */
export const commands: readonly Command[] = [
  {
    name: 'serve',
    takes: '',
    does: 'run the server: webhooks in, checks and labels out',
    load: async () => (await import('./serve.ts')).runServe,
  },
  {
    name: 'demo',
    takes: '[--script]',
    does: 'a pretended GitHub with people and pull requests, and the real server against it',
    load: async () => (await import('./demo.ts')).runDemo,
  },
  {
    name: 'init',
    takes: '[OWNER/REPO | --org OWNER]',
    does: 'write a commented policy to start from, levels proposed from your teams',
    load: async () => (await import('./init.ts')).runInit,
  },
  {
    name: 'check-policy',
    takes: 'FILE',
    does: 'name every problem of a policy with its line and column',
    load: async () => (await import('./check-policy.ts')).runCheckPolicy,
  },
  {
    name: 'schema',
    takes: '',
    does: "print the policy's JSON Schema, for editors",
    load: async () => (await import('./schema.ts')).runSchema,
  },
  {
    name: 'evaluate',
    takes: '--policy FILE --snapshot FILE',
    does: 'decide about a saved snapshot, offline',
    load: async () => (await import('./evaluate.ts')).runEvaluate,
  },
  {
    name: 'explain',
    takes: 'OWNER/REPO#N',
    does: 'what the check says of a pull request on GitHub, and by which rules',
    load: async () => (await import('./explain.ts')).runExplain,
  },
  {
    name: 'backtest',
    takes: 'OWNER/REPO --policy FILE',
    does: 'what a policy would have asked of the pull requests that were merged',
    load: async () => (await import('./backtest.ts')).runBacktest,
  },
  {
    name: 'scan',
    takes: '[PATH] [RANGE]',
    does: 'how much of a local git history declares a part by AI',
    load: async () => (await import('./scan.ts')).runScan,
  },
  {
    name: 'detect',
    takes: '--jsonl',
    does: 'find declared evidence in records on standard input',
    load: async () => (await import('./detect.ts')).runDetect,
  },
  {
    name: 'audit',
    takes: 'verify | export | forget',
    does: 'whether the record of decisions is whole, and the record itself',
    load: async () => (await import('./audit.ts')).runAudit,
  },
  {
    name: 'report',
    takes: '[--since 90d] [--json]',
    does: 'what the gate saw, and would have held where it only observes',
    load: async () => (await import('./report.ts')).runReport,
  },
  {
    name: 'doctor',
    takes: '[OWNER[/REPO]]',
    does: 'what is wrong with the set-up, here and on GitHub, and how to repair it',
    load: async () => (await import('./doctor.ts')).runDoctor,
  },
  {
    name: 'enforce',
    takes: 'OWNER[/REPO]',
    does: 'make the check required, from this App alone, with your own token',
    load: async () => (await import('./enforce.ts')).runEnforce,
  },
  {
    name: 'trust',
    takes: 'OWNER',
    does: 'the floor and the teams that were found under the names of others are as they should be',
    load: async () => (await import('./trust.ts')).runTrust,
  },
];
