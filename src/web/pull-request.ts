import type { Context } from 'hono';
import type { Asked } from '../core/explanation/asked.ts';
import type { Trace } from '../core/explanation/found.ts';
import type { Opinion } from '../core/explanation/opinions.ts';
import type { Explanation } from '../core/explanation.ts';
import { type Explained, openTo } from '../core/opening.ts';
import type { TimelineEntry } from '../core/timeline.ts';
import { notFound, type SignedIn } from './access.ts';
import { card, checklist, empty, fold, moment, pill, size, type Tone } from './components.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import { commitLink, onGitHub, playgroundPath, pullRequestPath } from './links.ts';
import { phrase, prose } from './phrase.ts';
import { findPullRequest } from './place.ts';
import type { PagePorts, Viewer } from './ports.ts';
import { timelineCard } from './timeline.ts';
import { toolName } from './tool-name.ts';
import { verdicts } from './verdict.ts';
import { askedCard, type WhyAsked } from './who-asked.ts';

/** `/{owner}/{repo}/pull/{number}`: what was decided about one pull request, and why. */
export async function pullRequestPage(ports: PagePorts, context: Context<SignedIn>): Promise<Response> {
  const place = await findPullRequest(context);
  if (place === null) return notFound(context);
  // The record first: what is decided between the two is then news to the stream of this page.
  const entries = await ports.timeline(place, 50);
  const explained = await ports.explained(place);
  if (explained === null) return notFound(context);
  const { explanation, ref } = explained;
  const couldClear = await canClear(ports, explained, context.get('viewer'));
  const requests = await ports.whyAsked(ref);
  const seesLoad = requests.length > 0 && (await ports.organizations.seesLoad(ref, context.get('viewer')));
  const asking = { requests, seesLoad };
  const told = { ...explained, githubUrl: ports.githubUrl, now: ports.now(), entries, couldClear, asking };
  return context.html(
    page({
      title: `${ref.owner}/${ref.name}#${ref.number}`,
      viewer: context.get('viewer'),
      section: null,
      live: `${pullRequestPath(ref)}/events?seen=${entries[0]?.digest ?? ''}`,
      body: html`${head(told)}${explanation === null ? withoutExplanation(told) : withExplanation({ ...told, explanation })}`,
    }),
  );
}

type Told = Explained & {
  readonly githubUrl: string;
  readonly now: Date;
  readonly entries: readonly TimelineEntry[];
  /** An approval by the viewer would close something that is open. */
  readonly couldClear: boolean;
  readonly asking: { readonly requests: readonly WhyAsked[]; readonly seesLoad: boolean };
};
type Explaining = Told & { readonly explanation: Explanation };

async function canClear(ports: PagePorts, { ref, wanted }: Explained, { id, login }: Viewer): Promise<boolean> {
  if (wanted === null) return false;
  const teams = await ports.teamsOf(id, await ports.askedTeams([ref.repositoryId]));
  return openTo(wanted, { id, login, teams }).length > 0;
}

function head({ ref, explanation, githubUrl, state }: Told): Html {
  const title = explanation?.change.title ?? `Pull request #${ref.number}`;
  const ended = state === 'open' ? '' : pill('quiet', state === 'merged' ? 'Merged' : 'Closed');
  return html`<header class="head">
    <p class="above">
      ${ref.owner}/${ref.name} · <a href="${onGitHub(githubUrl, ref)}">#${ref.number} on GitHub</a> ·
      <a href="${playgroundPath(ref)}">Try other rules on this pull request</a> ${ended}
    </p>
    <h1 class="title">${title}</h1>
  </header>`;
}

const withoutExplanation = (told: Told): Html =>
  html`${empty('The details are gone.', 'They were erased, or nothing was decided since. The next decision shows them again.')}
    ${timelineCard(told)}`;

function withExplanation(told: Explaining): Html {
  const { explanation } = told;
  return html`${answer(told)}
    <div class="columns">
      <div>
        ${explanation.problems.length === 0 ? '' : problems(explanation)}
        ${explanation.asked.length === 0 ? '' : card('What is required', asked(explanation.asked))}
        ${askedCard({ ...told.asking, now: told.now })}
        ${card('What was found', found(told))} ${explanation.reviews.length === 0 ? '' : card('Reviews', reviews(told))}
        ${explanation.risk.factors.length === 0 ? '' : card('Risk of the change', risk(explanation))}
        ${explanation.unread.length === 0 ? '' : card('Not everything could be read', unread(explanation))}
        ${explanation.rules.length === 0 ? '' : rules(explanation)}
      </div>
      <div>${change(told)} ${timelineCard(told)}</div>
    </div>`;
}

