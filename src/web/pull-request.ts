import type { Context } from 'hono';
import type { Explanation } from '../core/explanation.ts';
import { type Explained, openTo } from '../core/opening.ts';
import { notFound, type SignedIn } from './access.ts';
import { card, empty, pill } from './components.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import { onGitHub, playgroundPath, pullRequestPath } from './links.ts';
import { prose } from './phrase.ts';
import { findPullRequest } from './place.ts';
import type { PagePorts, Viewer } from './ports.ts';
import { answer } from './pull-request/answer.ts';
import { asked } from './pull-request/asked.ts';
import { change, risk } from './pull-request/change.ts';
import { found } from './pull-request/found.ts';
import { reviews } from './pull-request/reviews.ts';
import { rules } from './pull-request/rules.ts';
import type { Explaining, Told } from './pull-request/told.ts';
import { timelineCard } from './timeline.ts';
import { askedCard } from './who-asked.ts';

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
  html`${empty('The explanation is not kept.', 'It was erased together with a person whom it named, or is older than this page. What was decided stands below, and the next decision is explained again.')}
    ${timelineCard(told)}`;

function withExplanation(told: Explaining): Html {
  const { explanation } = told;
  return html`${answer(told)}
    <div class="columns">
      <div>
        ${explanation.problems.length === 0 ? '' : problems(explanation)}
        ${explanation.asked.length === 0 ? '' : card('What is required', asked(explanation.asked, told.githubUrl))}
        ${askedCard({ ...told.asking, now: told.now })}
        ${card('What was found', found(told))} ${explanation.reviews.length === 0 ? '' : card('Reviews', reviews(told))}
        ${explanation.risk.factors.length === 0 ? '' : card('Risk of the change', risk(explanation))}
        ${explanation.unread.length === 0 ? '' : card('Not everything could be read', unread(explanation))}
        ${explanation.rules.length === 0 ? '' : rules(explanation)}
      </div>
      <div>${change(told)} ${timelineCard(told)}</div>
    </div>`;
}

const problems = ({ problems: list }: Explanation): Html =>
  card(
    'What is wrong with the policy',
    html`<ul class="rows">
      ${list.map(
        ({ file, line, column, message, hint }) =>
          html`<li><code>${file}:${line}:${column}</code> ${prose(message)}${hint === null ? '' : html`; ${prose(hint)}`}</li>`,
      )}
    </ul>`,
  );

const unread = ({ unread: lists }: Explanation): Html =>
  html`<ul class="rows">${lists.map((what) => html`<li>${prose(what)}: judged as the worst case</li>`)}</ul>`;
