import { type Fact } from '../../../core/facts.ts';
import { counted, plain } from '../../../core/text.ts';
import type { AccountFacts, LevelFacts, RepositoryFacts } from '../../../doctor/facts.ts';
import { table } from '../../components.ts';
import { type Html, html, joined } from '../../html.ts';

/** How many people hold each level, and from which teams. */
export function levels({ floor }: AccountFacts, repositories: readonly RepositoryFacts[]): Html | string {
  if (floor.kind === 'read') return ladder('People by level', floor.levels);
  const own = repositories.flatMap(({ repository, policy }) =>
    policy.known && policy.value.kind === 'read' ? [{ repository, levels: policy.value.levels }] : [],
  );
  return html`${own.map(
    (each) =>
      html`<h3>${plain(each.repository, 140)}</h3>${ladder(`People by level in ${plain(each.repository, 140)}`, each.levels)}`,
  )}`;
}

function ladder(caption: string, steps: readonly LevelFacts[]): Html {
  return table(
    caption,
    [
      { name: 'Level', cell: ({ level }) => html`<code>${plain(level, 60)}</code>` },
      { name: 'People', numeric: true, cell: ({ people }) => amount(people) },
      {
        name: 'From',
        cell: ({ teams, users }: LevelFacts) => {
          const named = users === 0 ? [] : [`${counted(users, 'person', 'people')} by name`];
          const sources = teams.map(({ team, people }) => html`<code>${plain(team, 140)}</code> (${amount(people)})`);
          const all = [...sources, ...named];
          return all.length === 0 ? html`<span class="quiet">nobody is named</span>` : html`${joined(all)}`;
        },
      },
    ],
    steps.toReversed(),
  );
}

const amount = (people: Fact<number>): Html | number =>
  people.known ? people.value : html`<span class="quiet">not told</span>`;
