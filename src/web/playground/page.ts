import { type Comparison, isUnchanged } from '../../core/compare.ts';
import type { EffectivePolicy, PolicyProblem } from '../../core/policy.ts';
import { renderTitle } from '../../core/render.ts';
import type { Clause, RuleTrace } from '../../core/requirement.ts';
import { counted, plain } from '../../core/text.ts';
import { card, checklist, csrfField, fold, pill, type Tone } from '../components.ts';
import { type Html, html } from '../html.ts';
import { prose } from '../phrase.ts';
import type { Viewer } from '../ports.ts';
import { verdicts } from '../verdict.ts';
import { samples } from './samples.ts';
import type { Trial } from './trial.ts';

/** What stands in the form. */
export type Fields = {
  /** `owner/name`; empty: no repository. */
  readonly repository: string;
  /** The number of a real pull request; empty: a sample. */
  readonly pull: string;
  readonly sample: string;
  /** The level of the sample's author; empty: none. */
  readonly level: string;
  readonly text: string;
};

export type Shown = {
  readonly fields: Fields;
  readonly repositories: readonly string[];
  readonly levels: readonly string[];
  /** What the person cannot see of a floor comes on top. */
  readonly floorUnseen: boolean;
  readonly result: Result;
};

/** What came of a try, or why nothing was tried. */
export type Result = Trial | { readonly kind: 'nothing'; readonly why: string };

export function playgroundBody({ csrf }: Viewer, shown: Shown): Html {
  const { fields, result } = shown;
  return html`<div class="head">
      <h1>Playground</h1>
      <p class="quiet">
        Write a policy and see what it would ask of a pull request. Nothing is saved and nothing changes on GitHub; pull
        requests are read with your own rights.
      </p>
    </div>
    ${repositoryForm(shown)}
    ${
      shown.floorUnseen
        ? html`<p class="quiet">You see no policy of the organization. If it keeps one where you cannot look, what that asks comes on top.</p>`
        : ''
    }
    <form method="post" action="/playground" id="playground">
      ${csrfField(csrf)}
      <input type="hidden" name="repository" value="${fields.repository}" />
      ${subjectFields(shown)}
      <div class="playground">
        <section aria-labelledby="policy-label">
          <label id="policy-label" for="policy">Policy: <code>.github/countersign.yml</code></label>
          <div class="editor">
            <pre id="gutter" aria-hidden="true"></pre>
            <textarea id="policy" name="text" rows="30" spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off">
${fields.text}</textarea
            >
          </div>
        </section>
        <section id="result" aria-label="Result" aria-live="polite">${resultBody(result, fields)}</section>
      </div>
    </form>`;
}

/** Another repository brings its own file, so that it is asked for apart from the rest. */
const repositoryForm = ({ fields, repositories }: Shown): Html =>
  html`<form method="get" action="/playground" class="filters">
    <div>
      <label for="repository">Repository</label>
      <select id="repository" name="repository">
        <option value="">None: begin with the built-in rules</option>
        ${repositories.map((name) => option(name, name, fields.repository))}
      </select>
    </div>
    <button>Load its policy</button>
  </form>`;

const subjectFields = ({ fields, levels }: Shown): Html =>
  html`<fieldset class="filters">
    <legend class="sr">What to try it on</legend>
    ${
      fields.repository === ''
        ? ''
        : html`<div>
            <label for="pull">Pull request number</label>
            <input id="pull" name="pull" inputmode="numeric" pattern="[0-9]*" size="8" value="${fields.pull}" />
          </div>`
    }
    <div>
      <label for="sample">${fields.repository === '' ? 'Sample pull request' : 'or a sample'}</label>
      <select id="sample" name="sample">
        ${samples.map(({ id, name }) => option(id, name, fields.sample))}
      </select>
    </div>
    <div>
      <label for="level">Its author is</label>
      <select id="level" name="level">
        <option value="">without a level</option>
        ${levels.map((level) => option(level, level, fields.level))}
      </select>
    </div>
    <button class="main">Try it</button>
  </fieldset>`;

