import type { Evaluation } from './evaluate.ts';
import type { Evidence, Tool } from './evidence.ts';
import type { Snapshot } from './facts.ts';
import { rank } from './ladder.ts';
import type { EffectivePolicy, Policy, PolicyProblem } from './policy.ts';
import { withBuiltIn } from './provenance.ts';
import { renderRequesters } from './render-requesters.ts';
import type { Clause, RuleTrace } from './requirement.ts';
import type { ClauseOutcome, SignOff } from './sign-off.ts';
import { code, counted, firstLines, listed, plain, shortSha } from './text.ts';
import { unreachable } from './unreachable.ts';
import { type Gap, serves } from './verdict.ts';

const atMostLines = 20;

/** A few words for the list of checks. */
export function renderTitle(effective: EffectivePolicy, evaluation: Evaluation): string {
  const observing = effective.usable && effective.policy.mode === 'observe';
  return plain(
    observing ? `Observing: ${lowerFirst(titleOf(evaluation, 'would ask for'))}` : titleOf(evaluation, 'waiting for'),
    120,
  );
}

/** The whole answer as Markdown: what was found, what is required and by which rule, who can clear it, what counted. */
export function renderSummary(effective: EffectivePolicy, snapshot: Snapshot, evaluation: Evaluation): string {
  const sections = effective.usable
    ? [
        lead(effective.policy, evaluation),
        provenanceSection(evaluation, snapshot, effective.policy.tools),
        riskSection(evaluation),
        requirementSection(effective.policy, snapshot, evaluation),
        signOffSection(snapshot, evaluation),
        sourceSection(effective.policy, snapshot),
      ]
    : [problemSection(effective.problems), provenanceSection(evaluation, snapshot, [])];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function titleOf(evaluation: Evaluation, asking: string): string {
  const { verdict, requirement } = evaluation;
  switch (verdict.state) {
    case 'not-required':
      return 'No sign-off required';
    case 'satisfied':
      return `Signed off by ${listed(verdict.by.map(nameOf))}`;
    case 'blocked':
      return `Changes requested by ${listed(verdict.by.map(nameOf))}`;
    case 'overridden':
      return `Overridden by ${nameOf(verdict.by)}`;
    case 'undecided':
      return `Policy cannot be used: ${counted(verdict.problems.length, 'problem')}`;
    case 'pending':
      return upperFirst(`${asking} ${pendingTitle(verdict.gaps, requirement.clauses, verdict.declarationMissing)}`);
    default:
      return unreachable(verdict);
  }
}

/** A login where no code span can be: nothing but the characters that logins have. */
const nameOf = (login: string): string => login.replace(/[^\w-]/g, '');

/** The most that any clause still misses of each level: one person may serve several clauses, so they do not add up. */
function pendingTitle(gaps: readonly Gap[], clauses: readonly Clause[], declarationMissing: boolean): string {
  const missing = new Map<string, number>();
  let paths = 0;
  for (const gap of gaps) {
    const level = clauses.find(({ id }) => id === gap.clause)?.level;
    if (gap.missing > 0 && level !== undefined) missing.set(level, Math.max(missing.get(level) ?? 0, gap.missing));
    else paths += gap.owners.length;
  }
  const levels = [...missing].map(([level, count]) => `${count} × ${level}`);
  const owners = paths === 0 ? [] : [`the owners of ${counted(paths, 'path')}`];
  return listed([...(declarationMissing ? ["the author's declaration"] : []), ...levels, ...owners]);
}

function lead(policy: Policy, evaluation: Evaluation): string {
  const title = titleOf(evaluation, policy.mode === 'observe' ? 'would ask for' : 'waiting for');
  const observing =
    policy.mode === 'observe'
      ? '\n\nCountersign is in **observe** mode here: this check never blocks. A file `.github/countersign.yml` with `mode: enforce` makes it count.'
      : '';
  return `**${plain(title)}.** ${nextStep(evaluation)}${observing}`.trim();
}

function nextStep(evaluation: Evaluation): string {
  const { verdict } = evaluation;
  switch (verdict.state) {
    case 'pending':
      return verdict.declarationMissing
        ? 'The author says whether AI took part by adding a line `AI-Assisted: yes` or `AI-Assisted: no` to the description.'
        : 'An approval of the head commit by somebody who qualifies turns this check green.';
    case 'blocked':
      return 'It is lifted by that person’s approval, or by their withdrawing the request.';
    case 'overridden':
      return `Reason: ${code(verdict.reason, 500)}`;
    case 'not-required':
      return 'No rule of the policy asks for a sign-off on this change.';
    case 'satisfied':
      return 'Every clause is met on exactly this commit; a push asks again.';
    case 'undecided':
      return '';
    default:
      return unreachable(verdict);
  }
}

function provenanceSection({ provenance }: Evaluation, snapshot: Snapshot, own: readonly Tool[]): string {
  const now = provenance.evidence.map((item) => evidenceLine(item, ''));
  const before = provenance.remembered.map((item) =>
    evidenceLine(item, `, seen ${item.pullRequest === 0 ? 'in a push' : `on #${item.pullRequest}`}, since removed`),
  );
  const aside = provenance.setAside.map((item) =>
    evidenceLine(item, `, set aside by ${code(item.by)}: ${code(item.reason)}`),
  );
  const tools = provenance.tools.length === 0 ? '' : ` · tools: ${listed(provenance.tools.map((tool) => code(tool)))}`;
  const lines = firstLines([...now, ...before, ...aside], atMostLines, 'pieces of evidence');
  return [
    '### What was found',
    `AI involvement: **${provenance.involvement}** · autonomy: **${provenance.autonomy}**${tools}`,
    ...(lines.length === 0 ? ['No declared evidence of AI. That does not say that there was none.'] : lines),
    ...(provenance.contradicted
      ? ['The author declared that no AI took part; the evidence above says otherwise and stands.']
      : []),
    ...(provenance.autonomy === 'agent' ? renderRequesters(snapshot, withBuiltIn(own)) : []),
  ].join('\n');
}

function evidenceLine(item: Evidence, suffix: string): string {
  const where = item.commitSha === null ? 'the pull request' : `commit ${code(shortSha(item.commitSha))}`;
  return `- ${item.confidence}: ${code(item.excerpt)} (${code(item.key)}, ${where}${suffix})`;
}

function riskSection({ risk }: Evaluation): string {
  if (risk.factors.length === 0) return '';
  const lines = risk.factors.map((factor) => {
    const paths = factor.paths.length === 0 ? '' : `: ${pathList(factor.paths)}`;
    return `- ${factor.level}: ${plain(factor.detail)}${paths}`;
  });
  return [`### Risk of the change: ${risk.level}`, ...firstLines(lines, atMostLines, 'factors')].join('\n');
}

function requirementSection(
  policy: Policy,
  snapshot: Snapshot,
  { requirement, signOffs, verdict }: Evaluation,
): string {
  const gaps = verdict.state === 'pending' ? verdict.gaps : [];
  const clauses = requirement.clauses.map((clause) => {
    const gap = gaps.find((candidate) => candidate.clause === clause.id);
    const met = isMet(clause, signOffs, gap, evaluationIsBlocked(verdict.state));
    return clauseLine(clause, met, gap, policy, snapshot, requirement.unmeetable.includes(clause.id));
  });
  const declaration = requirement.declarationRequired
    ? [
        `- [${verdict.state === 'pending' && verdict.declarationMissing ? ' ' : 'x'}] the author declares whether AI took part`,
      ]
    : [];
  if (clauses.length + declaration.length === 0) return '';
  return ['### What is required', ...declaration, ...firstLines(clauses, atMostLines, 'clauses')].join('\n');
}

const evaluationIsBlocked = (state: string): boolean => state === 'blocked';

function isMet(clause: Clause, signOffs: readonly SignOff[], gap: Gap | undefined, blocked: boolean): boolean {
  if (blocked) return signOffs.filter((signOff) => serves(signOff, clause)).length >= clause.count;
  return gap === undefined;
}

function clauseLine(
  clause: Clause,
  met: boolean,
  gap: Gap | undefined,
  policy: Policy,
  snapshot: Snapshot,
  unmeetable: boolean,
): string {
  const who = `${clause.count} × ${code(clause.level)} or above`;
  const from = clause.from.length === 0 ? '' : ` from ${listed(clause.from.map((team) => code(team)))}`;
  const owners = clause.owners === null ? '' : `, owning ${pathList(clause.owners.map(({ path }) => path))}`;
  const missing =
    gap === undefined || gap.owners.length === 0
      ? ''
      : `; no owner has approved ${pathList(gap.owners.map(({ path }) => path))}`;
  const clear = met ? '' : ` ${whoCanClear(clause, policy, snapshot, unmeetable)}`;
  return `- [${met ? 'x' : ' '}] ${who}${from}${owners} (rule ${code(clause.rule)}: ${plain(clause.reason, 300)})${missing}.${clear}`;
}

/** The way out that the policy leaves, where it leaves one. */
function whoMayOverride({ override }: Policy, { secretTeams }: Snapshot): string {
  if (override === null) return '';
  const teams = override.teams.filter((team) => !secretTeams.includes(team));
  const who = teams.length === 0 ? 'whoever the policy names' : `members of ${listed(teams.map((team) => code(team)))}`;
  return `; ${who} may override`;
}

function whoCanClear(clause: Clause, policy: Policy, snapshot: Snapshot, unmeetable: boolean): string {
  if (unmeetable)
    return `**Nobody on the ladder can clear this.** An administrator has to add somebody to the level, or change the rule${whoMayOverride(policy, snapshot)}.`;
  const levels = policy.ladder.levels.filter(
    (level) => rank(policy.ladder, level) >= rank(policy.ladder, clause.level),
  );
  const teams = levels
    .flatMap((level) => policy.ladder.holders[level]?.teams ?? [])
    .filter((team) => !snapshot.secretTeams.includes(team));
  const named = levels.flatMap((level) => policy.ladder.holders[level]?.users ?? []).length;
  const who = [
    ...teams.map((team) => code(team)),
    ...(named === 0 ? [] : [`${counted(named, 'person', 'people')} named in the policy`]),
  ];
  return who.length === 0 ? '' : `Can be cleared by ${listed(who)}.`;
}

function signOffSection(snapshot: Snapshot, evaluation: Evaluation): string {
  const { signOffs, changeRequests, requirement } = evaluation;
  const approvals = signOffs.map((signOff) => signOffLine(signOff, requirement.clauses, snapshot.headSha));
  const requests = changeRequests.map((request) => {
    const who = code(request.reviewer?.login ?? 'ghost');
    return request.blocks
      ? `- ⛔ ${who} asks for changes: ${plain(request.because)}`
      : `- ➖ ${who} asked for changes, which does not block: ${plain(request.because)}`;
  });
  if (approvals.length + requests.length === 0) return '';
  return ['### Reviews', ...firstLines([...approvals, ...requests], atMostLines, 'reviews')].join('\n');
}

function signOffLine(signOff: SignOff, clauses: readonly Clause[], headSha: string): string {
  const who = code(signOff.reviewer?.login ?? 'ghost');
  if (signOff.disqualified !== null)
    return `- ➖ ${who} approved, which does not count: ${plain(signOff.disqualified.detail)}`;
  const serving = clauses.filter((clause) => serves(signOff, clause));
  if (serving.length > 0) {
    const carried = serving.some((clause) => signOff.outcomes[clause.id] === 'carried');
    const how = carried ? `, carried over from ${code(shortSha(signOff.commitSha ?? ''))}: the diff is identical` : '';
    return `- ✅ ${who} approved and counts for ${listed(serving.map((clause) => code(clause.level)))}${how}`;
  }
  if (clauses.length === 0) return `- ${who} approved; nothing asks for it`;
  const reasons = new Set(
    clauses.map((clause) => outcomeText(signOff.outcomes[clause.id] ?? 'stale', clause, signOff, headSha)),
  );
  return `- ➖ ${who} approved, which does not count: ${listed([...reasons])}`;
}

function outcomeText(outcome: ClauseOutcome, clause: Clause, signOff: SignOff, headSha: string): string {
  switch (outcome) {
    case 'counts':
    case 'carried':
      return `counts for ${code(clause.level)}`;
    case 'stale':
      return signOff.commitSha === null
        ? 'stale: the approved commit is gone'
        : `stale: approved ${code(shortSha(signOff.commitSha))}, the head is ${code(shortSha(headSha))}`;
    case 'below-level':
      return `below ${code(clause.level)}`;
    case 'wrong-team':
      return `not in ${listed(clause.from.map((team) => code(team)))}`;
    case 'not-an-owner':
      return 'not an owner of the touched paths';
    case 'level-unknown':
      return 'GitHub did not tell which teams they are in; this is asked again';
    default:
      return unreachable(outcome);
  }
}

function sourceSection(policy: Policy, snapshot: Snapshot): string {
  const sources = policy.sources.map(({ origin, sha }) => `${origin}${sha === null ? '' : ` ${code(shortSha(sha))}`}`);
  const cut = snapshot.truncated.map((what) => `- ${plain(what)}: judged as the worst case`);
  const policyLine = sources.length === 0 ? '' : `Policy: ${listed(sources)}.`;
  return [
    ...(cut.length === 0 ? [] : ['### Not everything could be read', ...cut, '']),
    `${policyLine} Head: ${code(shortSha(snapshot.headSha))}.`.trim(),
  ].join('\n');
}

function problemSection(problems: readonly PolicyProblem[]): string {
  const lines = problems.map((problem) => {
    const hint = problem.hint === null ? '' : ` ${plain(problem.hint)}`;
    return `- ${code(`${problem.file}:${problem.line}:${problem.column}`)} ${plain(problem.message, 400)}.${hint}`;
  });
  return [
    '**The policy cannot be used, so nothing passes until it is repaired.** A pull request that touches only policy files and leaves them valid can repair it.',
    '',
    ...firstLines(lines, 50, 'problems'),
  ].join('\n');
}

/** The trace of every rule as Markdown lines: whether it applied, and the condition that decided. */
export function renderTrace(trace: readonly RuleTrace[]): string {
  return trace
    .map((rule) => {
      const deciding = rule.conditions.map((item) => `${item.held ? 'held' : 'failed'}: ${plain(item.because)}`);
      return `- ${rule.applied ? 'applied' : 'did not apply'}: ${code(rule.rule)} (${rule.origin})${deciding.length === 0 ? '' : `, ${deciding.join('; ')}`}`;
    })
    .join('\n');
}

function pathList(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).map((path) => code(path));
  return paths.length > 5 ? `${shown.join(', ')} and ${paths.length - 5} more` : listed(shown);
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
