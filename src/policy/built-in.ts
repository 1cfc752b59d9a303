import { parsePolicy } from './parse-policy.ts';
import type { PolicyFile } from './policy-file.ts';

/** The risks and rules that Countersign brings along: what `extends: default` adds and `countersign init` writes. */
export const builtInSections = `# What makes a change risky, whoever wrote it. Old and new names of a file both count.
risk:
  paths:
    critical:
      - '.github/{workflows,actions}/**' # they run with the secrets of the repository
      - '**/.gitattributes' # it can hide changes from reviewers
    high:
      - '**/migrations/**'
      - '**/*.{tf,tfvars}'
  destructive: critical # tables dropped, infrastructure removed, permissions widened

# Every rule that applies must be met. Evidence of AI can be removed before a pull request opens, and nobody can prevent
# that: so there are rules by risk beside the rules by involvement.
rules:
  - name: AI with an author below senior
    when: { involvement: likely, author_below: senior }
    require: { level: senior }

  - name: agents
    when: { autonomy: agent }
    require: { level: senior }

  - name: critical changes
    when: { risk: critical }
    require: { level: senior }

  - name: critical changes with AI
    when: { risk: critical, involvement: likely }
    require: { level: staff }
`;

/** The policy where nobody wrote one: it observes, and so blocks nobody. */
export const builtInPolicy: PolicyFile = readBuiltIn();

function readBuiltIn(): PolicyFile {
  const text = `version: 1\nmode: observe\n${builtInSections}`;
  const parsed = parsePolicy({ file: 'built-in', sha: 'built-in', text });
  if ('ok' in parsed) return parsed.ok;
  throw new Error(`the built-in policy has problems: ${parsed.problems.map(({ message }) => message).join('; ')}`);
}