function answer({ explanation, ref, githubUrl, couldClear }: Explaining): Html {
  const { state, headline, next, observing, twins } = explanation;
  const { name, tone } = observing ? { name: 'Observing', tone: 'info' as const } : verdicts[state];
  const note = observing
    ? html`<p>This is <strong>observe</strong> mode: the check never blocks, and says what it would ask for.</p>`
    : '';
  const others = twins.map(
    (number, index) => html`${index === 0 ? '' : ', '}<a href="${pullRequestPath({ ...ref, number })}">#${number}</a>`,
  );
  return html`<section class="answer ${tone}" aria-label="Verdict">
    <p class="answer-head">${headline.startsWith(name) ? '' : pill(tone, name)} <strong>${headline}</strong></p>
    <p>${phrase(next)}</p>
    ${note} ${couldClear ? invitation(onGitHub(githubUrl, ref)) : ''}
    ${twins.length === 0 ? '' : html`<p>The same commit is the head of ${others} too, so one check stands for all of them.</p>`}
  </section>`;
}

const invitation = (address: string): Html =>
  html`<p class="invitation">
    <a class="button main" href="${address}/files">Review on GitHub</a>
    <span>You qualify: your approval would count.</span>
  </p>`;

const problems = ({ problems: list }: Explanation): Html =>
  card(
    'What is wrong with the policy',
    html`<ul class="rows">
      ${list.map(
        ({ file, line, column, message, hint }) =>
          html`<li><code>${file}:${line}:${column}</code> ${prose(message)}. ${prose(hint ?? '')}</li>`,
      )}
    </ul>`,
  );

const asked = (items: readonly Asked[]): Html => {
  const clauses = items.filter(({ kind }) => kind !== 'declaration').length;
  const note = html`<p class="small quiet">Each point stands for itself; one approval can count for several.</p>`;
  return html`${askedList(items)}${clauses > 1 ? note : ''}`;
};

const askedList = (items: readonly Asked[]): Html =>
  checklist(
    items.map((item) => {
      if (item.kind === 'declaration')
        return { done: item.met, content: html`<p><strong>The author declares whether AI took part</strong></p>` };
      const lacks = item.lacks.length === 0 ? '' : html`<p class="lacks">Still missing: ${phrase(item.lacks)}.</p>`;
      const clear = item.clear.length === 0 ? '' : html`<p>${phrase(item.clear)}</p>`;
      const paths = item.paths.length === 0 ? '' : html`<p class="small quiet">${pathList(item.paths)}</p>`;
      return {
        done: item.met,
        content: html`<p><strong>${phrase(item.what)}</strong></p>
          ${lacks} ${clear}
          <p class="small quiet">Rule <code>${item.rule}</code>: ${prose(item.reason)}</p>
          ${paths}`,
      };
    }),
  );

const pathList = (paths: readonly string[]): readonly Html[] =>
  paths.map((path, index) => html`${index === 0 ? '' : ', '}<code>${path}</code>`);

function found(told: Explaining): Html {
  const { involvement, autonomy, tools, evidence, contradicted, requesters } = told.explanation.found;
  const none = html`<p class="quiet">No declared evidence of AI. That does not say that there was none.</p>`;
  return html`<p class="pills">
      ${pill(involvementTones[involvement], involvements[involvement])}
      ${autonomy === 'agent' ? pill('info', 'By an agent') : ''} ${tools.map((tool) => pill('quiet', toolName(tool)))}
    </p>
    ${evidence.length === 0 ? none : evidenceList(evidence, told)}
    ${contradicted ? html`<p>The author declared that no AI took part; the evidence above says otherwise and stands.</p>` : ''}
    ${requesters.length === 0 ? '' : html`<p>${phrase(requesters)}</p>`}`;
}

const involvements = {
  'none-found': 'No AI found',
  possible: 'AI possible',
  likely: 'AI likely',
  declared: 'AI declared',
} as const;

const involvementTones = { 'none-found': 'quiet', possible: 'quiet', likely: 'info', declared: 'info' } as const;

const shownAtOnce = 8;

function evidenceList(evidence: readonly Trace[], told: Explaining): Html {
  const items = evidence.map((item) => trace(item, told));
  const rest = items.slice(shownAtOnce);
  const more =
    rest.length === 0 ? '' : fold('more-evidence', `${rest.length} more`, html`<ul class="quotes">${rest}</ul>`);
  return html`<ul class="quotes">${items.slice(0, shownAtOnce)}</ul>${more}`;
}

