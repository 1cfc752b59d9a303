import { describePolicy } from '../policy/describe.ts';
import { effectivePolicy, type PolicyTexts } from '../policy/effective-policy.ts';
import type { Io } from './io.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';
import { readText } from './read-text.ts';
import { showProblem } from './show-problem.ts';

const usage = `Usage: countersign check-policy FILE [--org | --organization FLOOR] [--owner NAME]

Names every problem of a policy with its line and column, or says in sentences what the policy asks for.

  --org                 FILE is the organization's floor, not a repository's policy
  --organization FLOOR  FILE is a repository's policy below this floor
  --owner NAME          the owner of bare team slugs (default: owner)

Exit codes: 0 no problems, 1 problems, 2 called wrongly.
`;

/** `countersign check-policy`: problems with their places, or what the policy says. */
export async function runCheckPolicy(args: readonly string[], io: Io): Promise<number> {
  const call = readCall({ name: 'check-policy', usage, options: named, words: 1, read: readOptions }, args, io);
  if (!call.ok) return call.exitCode;
  const options = call.wanted;
  const texts = new Map<string, string>();
  for (const file of [options.file, ...(options.floor === null ? [] : [options.floor])]) {
    const text = await readText(file);
    if (text === null) {
      io.stderr.write(`countersign check-policy: cannot read \`${file}\`\n`);
      return 2;
    }
    texts.set(file, text);
  }
  const effective = effectivePolicy(textsOf(options, texts));
  if (!effective.usable) {
    io.stdout.write(effective.problems.map((problem) => `${showProblem(problem, texts)}\n`).join('\n'));
    const { length } = effective.problems;
    io.stdout.write(`\n${length === 1 ? '1 problem' : `${length} problems`}\n`);
    return 1;
  }
  io.stdout.write(`${options.file}: no problems.\n\n${describePolicy(effective.policy).join('\n')}\n`);
  return 0;
}

type Options = {
  readonly file: string;
  readonly isFloor: boolean;
  readonly floor: string | null;
  readonly owner: string;
};

const named = {
  org: { type: 'boolean', default: false },
  organization: { type: 'string' },
  owner: { type: 'string', default: 'owner' },
} as const;

function readOptions({ values: { org, organization, owner }, positionals: [file] }: Given<typeof named>): Options {
  if (file === undefined) throw new WrongCall('name the policy: countersign check-policy .github/countersign.yml');
  if (org && organization !== undefined)
    throw new WrongCall('there is no floor below a floor: give --org, or --organization FLOOR');
  return { file, isFloor: org, floor: organization ?? null, owner };
}

function textsOf({ file, floor, isFloor, owner }: Options, texts: ReadonlyMap<string, string>): PolicyTexts {
  const read = (name: string) => ({ file: name, sha: 'local', text: texts.get(name) ?? '' });
  return isFloor
    ? { organization: read(file), defaultBranch: null, baseBranch: null, owner }
    : { organization: floor === null ? null : read(floor), defaultBranch: read(file), baseBranch: null, owner };
}
