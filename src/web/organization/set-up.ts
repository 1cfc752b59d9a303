import { type Fact, known } from '../../core/facts.ts';
import { counted, plain } from '../../core/text.ts';
import { unreachable } from '../../core/unreachable.ts';
import { checklistOf, isUntold, type Point } from '../../doctor/checklist.ts';
import type { AccountFacts, AccountSetUp, LevelFacts, RepositoryFacts } from '../../doctor/facts.ts';
import { type Group, grouped } from '../../doctor/finding.ts';
import { lackingEvents, lackingPermissions } from '../../doctor/permissions.ts';
import { card, fold, pill, type Tone, table } from '../components.ts';
import { type Html, html } from '../html.ts';
import { prose } from '../phrase.ts';
import type { Organization } from './ports.ts';

export type SetUpView = {
  readonly organization: Organization;
  readonly setUp: AccountSetUp;
  /** Which part of the repositories is shown, from 1, and of how many. */
  readonly part: number;
  readonly parts: number;
  readonly githubUrl: string;
};

/** On one page: each costs requests to GitHub. */
export const repositoriesPerPart = 25;

/** What is to be done after the App was installed, each point with what was found and how to repair it. */
export function setUpPage(given: SetUpView): Html {
  const setUp = seenIn(given);
  const view = { ...given, setUp };
  const { owner } = view.organization;
  const points = checklistOf(setUp);
  const address = `/orgs/${encodeURIComponent(owner)}`;
  return html`<div class="head with-actions">
      <div><p class="above"><a href="${address}">${owner}</a></p><h1>Set-up</h1></div>
      <p class="actions"><a class="button" href="${address}/set-up">Look again</a></p>
    </div>
    ${summary(points, setUp)}
    ${points.map((point) => card(headings[point.name], html`${state(point)}${foundIn(point.name, view)}${findings(point, view)}`))}
    ${partsOf(view, `${address}/set-up`)}
    <p class="quiet small below">What GitHub says is kept for a minute. <code>countersign doctor</code> also looks at the server: its secret, its clock, the webhook and the database.</p>`;
}

const headings = {
  access: 'Permissions and events',
  policy: 'Policy',
  levels: 'Levels',
  check: 'Required check',
} as const satisfies Record<Point['name'], string>;

const tones = { done: 'ok', repair: 'stop', unknown: 'quiet' } as const satisfies Record<Point['state'], Tone>;
const words = { done: 'as it should be', repair: 'to be repaired', unknown: 'not told in full' };

const state = ({ state: is }: Point): Html => html`<p>${pill(tones[is], words[is])}</p>`;

function summary(points: readonly Point[], { repositories }: AccountSetUp): Html {
  const [repair, unknown] = (['repair', 'unknown'] as const).map((is) =>
    points.filter(({ state: each }) => each === is),
  );
  const open = repair?.length ?? 0;
  const untold = unknown?.length ?? 0;
  if (open === 0 && untold === 0) {
    const held = repositories.filter(({ branch }) => branch.known && (branch.value?.required.length ?? 0) > 0).length;
    return html`<section class="answer ok" aria-label="In short"><p class="answer-head"><strong>Everything is as it should be.</strong></p>
      <p>${held === 0 ? 'The check is required nowhere yet, and nobody is held.' : `The check is required on the default branch of ${counted(held, 'repository', 'repositories')}${held < repositories.length ? ` of ${repositories.length}` : ''}.`}</p></section>`;
  }
  const [tone, head] =
    open > 0
      ? (['stop', `${counted(open, 'point')} of ${points.length} to be repaired.`] as const)
      : (['wait', 'Nothing wrong was found, but not everything could be looked up.'] as const);
  const list = [...(repair ?? []), ...(unknown ?? [])];
  return html`<section class="answer ${tone}" aria-label="In short"><p class="answer-head"><strong>${head}</strong></p>
    <p>${list.map(({ name }, index) => html`${index === 0 ? '' : ', '}${headings[name]}`)}</p></section>`;
}

/** What was found, whether or not it is as it should be. */
function foundIn(name: Point['name'], view: SetUpView): Html | string {
  const { account, repositories, wanted } = view.setUp;
  if (!account.known) return '';
  switch (name) {
    case 'access':
      return grants(account.value, wanted);
    case 'policy':
      return html`<p>${floorText(account.value)}</p>${files(repositories, view)}`;
    case 'levels':
      return levels(account.value, repositories);
    case 'check':
      return requirements(repositories, view);
    default:
      return unreachable(name);
  }
}

