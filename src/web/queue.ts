import type { Context } from 'hono';
import { type Opening, openTo, type WantedPullRequest } from '../core/opening.ts';
import type { Phrase } from '../core/phrase.ts';
import { counted } from '../core/text.ts';
import type { SignedIn } from './access.ts';
import { type AwayProblem, awayForm } from './away.ts';
import { empty, lasting, pill, size } from './components.ts';
import { type Html, html, joined } from './html.ts';
import { page } from './layout.ts';
import { onGitHub, pullRequestPath } from './links.ts';
import { phrase } from './phrase.ts';
import type { PagePorts, Viewer } from './ports.ts';
import { riskPill } from './risk-pill.ts';
import { toolNames } from './tool-name.ts';

const most = 200;

/**
 * `/queue`: the open pull requests that the viewer could clear, the riskiest first and of these the longest waiting; and
 * whether they are away, with what was wrong with what they said of it.
 */
export async function queuePage(
  ports: PagePorts,
  context: Context<SignedIn>,
  away: AwayProblem | null,
): Promise<Response> {
  const viewer = context.get('viewer');
  const { items, isCut } = await queueOf(ports, viewer);
  const now = ports.now();
  const cut = isCut
    ? html`<p class="quiet">Only the first ${most} are looked at. Clear some, and others follow.</p>`
    : '';
  const body = html`<header class="head">
      <h1>Waiting for you</h1>
      <p class="quiet">${told(items.length)}</p>
    </header>
    ${items.length === 0 ? nothing : html`<ol class="queue">${items.map((item) => entry(item, ports.githubUrl, now))}</ol>`}
    ${cut} ${await awayForm(ports, viewer, away?.problem ?? null)}`;
  return context.html(page({ title: 'Waiting for you', viewer, section: 'queue', body }), away === null ? 200 : 400);
}

type Item = WantedPullRequest & { readonly open: readonly Opening[] };

async function queueOf(ports: PagePorts, viewer: Viewer): Promise<{ items: readonly Item[]; isCut: boolean }> {
  const visible = await viewer.sight.repositories();
  const repositoryIds = visible.map(({ repositoryId }) => repositoryId);
  const teams = await ports.teamsOf(viewer.id, await ports.askedTeams(repositoryIds));
  const { id, login } = viewer;
  const rows = await ports.wantedPullRequests({ repositoryIds, teams: [...teams], login, most });
  const items = rows.map((row) => ({ ...row, open: openTo(row.wanted, { id, login, teams }) }));
  return { items: items.filter(({ open }) => open.length > 0), isCut: rows.length === most };
}

const told = (count: number): string =>
  count === 0
    ? 'Pull requests that you could clear stand here.'
    : `${count === 1 ? 'One pull request' : `${count} pull requests`} that you could clear; the riskiest first, then the longest waiting.`;

const nothing = empty(
  'Nothing is waiting for you.',
  'When a change needs somebody of your level or a team of yours, and it is not your own, it stands here.',
);

/** What is asked, each once: of rules that ask for the same people, the one that asks for the most of them. */
const asks = (open: readonly Opening[]): readonly Phrase[] => {
  const ascending = open.toSorted((one, other) => one.missing - other.missing);
  const largest = new Map(ascending.map((each) => [JSON.stringify([each.level, each.from, each.owners]), each.what]));
  return [...largest.values()];
};

function entry({ ref, explanation, open, waitingSince }: Item, githubUrl: string, now: Date): Html {
  const { change, risk, found } = explanation;
  return html`<li class="card">
    <div class="queue-head">
      <h2><a class="title" href="${pullRequestPath(ref)}">${change.title}</a></h2>
      <p class="small quiet">
        ${ref.owner}/${ref.name}#${ref.number} · by ${change.author ?? 'an account that is gone'} · waiting for
        ${lasting(waitingSince, now)}
      </p>
    </div>
    <p class="pills">
      ${riskPill(risk.level, ' risk')} ${found.autonomy === 'agent' ? pill('info', 'By an agent') : ''}
      ${toolNames(found.tools, 6).map((name) => pill('quiet', name))}
      <span class="small">${size(change.additions, change.deletions)} <span class="quiet">in ${counted(change.files, 'file')}</span></span>
    </p>
    <div class="queue-foot">
      <p><span class="quiet">Asked for:</span> ${joined(asks(open).map(phrase), ', and ')}</p>
      <a class="button" href="${onGitHub(githubUrl, ref)}/files">Review on GitHub</a>
    </div>
  </li>`;
}
