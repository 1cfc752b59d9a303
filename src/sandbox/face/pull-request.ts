import { html } from 'hono/html';
import type { Commit } from '../git/objects.ts';
import { commitsOf, filesOfPullRequest } from '../state/changes.ts';
import { latestCheckRuns, latestStatuses } from '../state/checks.ts';
import type { CheckRun, IssueComment, PullRequest, Review } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { requiredChecks } from '../state/rules.ts';
import { accountByEmail } from '../state.ts';
import { fileList } from './diff.ts';
import { labelForms, mergeForms, pushForm, reviewForm } from './forms.ts';
import { type Html, markdown } from './markdown.ts';
import { runMark, stateMark, statusMark } from './marks.ts';
import { page, type Visit, when } from './page.ts';

export function pullRequestPage(visit: Visit, pull: PullRequest): Html {
  const files = filesOfPullRequest(pull);
  const commits = commitsOf(pull);
  return page(
    visit,
    `${pull.title} · #${pull.number}`,
    html`<p class="small"><a href="/${fullName(pull.repository)}">${fullName(pull.repository)}</a></p>
      <h1>${pull.title} <span class="faint">#${pull.number}</span></h1>
      <p class="line">
        ${stateMark(pull)}
        <span class="faint">
          ${pull.author?.login ?? 'ghost'} wants to merge ${commits.length}
          ${commits.length === 1 ? 'commit' : 'commits'} from <code>${headName(pull)}</code> into
          <code>${pull.base.ref}</code>
        </span>
      </p>
      <div class="columns">
        <div>
          <section class="card">${description(pull)}</section>
          ${checksCard(visit, pull)} ${conversationCard(visit, pull)}
          <section class="card">
            <h2>Commits</h2>
            <ul class="rows">
              ${commits.map((commit) => commitRow(visit, pull, commit))}
            </ul>
          </section>
          <section class="card" id="files">
            <h2>Files changed: ${files.length}</h2>
            ${fileList(files)}
          </section>
          ${pull.state === 'open' ? pushForm(visit, pull) : ''}
        </div>
        <aside>${mergeForms(visit, pull)} ${reviewForm(visit, pull)} ${labelForms(visit, pull)} ${peopleAsked(pull)}</aside>
      </div>`,
  );
}

