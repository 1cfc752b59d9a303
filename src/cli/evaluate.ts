import { basename } from 'node:path';
import { evaluate } from '../core/evaluate.ts';
import { renderSummary, renderTitle, renderTrace } from '../core/render.ts';
import { effectivePolicy, type PolicyText } from '../policy/effective-policy.ts';
import type { Io } from './io.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';
import { readSnapshot } from './read-snapshot.ts';
import { readText } from './read-text.ts';

const usage = `Usage: countersign evaluate --policy FILE --snapshot FILE [--organization FILE] [--json]

Decides about a saved snapshot with the pure core: no network, no database, no clock.

  --policy FILE        the repository's policy, .github/countersign.yml
  --organization FILE  the organization's floor, joined to it
  --snapshot FILE      every fact of one pull request, as JSON
  --json               print the whole evaluation as JSON instead of the check's text

Exit codes: 0 the check would be green (or the policy observes), 1 it would not, 2 called wrongly.
`;

/** `countersign evaluate`: a serialised snapshot in, the evaluation out. */
export async function runEvaluate(args: readonly string[], io: Io): Promise<number> {
  const call = readCall({ name: 'evaluate', usage, options: named, words: 0, read: readOptions }, args, io);
  if (!call.ok) return call.exitCode;
  const options = call.wanted;
  const files = [options.snapshot, options.policy, options.organization ?? options.policy];
  const texts = await Promise.all(files.map(readText));
  const missing = texts.indexOf(null);
  if (missing !== -1) {
    io.stderr.write(`countersign evaluate: cannot read \`${files[missing]}\`\n`);
    return 2;
  }
  const [facts = '', own = '', floor = ''] = texts.map((text) => text ?? '');
  const read = readSnapshot(facts);
  if (!read.ok) {
    for (const problem of read.problems) io.stderr.write(`${options.snapshot}: ${problem}\n`);
    return 2;
  }
  const { snapshot } = read;
  const effective = effectivePolicy({
    owner: snapshot.ref.owner,
    organization: options.organization === undefined ? null : policyText(options.organization, floor),
    defaultBranch: policyText(options.policy, own),
    baseBranch: null,
  });
  const evaluation = evaluate(effective, snapshot);
  if (options.json) {
    io.stdout.write(`${JSON.stringify(evaluation, null, 2)}\n`);
  } else {
    const trace = renderTrace(evaluation.requirement.trace);
    io.stdout.write(`# ${renderTitle(effective, evaluation)}\n\n${renderSummary(effective, snapshot, evaluation)}`);
    if (trace !== '') io.stdout.write(`\n### Rules\n${trace}\n`);
  }
  const observing = effective.usable && effective.policy.mode === 'observe';
  const green = ['satisfied', 'not-required', 'overridden'].includes(evaluation.verdict.state);
  return observing || green ? 0 : 1;
}

type Options = {
  readonly policy: string;
  readonly snapshot: string;
  readonly organization: string | undefined;
  readonly json: boolean;
};

const named = {
  policy: { type: 'string' },
  organization: { type: 'string' },
  snapshot: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function readOptions({ values: { policy, snapshot, organization, json } }: Given<typeof named>): Options {
  if (policy === undefined) throw new WrongCall('name the policy: --policy .github/countersign.yml');
  if (snapshot === undefined) throw new WrongCall('name the facts of a pull request: --snapshot FILE');
  return { policy, snapshot, organization, json };
}

const policyText = (file: string, text: string): PolicyText => ({ file: basename(file), sha: 'local', text });
