import { type Comparison, comparePolicies, isUnchanged } from './compare.ts';
import type { Snapshot } from './facts.ts';
import type { EffectivePolicy, PolicyProblem } from './policy.ts';
import type { Clause } from './requirement.ts';
import { code, counted, firstLines, listed, plain, sentence } from './text.ts';

/** What a change of the policy file would make of the rules. */
export type Proposal = {
  /** What it is called in problems; those of other files are none of its lines. */
  readonly file: string;
  /** The blob of the file at the head; null: the change takes the file away. */
  readonly blob: string | null;
  readonly effective: EffectivePolicy;
};

/** A second check run, about the file alone: it never stands in for the sign-off. */
export type ProposalNote = {
  readonly headSha: string;
  /** Tells this note from any other, so that the same is not written twice. */
  readonly externalId: string;
  readonly conclusion: 'failure' | 'neutral';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly PolicyProblem[];
};

/** GitHub takes so many annotations in one request. */
const mostAnnotations = 50;

/**
 * The note on a pull request that changes the policy: its problems on their lines, or what the new rules would require of
 * this very pull request. For an author who cannot write here, only whether the file can be read.
 */
export function noteOnProposal(
  { file, blob, effective }: Proposal,
  current: EffectivePolicy,
  snapshot: Snapshot,
  trusted: boolean,
): ProposalNote {
  const about = {
    headSha: snapshot.headSha,
    externalId: `policy:${blob ?? 'removed'}:${sourcesOf(current)}:${trusted ? 'full' : 'syntax'}${problemsOf(effective)}`,
  };
  if (!effective.usable) {
    const { problems } = effective;
    const own = problems.filter((problem) => problem.file === file);
    const cut = own.length > mostAnnotations ? ` The first ${mostAnnotations} are marked on their lines.` : '';
    const title = `The new policy cannot be used: ${counted(problems.length, 'problem')}`;
    return {
      ...about,
      conclusion: 'failure',
      title,
      summary: `${title}.${cut}\n\n${problemLines(problems, file)}\n`,
      annotations: own.slice(0, mostAnnotations),
    };
  }
  const title = 'The new policy can be used';
  const preview = trusted
    ? previewOf(comparePolicies(current, effective, snapshot))
    : 'What it would require is shown once somebody with write access proposes it.';
  return {
    ...about,
    conclusion: 'neutral',
    title,
    summary: `${title}. This pull request itself is judged by the rules in force.\n\n${preview}\n`,
    annotations: [],
  };
}

/** The same text can have other problems later: a team that it names is created, or deleted. */
const problemsOf = (effective: EffectivePolicy): string => (effective.usable ? '' : `:${effective.problems.length}`);

/** The same note with what the new rules would make of other open pull requests; `left` were not looked at. */
export function noteOnOpen(note: ProposalNote, comparisons: readonly Comparison[], left: number): ProposalNote {
  const changed = comparisons.filter((comparison) => !isUnchanged(comparison));
  const looked = `Of ${counted(comparisons.length, 'other open pull request')}, ${changed.length} would change.`;
  const rest = left === 0 ? '' : ` ${left} more were not looked at.`;
  const previews = changed.map((comparison) => `\n${previewOf(comparison)}\n`).join('');
  return {
    ...note,
    externalId: `${note.externalId}${withOpen}`,
    summary: `${note.summary}\n### Open pull requests\n\n${looked}${rest}\n${previews}`,
  };
}

/** Whether a note is shown already, by itself or within one that says more. */
export const saysAlready = (shown: string | null, { externalId }: ProposalNote): boolean =>
  shown === externalId || shown === `${externalId}${withOpen}`;

const withOpen = ':open';

/** What a comparison says, in words. */
export function previewOf(comparison: Comparison): string {
  const where = `Under the new rules, #${comparison.pullRequest}`;
  if (isUnchanged(comparison)) return `${where} would be asked the same as now.`;
  const { added, removed, declaration, mode, before, after } = comparison;
  const declares =
    declaration === 'same'
      ? []
      : [`- the author's declaration would ${declaration === 'added' ? 'be required' : 'no longer be required'}`];
  const lines = [
    ...modeLines[mode],
    ...added.map((clause) => `- also: ${clauseText(clause)}`),
    ...removed.map((clause) => `- no longer: ${clauseText(clause)}`),
    ...declares,
  ];
  return [`${where} would be ${after} (now: ${before}):`, '', ...firstLines(lines, 20, 'differences')].join('\n');
}

const modeLines = {
  same: [],
  observed: ['- **the check would only observe: nothing would be held any more**'],
  enforced: ['- the check would be enforced: until now it only observes'],
} as const;

const clauseText = ({ count, level, rule, from }: Clause): string =>
  `${count} × ${code(level)}${from.length === 0 ? '' : ` from ${listed(from.map((team) => code(team)))}`} by rule ${code(rule)}`;

const problemLines = (problems: readonly PolicyProblem[], own: string): string =>
  firstLines(
    problems.map(
      ({ file, line, column, message, hint }) =>
        `- ${file === own ? '' : `${code(file)} `}${line}:${column} ${sentence(plain(message, 400))}${hint === null ? '' : `: ${sentence(plain(hint))}`}`,
    ),
    mostAnnotations,
    'problems',
  ).join('\n');

function sourcesOf(policy: EffectivePolicy): string {
  const sources = policy.usable ? policy.policy.sources : policy.sources;
  return sources.map(({ sha }) => sha?.slice(0, 7) ?? 'none').join('+');
}
