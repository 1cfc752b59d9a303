import { html } from 'hono/html';
import { Refusal } from '../refusal.ts';
import { immediateMembers } from '../state/accounts.ts';
import type { Organization, Team } from '../state/model.ts';
import type { Html } from './markdown.ts';
import { page, type Visit } from './page.ts';

/** A team that the person may see: a secret one is there for its members and the owners only. */
export function findTeam({ state, person }: Visit, login: string, slug: string): Team {
  const organization = state.accounts.find(
    (account): account is Organization => account.type === 'Organization' && account.login === login,
  );
  const team = organization?.teams.find((each) => each.slug === slug);
  const standing = organization?.members.get(person.id);
  const sees =
    standing?.state === 'active' &&
    (team?.privacy === 'closed' ||
      standing.role === 'admin' ||
      (team !== undefined && immediateMembers(team).includes(person)));
  if (team === undefined || !sees) throw new Refusal(404, 'there is no such team');
  return team;
}

/** Who is in a team. */
export function teamPage(visit: Visit, team: Team): Html {
  const members = immediateMembers(team);
  return page(
    visit,
    team.name,
    html`<section class="card">
      <h1>${team.organization.login}/${team.slug}</h1>
      <ul class="rows">
        ${members.length === 0 ? html`<li class="faint">nobody</li>` : members.map(({ login }) => html`<li>${login}</li>`)}
      </ul>
    </section>`,
  );
}