const option = (value: string, text: string, chosen: string): Html =>
  html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${text}</option>`;

/** What came of it; also sent by itself, while somebody types. */
export function resultBody(result: Result, { text, repository }: Pick<Fields, 'text' | 'repository'>): Html {
  if (result.kind === 'nothing') return card('Nothing was tried', html`<p>${result.why}</p>`);
  if (result.kind === 'unusable') return problemList(result.problems, text);
  const { tried, snapshot, evaluation, comparison } = result;
  const { requirement, provenance, risk } = evaluation;
  const { title } = snapshot.pullRequest;
  return html`${card(
    'What it would ask',
    html`<p class="pills">${pill(toneOf(result), plain(renderTitle(tried, evaluation), 250))}</p>
      <p>
        <strong>${plain(title, 250)}</strong> <span class="quiet">#${snapshot.ref.number}</span><br />
        AI involvement <strong>${provenance.involvement}</strong>, autonomy <strong>${provenance.autonomy}</strong>, risk
        <strong>${risk.level}</strong>, ${counted(snapshot.totals.files, 'file')}.
      </p>
      ${clauseList(tried, requirement.clauses, requirement.declarationRequired)}`,
  )}
  ${card(repository === '' ? 'Compared with the built-in rules' : 'Compared with the policy in force', compared(comparison))} ${card('Which rules apply', ruleList(requirement.trace))}
  <section class="card">${fold(
    'risk',
    `Why the risk is ${risk.level}`,
    risk.factors.length === 0
      ? html`<p>No factor of the policy applies.</p>`
      : html`<ul>${risk.factors.map(({ factor, detail }) => html`<li><strong>${factor}</strong>: ${prose(plain(detail, 400))}</li>`)}</ul>`,
  )}</section>`;
}

function toneOf({ evaluation }: Extract<Trial, { kind: 'tried' }>): Tone {
  const { state } = evaluation.verdict;
  if (state === 'pending') return 'wait';
  return state === 'blocked' || state === 'undecided' ? 'stop' : 'ok';
}

function clauseList(tried: EffectivePolicy, clauses: readonly Clause[], declaration: boolean): Html {
  if (clauses.length === 0 && !declaration) return html`<p>No rule asks for anything.</p>`;
  const observes = tried.usable && tried.policy.mode === 'observe';
  const items = clauses.map(
    (clause) =>
      html`${people(clause)}
        <span class="quiet">by rule “${plain(clause.rule)}”: ${prose(plain(clause.reason, 400))}</span>`,
  );
  const declares = declaration ? [html`<strong>the author’s declaration</strong> whether AI took part`] : [];
  return html`${checklist([...declares, ...items].map((content) => ({ done: false, content })))}
    ${observes ? html`<p class="quiet">In <strong>observe</strong> mode the check says this and never blocks.</p>` : ''}`;
}

function compared(comparison: Comparison | null): Html {
  if (comparison === null) return html`<p>The policy in force cannot be used itself: every check is red.</p>`;
  if (isUnchanged(comparison)) return html`<p>It asks the same of this pull request.</p>`;
  const { before, after, added, removed, declaration, mode } = comparison;
  const replaced = added.map((clause) => ({ clause, instead: removed.find(({ rule }) => rule === clause.rule) }));
  const gone = removed.filter((clause) => replaced.every(({ instead }) => instead !== clause));
  const lines = [
    ...modeLines[mode],
    ...replaced.map(({ clause, instead }) =>
      instead === undefined
        ? html`<li class="added">asks also ${demand(clause)}</li>`
        : html`<li class="added">asks ${demand(clause)} instead of ${people(instead)}</li>`,
    ),
    ...gone.map((clause) => html`<li class="removed">no longer asks ${demand(clause)}</li>`),
    ...(declaration === 'same'
      ? []
      : [
          html`<li class="${declaration}">the author’s declaration: ${declaration === 'added' ? 'asked' : 'no longer asked'}</li>`,
        ]),
  ];
  return html`<p>${before === after ? `The verdict stays: ${named(after)}.` : `The verdict would be: ${named(after)}. Now it is: ${named(before)}.`}</p>
    <ul class="changes">${lines}</ul>`;
}

const modeLines = {
  same: [],
  observed: [html`<li class="removed"><strong>only observes:</strong> nothing would be held any more</li>`],
  enforced: [html`<li class="added"><strong>is enforced:</strong> until now the check only observes</li>`],
} as const;

const named = (state: Comparison['before']): string => verdicts[state].name.toLowerCase();

const demand = (clause: Clause): Html => html`${people(clause)} <span class="quiet">(${plain(clause.rule)})</span>`;

const people = ({ count, level, from, owners }: Clause): Html =>
  html`<strong>${count} × ${plain(level)}</strong>${fromTeams(from)}${owners === null ? '' : ', an owner of each path'}`;

const fromTeams = (teams: readonly string[]): string =>
  teams.length === 0 ? '' : ` from ${plain(teams.join(', '), 400)}`;

/** Each rule with the condition that decided, those that apply first. */
const ruleList = (trace: readonly RuleTrace[]): Html =>
  trace.length === 0
    ? html`<p>The policy has no rule.</p>`
    : html`<ul class="rows">
        ${trace
          .toSorted((one, other) => Number(other.applied) - Number(one.applied))
          .map(
            ({ rule, origin, applied, conditions }) => html`<li>
              <p>${applied ? pill('info', 'Applies') : pill('quiet', 'Does not apply')} <strong>${plain(rule)}</strong> <span class="quiet">(${origin})</span></p>
              <p class="small quiet">${prose(plain(because(conditions, applied), 1_000))}</p>
            </li>`,
          )}
      </ul>`;

/** All that held, or the one that failed. */
function because(conditions: RuleTrace['conditions'], applied: boolean): string {
  if (conditions.length === 0) return 'it has no condition';
  return conditions
    .filter(({ held }) => held === applied)
    .map((condition) => condition.because)
    .join('; ');
}

/** What the file that is written is called; the floor has another name. */
const ownFile = '.github/countersign.yml';

function problemList(problems: readonly PolicyProblem[], text: string): Html {
  const lines = text.split('\n');
  const isElsewhere = problems.some(({ file }) => file !== ownFile);
  return card(
    counted(problems.length, 'problem'),
    html`<p>A policy with a problem makes every check red. Each line says where and what to do.</p>
      ${isElsewhere ? html`<p><strong>What is wrong in another file is wrong now, whatever is written here.</strong></p>` : ''}
      <ol class="problems">${problems.map((problem) => problemItem(problem, lines))}</ol>`,
  );
}

/** Only what is wrong in the text that is written has a line of it to go to. */
function problemItem({ file, line, column, message, hint }: PolicyProblem, lines: readonly string[]): Html {
  const what = html`<p>${prose(plain(message, 400))}${hint === null ? '' : html`; <span class="quiet">${prose(plain(hint))}</span>`}</p>`;
  const place = `${plain(file)}:${line}:${column}`;
  if (file !== ownFile) return html`<li><span class="mono">${place}</span> ${what}</li>`;
  return html`<li data-line="${line}">
    <a class="mono" href="#policy" data-go="${line}">${place}</a>
    ${what} <code class="excerpt">${excerpt(lines[line - 1] ?? '')}</code>
  </li>`;
}

/** A line as it stands there, indented, without what hides or reorders text. */
const excerpt = (line: string): string => `${/^ {0,40}/.exec(line)?.[0] ?? ''}${plain(line)}`;