function trace({ key, confidence, commitSha, excerpt, status, note }: Trace, { ref, githubUrl }: Explaining): Html {
  const where =
    commitSha === null
      ? html`<a href="${onGitHub(githubUrl, ref)}">the pull request</a>`
      : html`commit ${commitLink(githubUrl, ref, commitSha)}`;
  const said = note.length === 0 ? '' : html`, ${phrase(note)}`;
  return html`<li class="${status}">
    <blockquote><code>${excerpt}</code></blockquote>
    <p class="small quiet">${confidence}, in ${where}${said} · <span class="mono">${key}</span></p>
  </li>`;
}

const worths: Readonly<Record<Opinion['worth'], { readonly name: string; readonly tone: Tone }>> = {
  counts: { name: 'Counts', tone: 'ok' },
  carried: { name: 'Carried over', tone: 'ok' },
  not: { name: 'Does not count', tone: 'quiet' },
  'nothing-asked': { name: 'Not needed', tone: 'quiet' },
  blocks: { name: 'Blocks', tone: 'stop' },
  'does-not-block': { name: 'Does not block', tone: 'quiet' },
};

const reviews = ({ explanation }: Explaining): Html =>
  html`<ul class="rows">
    ${explanation.reviews.map(
      ({ who, worth, said }) =>
        html`<li class="opinion">
          ${pill(worths[worth].tone, worths[worth].name)}
          <p><strong>${who}</strong> ${phrase(said)}</p>
        </li>`,
    )}
  </ul>`;

const riskTones = { low: 'quiet', medium: 'quiet', high: 'wait', critical: 'stop' } as const;

const risk = ({ risk: { level, factors } }: Explanation): Html =>
  html`<p class="pills">${pill(riskTones[level], level)}</p>
    <ul class="rows">
      ${factors.map(
        ({ level: each, detail, paths }) =>
          html`<li>
            <p>${prose(detail)} <span class="quiet">(${each})</span></p>
            ${paths.length === 0 ? '' : html`<p class="small quiet">${pathList(paths)}</p>`}
          </li>`,
      )}
    </ul>`;

const unread = ({ unread: lists }: Explanation): Html =>
  html`<ul class="rows">${lists.map((what) => html`<li>${prose(what)}: judged as the worst case</li>`)}</ul>`;

function rules({ rules: all, sources }: Explanation): Html {
  const applied = all.filter((rule) => rule.applied).length;
  const list = all.map(
    ({ rule, origin, applied: applies, conditions }) =>
      html`<li>
        <p>${pill(applies ? 'info' : 'quiet', applies ? 'Applied' : 'Did not apply')} <code>${rule}</code> <span class="quiet">${origin}</span></p>
        <ul class="plain small">
          ${conditions.map(({ held, because }) => html`<li>${held ? '✓' : '✗'} <span class="sr">${held ? 'held' : 'failed'}: </span>${prose(because)}</li>`)}
        </ul>
      </li>`,
  );
  const from = sources.map(
    ({ origin, sha }, index) =>
      html`${index === 0 ? '' : ', '}${origin}${sha === null ? '' : html` <code>${sha.slice(0, 7)}</code>`}`,
  );
  return html`<section class="card">
    ${fold(
      'rules',
      `Every rule: ${applied} of ${all.length} applied`,
      html`<ul class="rows">${list}</ul>
        <p class="small quiet">Policy: ${from}</p>`,
    )}
  </section>`;
}

function change({ explanation, ref, githubUrl, evaluatedAt, now }: Explaining): Html {
  const { author, headSha, baseRef, files, additions, deletions } = explanation.change;
  return card(
    'The change',
    html`<dl class="facts">
      <div><dt>Author</dt><dd>${author ?? 'an account that is gone'}</dd></div>
      <div><dt>Head</dt><dd>${commitLink(githubUrl, ref, headSha)}</dd></div>
      <div><dt>Into</dt><dd><code>${baseRef}</code></dd></div>
      <div><dt>Size</dt><dd>${files} ${files === 1 ? 'file' : 'files'}, ${size(additions, deletions)}</dd></div>
      <div><dt>Risk</dt><dd>${pill(riskTones[explanation.risk.level], explanation.risk.level)}</dd></div>
      <div><dt>Decided</dt><dd>${moment(evaluatedAt, now)}</dd></div>
    </dl>`,
  );
}
