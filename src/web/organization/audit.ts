import * as z from 'zod';
import { dayIn, dayLength } from '../../core/day.ts';
import { type ChainState, type Entry, type EntrySearch, outcomes } from '../../core/entry.ts';
import { counted, plain, shortSha } from '../../core/text.ts';
import { csrfField, empty, moment, notices, pill, table } from '../components.ts';
import { type Html, html } from '../html.ts';
import { outcomePill, outcomeText, unsealed } from './entry-text.ts';
import { select } from './filters.ts';
import { auditPath, organizationPath, pullRequestLink } from './links.ts';
import type { Organization } from './ports.ts';

/** What somebody looks for, as they wrote it. */
export type Sought = {
  readonly repository: string;
  readonly number: string;
  readonly person: string;
  readonly outcome: string;
  readonly since: string;
  readonly until: string;
};

const fields = ['repository', 'number', 'person', 'outcome', 'since', 'until'] as const;

export const readSought = (query: URLSearchParams): Sought => ({
  repository: query.get('repository') ?? '',
  number: query.get('number') ?? '',
  person: query.get('person') ?? '',
  outcome: query.get('outcome') ?? '',
  since: query.get('since') ?? '',
  until: query.get('until') ?? '',
});

/** A repository that cannot be seen finds nothing, as one that does not exist; other nonsense is not looked for. */
export function searchOf(sought: Sought, organization: Organization, before: string | null): EntrySearch {
  const named = sought.repository.toLowerCase();
  const chosen = organization.repositories.filter(({ name }) => named === '' || name.toLowerCase() === named);
  const number = Number(sought.number.replace('#', ''));
  const until = dayIn(sought.until);
  const person = sought.person.trim().replace(/^@/, '').slice(0, 100);
  return {
    installationId: organization.installationId,
    repositoryIds: chosen.map(({ repositoryId }) => repositoryId),
    number: Number.isInteger(number) && number > 0 && number < 2 ** 31 ? number : null,
    person: person === '' ? null : person,
    outcome: outcomes.find((outcome) => outcome === sought.outcome) ?? null,
    since: dayIn(sought.since),
    until: until === null ? null : new Date(until.getTime() + dayLength),
    before: before !== null && /^[0-9a-f]{64}$/.test(before) ? before : null,
  };
}

/** What was asked for and cannot be looked for, each in a sentence. */
export function notSought(sought: Sought, organization: Organization): readonly string[] {
  const { repository, number, outcome, since, until } = sought;
  const search = searchOf(sought, organization, null);
  const quoted = (text: string): string => `“${plain(text, 100)}”`;
  const days = [since, until].filter((text) => text !== '' && dayIn(text) === null);
  return [
    ...(repository !== '' && search.repositoryIds.length === 0
      ? [`You see no repository ${quoted(repository)} here.`]
      : []),
    ...(number !== '' && search.number === null
      ? [`${quoted(number)} is not the number of a pull request, and was not looked for.`]
      : []),
    ...(outcome !== '' && search.outcome === null ? [`There is no outcome ${quoted(outcome)}: these are of any.`] : []),
    ...days.map((text) => `${quoted(text)} is not a day, and was not looked for: write it as 2026-12-31.`),
    ...(search.since !== null && search.until !== null && search.since >= search.until
      ? ['The first day is after the last one, so nothing lies between them.']
      : []),
  ];
}

export type AuditPage = {
  readonly organization: Organization;
  readonly sought: Sought;
  readonly entries: readonly Entry[];
  /** The digest to go on after; null: this was all. */
  readonly next: string | null;
  readonly isFirst: boolean;
  readonly chain: ChainState | null;
  readonly csrf: string;
  readonly now: Date;
};

export const entriesPerPage = 50;

/** Every decision that was recorded about what the reader can see, the newest first. */
export function auditPage(page: AuditPage): Html {
  const { organization, sought } = page;
  const address = auditPath(organization);
  return html`<div class="head with-actions">
      <div>
        <p class="above"><a href="${organizationPath(organization)}">${organization.owner}</a></p>
        <h1>Record of decisions</h1>
      </div>
      <p class="actions">
        <a class="button" href="${address}/export?${exportQuery(sought, 'csv')}">Export CSV</a>
        <a class="button" href="${address}/export?${exportQuery(sought, 'jsonl')}">Export JSON lines</a>
      </p>
    </div>
    ${chainCard(page)} ${searchForm(sought, organization)} ${notices(notSought(sought, organization))} ${results(page)}`;
}

/** Every entry of the repository and the period: a record from which somebody was picked out cannot be checked for gaps. */
function exportQuery({ repository, since, until }: Sought, format: string): string {
  const query = new URLSearchParams({ format });
  if (repository !== '') query.set('repository', repository);
  if (since !== '') query.set('since', since);
  if (until !== '') query.set('until', until);
  return query.toString();
}

