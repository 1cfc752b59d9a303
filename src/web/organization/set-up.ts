import { counted } from '../../core/text.ts';
import { unreachable } from '../../core/unreachable.ts';
import { checklistOf, type Point } from '../../doctor/checklist.ts';
import type { AccountSetUp } from '../../doctor/facts.ts';
import { card, pill, type Tone } from '../components.ts';
import { type Html, html, joined } from '../html.ts';
import { organizationPath, setUpPath } from './links.ts';
import type { Organization } from './ports.ts';
import { grants } from './set-up/access.ts';
import { findings } from './set-up/findings.ts';
import { levels } from './set-up/levels.ts';
import { files, floorText } from './set-up/policies.ts';
import { requirements } from './set-up/required-check.ts';
import { seenIn } from './set-up/seen.ts';

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
  const setUp = seenIn(given.setUp, given.organization);
  const view = { ...given, setUp };
  const { organization } = view;
  const points = checklistOf(setUp);
  const address = setUpPath(organization);
  return html`<div class="head with-actions">
      <div><p class="above"><a href="${organizationPath(organization)}">${organization.owner}</a></p><h1>Set-up</h1></div>
      <p class="actions"><a class="button" href="${address}">Look again</a></p>
    </div>
    ${summary(points, setUp)}
    ${points.map((point) => card(headings[point.name], html`${state(point)}${foundIn(point.name, view)}${findings(point, view)}`))}
    ${partsOf(view, address)}
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
  const named = (list: readonly Point[] = []): Html => html`${joined(list.map(({ name }) => headings[name]))}`;
  return html`<section class="answer ${tone}" aria-label="In short"><p class="answer-head"><strong>${head}</strong></p>
    ${open === 0 ? '' : html`<p>${named(repair)}</p>`} ${untold === 0 ? '' : html`<p>Not told in full: ${named(unknown)}</p>`}</section>`;
}

/** What was found, whether or not it is as it should be. */
function foundIn(name: Point['name'], view: SetUpView): Html | string {
  const { account, repositories, wanted } = view.setUp;
  if (!account.known) return '';
  switch (name) {
    case 'access':
      return grants(account.value, wanted);
    case 'policy':
      return html`<p>${floorText(account.value)}</p>${files(repositories, view.githubUrl)}`;
    case 'levels':
      return levels(account.value, repositories);
    case 'check':
      return requirements(view.setUp, view.githubUrl);
    default:
      return unreachable(name);
  }
}

function partsOf({ part, parts }: SetUpView, address: string): Html | '' {
  if (parts <= 1) return '';
  return html`<nav class="pages" aria-label="More repositories">
    ${part > 1 ? html`<a rel="prev" href="${address}?part=${part - 1}">Previous repositories</a>` : html`<span></span>`}
    <span class="quiet">Part ${part} of ${parts}</span>
    ${part < parts ? html`<a rel="next" href="${address}?part=${part + 1}">More repositories</a>` : html`<span></span>`}
  </nav>`;
}