export function runPage(visit: Visit, run: CheckRun): Html {
  const { repository } = run.suite;
  const base = `/${fullName(repository)}/runs/${run.id}`;
  const pulls = [...repository.pullRequests.values()].filter((pull) => pull.head.sha === run.headSha);
  const { title, summary, text } = run.output;
  return page(
    visit,
    run.name,
    html`<p class="small">
        ${pulls.map((pull) => html`<a href="/${fullName(repository)}/pull/${pull.number}">#${pull.number} ${pull.title}</a> `)}
      </p>
      <h1>${title ?? run.name}</h1>
      <p class="line">
        ${runMark(run)} <span class="faint">${run.name}, by the app ${run.app.name}, on <code>${run.headSha.slice(0, 7)}</code></span>
        ${/^https?:/u.test(run.detailsUrl) ? html`<a class="end" href="${run.detailsUrl}">View more details on ${run.app.name}</a>` : ''}
      </p>
      <section class="card">${summary === null ? html`<p class="faint">No summary.</p>` : markdown(summary)}</section>
      ${text === null ? '' : html`<section class="card">${markdown(text)}</section>`}
      <div class="buttons">
        ${run.actions.map(
          ({ identifier, label, description: what }) =>
            html`<form method="post" action="${base}/action">
              <input type="hidden" name="identifier" value="${identifier}" />
              <button title="${what}">${label}</button>
            </form>`,
        )}
        <form method="post" action="${base}/rerun"><button>Re-run</button></form>
      </div>`,
  );
}

function description(pull: PullRequest): Html {
  const body = pull.body?.trim() ?? '';
  return body === '' ? html`<p class="faint">No description.</p>` : markdown(body);
}

function headName({ head, base }: PullRequest): string {
  if (head.repository === base.repository) return head.ref;
  return `${head.repository?.owner.login ?? 'unknown'}:${head.ref}`;
}

function checksCard({ state }: Visit, pull: PullRequest): Html {
  const { repository, head, base } = pull;
  const required = requiredChecks(repository, base.ref);
  const runs = latestCheckRuns(repository, head.sha);
  const statuses = latestStatuses(repository, head.sha);
  const missing = required.filter(
    ({ context }) =>
      !runs.some(({ name }) => name === context) && !statuses.some((status) => status.context === context),
  );
  const isRequired = (name: string) => required.some(({ context }) => context === name);
  const note = (name: string) => (isRequired(name) ? html`<span class="faint small">required</span>` : '');
  return html`<section class="card" id="checks">
    <h2>Checks</h2>
    ${runs.length + statuses.length + missing.length === 0 ? html`<p class="faint">None yet.</p>` : ''}
    <ul class="rows">
      ${runs.map(
        (run) =>
          html`<li>
            <div class="line">
              ${runMark(run)} <strong>${run.name}</strong> ${note(run.name)}
              <span>${run.output.title ?? ''}</span>
              <a class="end small" href="/${fullName(repository)}/runs/${run.id}">details</a>
            </div>
            <div class="faint small">by the app ${run.app.name} ${when(run.completedAt ?? run.startedAt)}</div>
            ${run.output.summary === null ? '' : html`<details open><summary class="small faint">What it says</summary>${markdown(run.output.summary)}</details>`}
          </li>`,
      )}
      ${statuses.map(
        (status) =>
          html`<li class="line">${statusMark(status)} <strong>${status.context}</strong> ${note(status.context)}
            <span class="faint small">a commit status by ${status.creator.login}</span></li>`,
      )}
      ${missing.map(
        ({ context, appId }) =>
          html`<li class="line"><span class="pill wait">expected</span> <strong>${context}</strong>
            <span class="faint small">required${fromApp(state.apps.find(({ id }) => id === appId)?.name)}, nobody has set it yet</span></li>`,
      )}
    </ul>
  </section>`;
}

function fromApp(name: string | undefined): string {
  return name === undefined ? '' : ` from the app ${name}`;
}

type Entry = { readonly at: Date; readonly shown: Html };

function conversationCard(visit: Visit, pull: PullRequest): Html {
  const reviews = pull.reviews.map(
    (review): Entry => ({ at: review.submittedAt, shown: reviewRow(visit, pull, review) }),
  );
  const comments = pull.comments.map((comment): Entry => ({ at: comment.createdAt, shown: commentRow(comment) }));
  const entries = [...reviews, ...comments].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (entries.length === 0) return html``;
  return html`<section class="card">
    <h2>Reviews and comments</h2>
    <ul class="rows">
      ${entries.map(({ shown }) => shown)}
    </ul>
  </section>`;
}

const opinions = {
  APPROVED: { word: 'approved', tone: 'good' },
  CHANGES_REQUESTED: { word: 'requested changes', tone: 'bad' },
  COMMENTED: { word: 'commented', tone: 'faint' },
  DISMISSED: { word: 'dismissed', tone: 'faint' },
  PENDING: { word: 'pending', tone: 'faint' },
} as const satisfies Record<Review['state'], object>;

function reviewRow({ path }: Visit, pull: PullRequest, review: Review): Html {
  const { word, tone } = opinions[review.state];
  const onHead = review.commitSha === pull.head.sha;
  const canDismiss = review.state === 'APPROVED' || review.state === 'CHANGES_REQUESTED';
  return html`<li>
    <div class="line">
      <strong>${review.author?.login ?? 'ghost'}</strong>
      <span class="pill ${tone}">${word}</span>
      <span class="faint small">on <code>${review.commitSha?.slice(0, 7) ?? 'a lost commit'}</code>${onHead ? '' : ', not the head'}</span>
      ${when(review.submittedAt)}
      ${
        canDismiss
          ? html`<form class="inline end" method="post" action="${path}/dismiss">
            <input type="hidden" name="review" value="${review.id}" />
            <button class="bare small">dismiss</button>
          </form>`
          : ''
      }
    </div>
    ${review.dismissal === null ? '' : html`<div class="faint small">dismissed by ${review.dismissal.actor.login}: ${review.dismissal.message}</div>`}
    ${review.body === '' ? '' : markdown(review.body)}
  </li>`;
}

function commentRow(comment: IssueComment): Html {
  return html`<li>
    <div class="line">
      <strong>${comment.author?.login ?? 'ghost'}</strong>
      <span class="faint small">said${comment.lastEditedAt === null ? '' : ', edited'}</span>
      ${when(comment.createdAt)}
    </div>
    ${markdown(comment.body)}
  </li>`;
}

function commitRow({ state }: Visit, { head, repository }: PullRequest, commit: Commit): Html {
  const [headline = '', ...rest] = commit.message.split('\n');
  const body = rest.join('\n').trim();
  const account = accountByEmail(state, commit.author.email);
  return html`<li>
    <div class="line">
      <a href="/${fullName(head.repository ?? repository)}/commit/${commit.oid}"><code>${commit.oid.slice(0, 7)}</code></a> <span>${headline}</span>
      ${commit.viaWeb ? html`<span class="pill good">Verified</span>` : ''}
      <span class="end faint small">${account?.login ?? commit.author.name}</span>
    </div>
    ${body === '' ? '' : html`<pre class="faint small">${body}</pre>`}
  </li>`;
}

function peopleAsked(pull: PullRequest): Html {
  const asked = [...pull.requestedReviewers.map(({ login }) => login), ...pull.requestedTeams.map(({ slug }) => slug)];
  const assigned = pull.assignees.map(({ login }) => login);
  return html`<section class="card small">
    <h2>Asked to review</h2>
    <p>${asked.join(', ') || html`<span class="faint">nobody</span>`}</p>
    ${assigned.length === 0 ? '' : html`<h2>Assigned</h2><p>${assigned.join(', ')}</p>`}
  </section>`;
}
