import { dayLength } from '../../core/day.ts';
import type { RepositoryRef } from '../../core/facts.ts';
import type { ReportFilter } from '../../core/report.ts';
import { plain } from '../../core/text.ts';
import { type Html, html } from '../html.ts';
import type { Organization } from './ports.ts';

/** What the reader chose; what does not exist, or cannot be seen, is as if it had not been chosen. */
export type Choice = {
  readonly repository: RepositoryRef | null;
  readonly team: string | null;
  readonly days: (typeof periods)[number];
};

const periods = [30, 90, 180, 365] as const;
const usual = 90;

export function readChoice(query: URLSearchParams, { repositories }: Organization, teams: readonly string[]): Choice {
  const named = query.get('repository')?.toLowerCase();
  return {
    repository: repositories.find(({ name }) => name.toLowerCase() === named) ?? null,
    team: teams.find((team) => team === query.get('team')) ?? null,
    days: periods.find((days) => String(days) === query.get('days')) ?? usual,
  };
}

/** What was asked for and cannot be had, each in a sentence: no figures may pass for others. */
export function notTaken(query: URLSearchParams, { repository, team, days }: Choice): readonly string[] {
  const asked = (name: string): string => query.get(name) ?? '';
  const quoted = (name: string): string => `“${plain(asked(name), 100)}”`;
  return [
    ...(repository === null && asked('repository') !== ''
      ? [`You see no repository ${quoted('repository')} here: these figures are of all that you can see.`]
      : []),
    ...(team === null && asked('team') !== ''
      ? [`No author of these pull requests is known to be in a team ${quoted('team')}: these figures are of any team.`]
      : []),
    ...(asked('days') !== '' && asked('days') !== String(days)
      ? [`A period of ${quoted('days')} days cannot be chosen: these figures are of the last ${days} days.`]
      : []),
  ];
}

/** The choice as what is asked of the store: never more than the repositories that the reader can see. */
export function filterOf({ repository, team, days }: Choice, { repositories }: Organization, now: Date): ReportFilter {
  const chosen = repository === null ? repositories : [repository];
  return {
    repositoryIds: chosen.map(({ repositoryId }) => repositoryId),
    team,
    since: new Date(now.getTime() - days * dayLength),
    until: now,
  };
}

/** The choice as a query, for links that keep it. */
export function queryOf({ repository, team, days }: Choice): string {
  const query = new URLSearchParams();
  if (repository !== null) query.set('repository', repository.name);
  if (team !== null) query.set('team', team);
  query.set('days', String(days));
  return query.toString();
}

export function filterForm(choice: Choice, { repositories }: Organization, teams: readonly string[]): Html {
  const names = repositories.map(({ name }) => name).toSorted();
  return html`<form class="filters" method="get">
    ${select('repository', 'Repository', choice.repository?.name ?? '', [['', 'All you can see'], ...same(names)])}
    ${teams.length === 0 ? '' : select('team', 'Team of the author', choice.team ?? '', [['', 'Any team'], ...same(teams)])}
    ${select(
      'days',
      'Period',
      String(choice.days),
      periods.map((days) => [String(days), days === 365 ? 'Last year' : `Last ${days} days`]),
    )}
    <div><button>Show</button></div>
  </form>`;
}

type Option = readonly [value: string, text: string];

const same = (values: readonly string[]): readonly Option[] => values.map((value) => [value, value]);

export const select = (name: string, label: string, chosen: string, options: readonly Option[]): Html =>
  html`<div><label for="f-${name}">${label}</label><select id="f-${name}" name="${name}">
    ${options.map(([value, text]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${plain(text)}</option>`)}
  </select></div>`;
