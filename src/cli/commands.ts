import type { Run } from './io.ts';

/** How each command is called, and what it does, in the order of the help. */
export const summaries = [
  ['serve', 'run the server: webhooks in, checks and labels out'],
  ['demo [--script]', 'a pretended GitHub with people and pull requests, and the real server against it'],
  ['init [OWNER/REPO | --org OWNER]', 'write a commented policy to start from, levels proposed from your teams'],
  ['check-policy FILE', 'name every problem of a policy with its line and column'],
  ['schema', "print the policy's JSON Schema, for editors"],
  ['evaluate --policy FILE --snapshot FILE', 'decide about a saved snapshot, offline'],
  ['explain OWNER/REPO#N', 'what the check says of a pull request on GitHub, and by which rules'],
  ['backtest OWNER/REPO --policy FILE', 'what a policy would have asked of the pull requests that were merged'],
  ['scan [PATH] [RANGE]', 'how much of a local git history declares a part by AI'],
  ['detect --jsonl', 'find declared evidence in records on standard input'],
  ['audit verify | export | forget', 'whether the record of decisions is whole, and the record itself'],
  ['report [--since 90d] [--json]', 'what the gate saw, and would have held where it only observes'],
  ['doctor [OWNER[/REPO]]', 'what is wrong with the set-up, here and on GitHub, and how to repair it'],
  ['enforce OWNER[/REPO]', 'make the check required, from this App alone, with your own token'],
  ['trust OWNER', 'the floor and the teams that were found under the names of others are as they should be'],
] as const;

export type CommandName =
  | 'serve'
  | 'demo'
  | 'init'
  | 'check-policy'
  | 'schema'
  | 'evaluate'
  | 'explain'
  | 'backtest'
  | 'scan'
  | 'detect'
  | 'audit'
  | 'report'
  | 'doctor'
  | 'enforce'
  | 'trust';

// Loaded one by one, so that `scan` does not wait for a database engine.
const loaders: Readonly<Record<CommandName, () => Promise<Run>>> = {
  serve: async () => (await import('./serve.ts')).runServe,
  demo: async () => (await import('./demo.ts')).runDemo,
  init: async () => (await import('./init.ts')).runInit,
  'check-policy': async () => (await import('./check-policy.ts')).runCheckPolicy,
  schema: async () => (await import('./schema.ts')).runSchema,
  evaluate: async () => (await import('./evaluate.ts')).runEvaluate,
  explain: async () => (await import('./explain.ts')).runExplain,
  backtest: async () => (await import('./backtest.ts')).runBacktest,
  scan: async () => (await import('./scan.ts')).runScan,
  detect: async () => (await import('./detect.ts')).runDetect,
  audit: async () => (await import('./audit.ts')).runAudit,
  report: async () => (await import('./report.ts')).runReport,
  doctor: async () => (await import('./doctor.ts')).runDoctor,
  enforce: async () => (await import('./enforce.ts')).runEnforce,
  trust: async () => (await import('./trust.ts')).runTrust,
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(loaders, name);
}

export function loadCommand(name: CommandName): Promise<Run> {
  return loaders[name]();
}
