import type { OurRequest, RequestEnd } from '../core/routing/request.ts';
import type { Considered, Unavailable } from '../core/routing.ts';
import { counted, plain } from '../core/text.ts';
import { unreachable } from '../core/unreachable.ts';
import { card, fold, moment, pill, table } from './components.ts';
import { type Html, html } from './html.ts';

/** Somebody whom we asked, with what spoke for and against everybody when we did. */
export type WhyAsked = OurRequest & { readonly considered: readonly Considered[] };

type Shown = {
  readonly requests: readonly WhyAsked[];
  /** How much each person has to do is for those whom the policy lets see it. */
  readonly seesLoad: boolean;
  readonly now: Date;
};

/** Whom Countersign asked for a review, what became of it, and why these people. Nothing of it stands on GitHub. */
export function askedCard({ requests, seesLoad, now }: Shown): Html | '' {
  const newest = requests.toSorted((one, other) => (one.askedAt < other.askedAt ? -1 : 1)).at(-1);
  if (newest === undefined) return '';
  const items = requests.map(
    (request) =>
      html`<li>
        <p>${statePill(request)} <strong>${plain(request.account.login, 60)}</strong> for ${rulesOf(request)}</p>
        <p class="small quiet">${reasons[request.step]} · ${moment(new Date(request.askedAt), now)}${request.remindedAt === null ? '' : html` · reminded ${moment(new Date(request.remindedAt), now)}`}</p>
      </li>`,
  );
  const considered = newest.considered.toSorted((one, other) => preference(one, newest) - preference(other, newest));
  return card(
    'Whom Countersign asked',
    html`<ul class="rows">${items}</ul>
      ${considered.length === 0 ? '' : fold('considered', whyThem(newest), consideredTable(considered, seesLoad))}`,
  );
}

/** The rules whose clauses are meant; a clause is called after where its rule stands and after it. */
const rulesOf = ({ clauses }: OurRequest): Html =>
  html`${clauses.map((clause, index) => html`${index === 0 ? '' : ', '}<code>${plain(clause.slice(clause.indexOf('/') + 1))}</code>`)}`;

const reasons: Readonly<Record<OurRequest['step'], string>> = {
  first: 'the lowest level that suffices, and of these whoever has the least to do and knows the paths best',
  beside: 'asked as well, since whoever was asked first lets it wait',
  'next-level': 'asked as well, of the next level, since nobody has answered',
};

const ends: Readonly<Record<RequestEnd, string>> = {
  answered: 'Answered',
  declined: 'Took it away',
  refused: 'Could not be asked',
  away: 'Away',
  left: 'Could clear nothing any more',
  closed: 'Over',
};

function statePill({ ended, suggested }: WhyAsked): Html {
  if (ended !== null) return pill('quiet', ends[ended]);
  return suggested ? pill('info', 'Could be asked') : pill('wait', 'Asked');
}

/** Whoever was chosen first, then those who could have been, then the others. */
const preference = ({ account, unavailable }: Considered, { account: chosen }: WhyAsked): number =>
  account.id === chosen.id ? 0 : unavailable === null ? 1 : 2;

const whyThem = ({ account, considered }: WhyAsked): string =>
  `Why ${plain(account.login, 60)}: ${counted(considered.length, 'person', 'people')} could clear something of it`;

function consideredTable(considered: readonly Considered[], seesLoad: boolean): Html {
  return table<Considered>(
    'Who was considered',
    [
      { name: 'Who', cell: ({ account }) => plain(account.login, 60) },
      { name: 'Level', cell: ({ level }) => plain(level, 40) },
      { name: 'Clears', numeric: true, cell: ({ closes }) => closes.length },
      { name: 'Owns', numeric: true, cell: ({ owns }) => owns },
      { name: 'Worked here', numeric: true, cell: ({ commits, reviews }) => commits + reviews },
      ...(seesLoad
        ? [{ name: 'Has to do', numeric: true, cell: ({ load }: Considered) => load.toFixed(1) } as const]
        : []),
      { name: 'Could be asked', cell: ({ unavailable }) => (unavailable === null ? 'yes' : whyNot(unavailable)) },
    ],
    considered.slice(0, 30),
  );
}

/** Until when somebody is away is for nobody else. */
function whyNot(unavailable: Unavailable): string {
  switch (unavailable.why) {
    case 'away':
      return 'no: away';
    case 'busy':
      return 'no: busy, as their status on GitHub says';
    case 'at-cap':
      return 'no: asked often enough already';
    case 'declined':
      return 'no: took the request away here';
    case 'disqualified':
      return 'no: has a part in the change, or may not write here';
    default:
      return unreachable(unavailable);
  }
}