function searchForm(sought: Sought, { repositories }: Organization): Html {
  const names = repositories.map(({ name }) => name).toSorted();
  const chosen = names.find((name) => name.toLowerCase() === sought.repository.toLowerCase()) ?? '';
  return html`<form class="filters" method="get" role="search" aria-label="Record of decisions">
    ${select('repository', 'Repository', chosen, [['', 'All you can see'], ...names.map((name) => [name, name] as const)])}
    ${input('number', 'Pull request', 'text', sought.number, html` inputmode="numeric" size="5" placeholder="#"`)}
    ${input('person', 'Person', 'text', sought.person, html` size="8" autocomplete="off" spellcheck="false" placeholder="login"`)}
    ${select('outcome', 'Outcome', sought.outcome, [['', 'Any'], ...outcomes.map((outcome) => [outcome, outcomeText(outcome)] as const)])}
    ${input('since', 'From', 'date', sought.since)} ${input('until', 'To', 'date', sought.until)}
    <div><button class="main">Search</button></div>
  </form>`;
}

const input = (name: string, label: string, type: string, value: string, more: Html | '' = ''): Html =>
  html`<div><label for="f-${name}">${label}</label><input id="f-${name}" name="${name}" type="${type}" value="${value}"${more} /></div>`;

function results({ organization, sought, entries, next, isFirst }: AuditPage): Html {
  if (entries.length === 0 && isFirst && fields.every((name) => sought[name] === ''))
    return empty('Nothing was recorded yet.', 'Every decision about a pull request stands here from the first one on.');
  if (entries.length === 0) {
    return empty('Nothing was recorded that fits.', 'Take something out of the search, or choose a longer period.');
  }
  const query = (more: Readonly<Record<string, string>>) => {
    const given = fields.flatMap((name) => (sought[name] === '' ? [] : [[name, sought[name]] as [string, string]]));
    return new URLSearchParams([...given, ...Object.entries(more)]).toString();
  };
  const shown = table(
    'Entries of the record, the newest first',
    [
      {
        name: 'When (UTC)',
        cell: ({ at }: Entry) => html`<time datetime="${at}">${at.slice(0, 16).replace('T', ' ')}</time>`,
      },
      { name: 'Pull request', cell: (entry) => (entry.number === 0 ? '–' : pullRequestLink(organization, entry)) },
      { name: 'Outcome', cell: ({ outcome }) => outcomePill(outcome) },
      {
        name: 'Head',
        cell: (entry) => html`<span class="mono">${shortSha(plain(summaryOf(entry).headSha ?? '–', 40))}</span>`,
      },
      { name: 'By', cell: (entry) => plain(byIn(entry).join(', '), 80) },
      {
        name: 'Entry',
        cell: ({ digest }) =>
          html`<a class="mono" href="${auditPath(organization)}/${digest}" aria-label="Entry ${digest.slice(0, 10)}">${digest.slice(0, 10)}</a>`,
      },
    ],
    entries,
  );
  return html`<section class="card">${shown}
    <nav class="pages" aria-label="More of the record">
      ${isFirst ? html`<span></span>` : html`<a href="?${query({})}">Newest</a>`}
      ${next === null ? html`<span></span>` : html`<a rel="next" href="?${query({ before: next })}">Older</a>`}
    </nav>
  </section>`;
}

const Names = z.union([z.string().transform((name) => [name]), z.array(z.string())]).catch([]);
const Summary = z
  .object({
    headSha: z.string().optional().catch(undefined),
    by: Names.optional(),
    verdict: z.object({ by: Names.optional() }).optional().catch(undefined),
  })
  .catch({ headSha: undefined });

const summaryOf = (entry: Entry) => Summary.parse(unsealed(entry));

function byIn(entry: Entry): readonly string[] {
  const { by, verdict } = summaryOf(entry);
  return by ?? verdict?.by ?? [];
}

const problemWords: Readonly<Record<string, string>> = {
  edited: 'an entry is not what its digest was made of',
  missing: 'entries are gone',
  'out-of-place': 'an entry names another one as the one before it',
  'tail-cut': 'the end of the chain is not where it was noted',
  'not-recorded': 'a check on GitHub shows an entry that is not in the record',
  'person-changed': 'a personal fact is not the one that was sealed',
};

function chainCard({ organization, chain, csrf, now }: AuditPage): Html {
  const address = auditPath(organization);
  return html`<section class="card verify" aria-label="Is the record whole?">
      <div>${chain === null ? html`<p>Not verified since the server started.</p>` : stateOf(chain, address, now)}
        <p class="quiet small">Every entry carries a keyed digest of itself and of the entry before it. Verifying reads them all; it finds what was edited, deleted, moved or cut off. An export holds every entry of the repository and the period that were searched for, of whatever outcome.</p>
      </div>
      <form method="post" action="${address}/verify">${csrfField(csrf)}<button>Verify now</button></form>
    </section>`;
}

function stateOf({ intact, problems, verifiedAt }: ChainState, address: string, now: Date): Html {
  const when = moment(new Date(verifiedAt), now);
  if (intact)
    return html`<p role="status">${pill('ok', 'intact')} Verified ${when}: every entry is what was recorded.</p>`;
  return html`<p role="status">${pill('stop', 'broken')} Verified ${when}: ${counted(problems.length, 'problem')}.</p>
    <ul class="problems">
      ${problems
        .slice(0, 50)
        .map(
          ({ kind, digest }) =>
            html`<li>${problemWords[kind] ?? kind}${
              digest === null ? '' : html`: <a class="mono" href="${address}/${digest}">${digest.slice(0, 10)}</a>`
            }</li>`,
        )}
    </ul>`;
}
