import type { Evaluation } from './evaluate.ts';
import { type Asked, sayPaths } from './explanation/asked.ts';
import type { Trace } from './explanation/found.ts';
import { headlineOf } from './explanation/headline.ts';
import type { Opinion } from './explanation/opinions.ts';
import { type Explanation, explain } from './explanation.ts';
import type { Snapshot } from './facts.ts';
import { toMarkdown } from './phrase.ts';
import type { EffectivePolicy } from './policy.ts';
import type { RuleTrace } from './requirement.ts';
import { code, firstLines, listed, plain, sentence, shortSha } from './text.ts';

const atMostLines = 20;

/** A few words for the list of checks. */
export function renderTitle(effective: EffectivePolicy, evaluation: Evaluation): string {
  const headline = headlineOf(effective, evaluation);
  const observing = effective.usable && effective.policy.mode === 'observe';
  return plain(observing ? `Observing: ${lowerFirst(headline)}` : headline, 120);
}

/** The whole answer as Markdown: what was found, what is required and by which rule, who can clear it, what counted. */
export const renderSummary = (effective: EffectivePolicy, snapshot: Snapshot, evaluation: Evaluation): string =>
  summaryOf(explain(effective, snapshot, evaluation));

function summaryOf(explanation: Explanation): string {
  const sections =
    explanation.state === 'undecided'
      ? [problemSection(explanation), foundSection(explanation)]
      : [
          lead(explanation),
          foundSection(explanation),
          riskSection(explanation),
          askedSection(explanation),
          reviewSection(explanation),
          sourceSection(explanation),
        ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function lead({ headline, next, observing }: Explanation): string {
  const note = observing
    ? '\n\nCountersign is in **observe** mode here: this check never blocks. A file `.github/countersign.yml` with `mode: enforce` makes it count.'
    : '';
  return `**${headline}.** ${toMarkdown(next)}${note}`.trim();
}

function foundSection({ found }: Explanation): string {
  const tools = found.tools.length === 0 ? '' : ` · tools: ${listed(found.tools.map((tool) => code(tool)))}`;
  const lines = firstLines(found.evidence.map(traceLine), atMostLines, 'pieces of evidence');
  return [
    '### What was found',
    `AI involvement: **${found.involvement}** · autonomy: **${found.autonomy}**${tools}`,
    ...(lines.length === 0 ? ['No declared evidence of AI. That does not say that there was none.'] : lines),
    ...(found.contradicted
      ? ['The author declared that no AI took part; the evidence above says otherwise and stands.']
      : []),
    ...(found.requesters.length === 0 ? [] : ['', toMarkdown(found.requesters)]),
  ].join('\n');
}

function traceLine({ key, confidence, commitSha, excerpt, note }: Trace): string {
  const where = commitSha === null ? 'the pull request' : `commit ${code(shortSha(commitSha))}`;
  const suffix = note.length === 0 ? '' : `, ${toMarkdown(note)}`;
  return `- ${confidence}: ${code(excerpt)} (${code(key)}, ${where}${suffix})`;
}

function riskSection({ risk }: Explanation): string {
  if (risk.factors.length === 0) return '';
  const lines = risk.factors.map(({ level, detail, paths }) => {
    const where = paths.length === 0 ? '' : `: ${toMarkdown(sayPaths(paths))}`;
    return `- ${level}: ${sentence(detail)}${where}`;
  });
  return [`### Risk of the change: ${risk.level}`, ...firstLines(lines, atMostLines, 'factors')].join('\n');
}

function askedSection({ asked }: Explanation): string {
  if (asked.length === 0) return '';
  const declaration = asked.filter(({ kind }) => kind === 'declaration').map(askedLine);
  const clauses = asked.filter(({ kind }) => kind === 'clause').map(askedLine);
  return ['### What is required', ...declaration, ...firstLines(clauses, atMostLines, 'clauses')].join('\n');
}

function askedLine(item: Asked): string {
  const box = `- [${item.met ? 'x' : ' '}]`;
  if (item.kind === 'declaration') return `${box} the author declares whether AI took part`;
  const lacks = item.lacks.length === 0 ? '' : `; ${toMarkdown(item.lacks)}`;
  const clear = item.met ? '' : ` ${toMarkdown(item.clear)}`;
  return `${box} ${toMarkdown(item.what)} (rule ${code(item.rule)}: ${sentence(item.reason)})${lacks}.${clear}`;
}

const marks: Readonly<Record<Opinion['worth'], string>> = {
  counts: '✅ ',
  carried: '✅ ',
  not: '➖ ',
  'nothing-asked': '',
  blocks: '⛔ ',
  'does-not-block': '➖ ',
};

function reviewSection({ reviews }: Explanation): string {
  if (reviews.length === 0) return '';
  const lines = reviews.map(({ who, worth, said }) => `- ${marks[worth]}${code(who)} ${toMarkdown(said)}`);
  return ['### Reviews', ...firstLines(lines, atMostLines, 'reviews')].join('\n');
}

function sourceSection({ sources, unread, change }: Explanation): string {
  const named = sources.map(({ origin, sha }) => `${origin}${sha === null ? '' : ` ${code(shortSha(sha))}`}`);
  const cut = unread.map((what) => `- ${sentence(what)}: judged as the worst case`);
  const policyLine = named.length === 0 ? '' : `Policy: ${listed(named)}.`;
  return [
    ...(cut.length === 0 ? [] : ['### Not everything could be read', ...cut, '']),
    `${policyLine} Head: ${code(shortSha(change.headSha))}.`.trim(),
  ].join('\n');
}

function problemSection({ problems, next }: Explanation): string {
  const lines = problems.map((problem) => {
    const hint = problem.hint === null ? '' : `; ${sentence(plain(problem.hint))}`;
    return `- ${code(`${problem.file}:${problem.line}:${problem.column}`)} ${sentence(plain(problem.message, 400))}${hint}`;
  });
  return [toMarkdown(next), '', ...firstLines(lines, 50, 'problems')].join('\n');
}

/** The trace of every rule as Markdown lines: whether it applied, and the condition that decided. */
export function renderTrace(trace: readonly RuleTrace[]): string {
  return trace
    .map((rule) => {
      const deciding = rule.conditions.map(
        (item) => `${item.held ? 'held' : 'failed'}: ${sentence(plain(item.because))}`,
      );
      return `- ${rule.applied ? 'applied' : 'did not apply'}: ${code(rule.rule)} (${rule.origin})${deciding.length === 0 ? '' : `, ${deciding.join('; ')}`}`;
    })
    .join('\n');
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