function grants(account: AccountFacts, wanted: AccountSetUp['wanted']): Html {
  const lacking = new Set(lackingPermissions(wanted.permissions, account.permissions).map(({ name }) => name));
  const deaf = new Set(lackingEvents(wanted.events, account.events));
  const rows = [
    ...Object.entries(wanted.permissions).map(([name, level]) => ({
      name: `${name}: ${level}`,
      has: !lacking.has(name),
    })),
    ...wanted.events.map((name) => ({ name: `event ${name}`, has: !deaf.has(name) })),
  ];
  const granted = rows.filter(({ has }) => has).length;
  const summaryText = `${granted} of ${rows.length} permissions and events are granted`;
  return fold(
    'grants',
    summaryText,
    table(
      'Permissions and events that the App asks for',
      [
        { name: 'Asked for', cell: (row) => html`<code>${row.name}</code>` },
        {
          name: 'Granted',
          cell: ({ has }: (typeof rows)[number]) => (has ? pill('ok', 'granted') : pill('stop', 'missing')),
        },
      ],
      rows,
    ),
  );
}

function floorText({ floor, account }: AccountFacts): Html {
  const place = html`<code>${account}/.github</code>`;
  switch (floor.kind) {
    case 'read':
      return html`The organization has a policy in ${place}. It ${floor.mode === 'enforce' ? 'is enforced' : 'only observes'}, and its repositories can only add to it.`;
    case 'broken':
      return html`The organization has a policy in ${place}, which cannot be used.`;
    case 'absent':
    case 'not-asked':
      return html`There is no policy of the organization. Each repository is judged by its own, or by the built-in rules, which only observe.`;
    case 'hidden':
    case 'unreadable':
      return html`Whether there is a policy of the organization in ${place} is not known.`;
    default:
      return unreachable(floor);
  }
}

const policyPill = ({ policy }: RepositoryFacts): Html => {
  if (!policy.known) return pill('quiet', 'not told');
  const { kind } = policy.value;
  if (kind === 'absent') return pill('quiet', 'none of its own');
  return kind === 'broken' ? pill('stop', 'cannot be used') : pill('ok', 'found');
};

function files(repositories: readonly RepositoryFacts[], { githubUrl }: SetUpView): Html {
  if (repositories.length === 0)
    return html`<p class="quiet">There is no repository that you can see and that can still change.</p>`;
  return table(
    'Policies of repositories',
    [
      { name: 'Repository', cell: nameOf },
      { name: 'Its own policy', cell: policyPill },
      {
        name: 'Where',
        cell: ({ repository, policy }: RepositoryFacts) =>
          policy.known && policy.value.kind === 'absent'
            ? tryOut(repository, 'Try one in the playground')
            : html`<a href="${githubUrl}/${pathOf(repository)}/blob/HEAD/.github/countersign.yml">File on GitHub</a> · ${tryOut(repository, 'Playground')}`,
      },
    ],
    repositories,
  );
}

const nameOf = ({ repository }: RepositoryFacts): string => plain(repository.split('/').at(-1) ?? '', 100);
const pathOf = (repository: string): string => repository.split('/').map(encodeURIComponent).join('/');
const tryOut = (repository: string, text: string): Html =>
  html`<a href="/playground?${new URLSearchParams({ repository }).toString()}">${text}</a>`;

function levels({ floor }: AccountFacts, repositories: readonly RepositoryFacts[]): Html | string {
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
          return all.length === 0
            ? html`<span class="quiet">nobody is named</span>`
            : html`${all.map((item, index) => html`${index === 0 ? '' : ', '}${item}`)}`;
        },
      },
    ],
    steps.toReversed(),
  );
}

const amount = (people: Fact<number>): Html | number =>
  people.known ? people.value : html`<span class="quiet">not told</span>`;

function requirements(repositories: readonly RepositoryFacts[], { setUp, githubUrl }: SetUpView): Html | string {
  const appId = setUp.app.known ? setUp.app.value.id : null;
  if (repositories.length === 0)
    return html`<p class="quiet">There is no repository on which it could be required.</p>`;
  return table(
    'Whether the check is required',
    [
      { name: 'Repository', cell: nameOf },
      {
        name: 'Default branch',
        cell: ({ branch }) =>
          branch.known && branch.value !== null ? html`<code>${plain(branch.value.branch, 100)}</code>` : '–',
      },
      { name: 'Check', cell: ({ branch }: RepositoryFacts) => requirement(branch, appId) },
      {
        name: 'Where',
        cell: ({ repository }) => html`<a href="${githubUrl}/${pathOf(repository)}/settings/rules">Rules on GitHub</a>`,
      },
    ],
    repositories,
  );
}

