import { html } from 'hono/html';
import { immediateMembers } from '../state/accounts.ts';
import type { Organization, Repository, User } from '../state/model.ts';
import { fullName } from '../state/repositories.ts';
import { requiredChecks } from '../state/rules.ts';
import { canSee, type State } from '../state.ts';
import type { Html } from './markdown.ts';
import { checkDot, stateMark } from './marks.ts';
import { page, peopleOf, type Visit } from './page.ts';

/** Organizations, people, repositories and their pull requests, as far as the person can see them. */
export function homePage(visit: Visit): Html {
  const { state, person } = visit;
  const viewer = { kind: 'user', token: '', user: person } as const;
  const repositories = state.repositories.filter((repository) => canSee(viewer, repository));
  return page(
    visit,
    'Overview',
    html`<h1>Overview</h1>
      <p class="faint">
        You act as <strong>${person.login}</strong>. Open a pull request and review, push or merge; switch the person above
        to see what another one may do.
      </p>
      <div class="columns">
        <div>${repositories.map(repositoryCard)}</div>
        <div>${organizationsOf(state).map((organization) => organizationCard(organization))} ${peopleCard(state)}</div>
      </div>`,
  );
}

export function repositoryCard(repository: Repository): Html {
  const pullRequests = [...repository.pullRequests.values()].toReversed();
  const required = requiredChecks(repository, repository.defaultBranch).map(
    ({ context }) => html`<code>${context}</code> `,
  );
  return html`<section class="card">
    <div class="line">
      <h2><a href="/${fullName(repository)}">${fullName(repository)}</a></h2>
      <span class="faint small">${repository.visibility}${repository.archived ? ', archived' : ''}</span>
      ${required.length === 0 ? '' : html`<span class="faint small end">required: ${required}</span>`}
    </div>
    ${pullRequests.length === 0 ? html`<p class="faint small">No pull requests.</p>` : ''}
    <ul class="rows">
      ${pullRequests.map(
        (pull) =>
          html`<li>
            <div class="line">
              ${stateMark(pull)}
              <a href="/${fullName(repository)}/pull/${pull.number}">${pull.title}</a>
              ${pull.labels.map(({ name }) => html`<span class="pill label">${name}</span>`)}
              <span class="end small">${checkDot(pull)}</span>
            </div>
            <div class="faint small">#${pull.number} by ${pull.author?.login ?? 'ghost'}, into ${pull.base.ref}</div>
          </li>`,
      )}
    </ul>
  </section>`;
}

function organizationCard(organization: Organization): Html {
  return html`<section class="card">
    <h2>${organization.name}</h2>
    <ul class="rows">
      ${organization.teams.map(
        (team) =>
          html`<li>
            <div class="line">
              <strong>${team.slug}</strong>
              ${team.parent === null ? '' : html`<span class="faint small">in ${team.parent.slug}</span>`}
              ${team.privacy === 'secret' ? html`<span class="faint small">secret</span>` : ''}
            </div>
            <div class="faint small">${logins(immediateMembers(team))}</div>
          </li>`,
      )}
    </ul>
  </section>`;
}

function peopleCard(state: State): Html {
  return html`<section class="card">
    <h2>People</h2>
    <ul class="rows">
      ${peopleOf(state).map((user) => html`<li class="line"><strong>${user.login}</strong> <span class="faint small">${standing(state, user)}</span></li>`)}
    </ul>
  </section>`;
}

function standing(state: State, user: User): string {
  const organizations = organizationsOf(state).filter(({ members }) => members.get(user.id)?.state === 'active');
  if (organizations.length === 0) return 'outside every organization';
  const owned = organizations
    .filter(({ members }) => members.get(user.id)?.role === 'admin')
    .map(({ login }) => `owner of ${login}`);
  const teams = organizations
    .flatMap((organization) => organization.teams)
    .filter((team) => immediateMembers(team).includes(user))
    .map(({ slug }) => slug);
  return [...owned, ...teams].join(', ') || 'in no team';
}

function organizationsOf(state: State): readonly Organization[] {
  return state.accounts.filter((account): account is Organization => account.type === 'Organization');
}

function logins(users: readonly User[]): string {
  return users.length === 0 ? 'nobody' : users.map(({ login }) => login).join(', ');
}