function requirement(branch: RepositoryFacts['branch'], appId: number | null): Html {
  if (!branch.known) return pill('quiet', 'not told');
  if (branch.value === null) return pill('quiet', 'empty repository');
  const { required } = branch.value;
  if (required.length === 0) return pill('stop', 'not required');
  if (required.some((here) => here.appId === appId)) return pill('ok', 'required from this App');
  return required.some((here) => here.appId === null)
    ? pill('stop', 'required from anybody')
    : pill('stop', 'required from another App');
}

const weights = { error: ['stop', 'error'], warning: ['wait', 'warning'], note: ['info', 'note'] } as const;

function findings({ findings: found }: Point, view: SetUpView): Html | string {
  if (found.length === 0) return '';
  return html`<ul class="rows">${grouped(found).map((group) => {
    const [tone, word] = isUntold(group) ? (['quiet', 'not told'] as const) : weights[group.severity];
    return html`<li><div class="opinion">${pill(tone, word)}<p>${subjects(group, view)}${prose(plain(group.says, 2_000))}</p></div>
      <p class="quiet">${instruction(plain(group.repair, 600), view.githubUrl)}</p></li>`;
  })}</ul>`;
}

const subjectsShown = 5;

/** About which repositories; the account itself need not be named on its own page. */
function subjects({ subjects: all }: Group, { organization }: SetUpView): Html | string {
  const names = all.filter((name) => name.toLowerCase() !== organization.owner.toLowerCase());
  if (names.length === 0) return '';
  const shown = names
    .slice(0, subjectsShown)
    .map((name, index) => html`${index === 0 ? '' : ', '}<strong>${plain(name, 140)}</strong>`);
  return html`${shown}${names.length > subjectsShown ? ` and ${names.length - subjectsShown} more` : ''}: `;
}

/** A repair: what stands between backticks is to be typed, and addresses of this GitHub are links. */
const instruction = (repair: string, githubUrl: string): Html =>
  html`${repair.split(/`([^`]+)`/).map((part, index) => (index % 2 === 0 ? linked(part, githubUrl) : html`<code>${part}</code>`))}`;

const linked = (text: string, githubUrl: string): Html =>
  html`${text.split(/(\s+)/).map((word) => {
    const address = word.replace(/[:,;.)]+$/, '');
    const isOurs = address.startsWith(`${githubUrl}/`);
    return isOurs ? html`<a href="${address}">${address}</a>${word.slice(address.length)}` : word;
  })}`;

const seesFloor = ({ organization }: SetUpView): boolean =>
  organization.repositories.some(({ name }) => name.toLowerCase() === '.github');

/** Who cannot see the repository of the floor is not told which teams it names: they may be secret. */
function seenIn(view: SetUpView): AccountSetUp {
  const { account } = view.setUp;
  if (!account.known || seesFloor(view)) return view.setUp;
  const { floor, distrusted } = account.value;
  const own = `${account.value.account.toLowerCase()}/.github`;
  const masked: AccountFacts = {
    ...account.value,
    distrusted: distrusted.known
      ? known(distrusted.value.map((name) => (name.toLowerCase() === own ? name : aTeam)))
      : distrusted,
    floor:
      floor.kind === 'read'
        ? { ...floor, invisibleTeams: floor.invisibleTeams.map(() => aTeam), levels: floor.levels.map(withoutNames) }
        : floor,
  };
  return { ...view.setUp, account: known(masked) };
}

const aTeam = 'a team';

const withoutNames = (level: LevelFacts): LevelFacts => ({
  ...level,
  teams: level.teams.map(({ people }) => ({ team: aTeam, people })),
});

function partsOf({ part, parts }: SetUpView, address: string): Html | '' {
  if (parts <= 1) return '';
  return html`<nav class="pages" aria-label="More repositories">
    ${part > 1 ? html`<a rel="prev" href="${address}?part=${part - 1}">Previous repositories</a>` : html`<span></span>`}
    <span class="quiet">Part ${part} of ${parts}</span>
    ${part < parts ? html`<a rel="next" href="${address}?part=${part + 1}">More repositories</a>` : html`<span></span>`}
  </nav>`;
}
