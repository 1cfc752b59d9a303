import type { PolicyProblem } from '../core/policy.ts';
import { nearest } from './did-you-mean.ts';
import type { PolicyTexts } from './effective-policy.ts';
import { canonicalTeam } from './names.ts';
import { parsePolicy } from './parse-policy.ts';
import type { PolicyFile, PolicyText, Role } from './policy-file.ts';
import type { Place } from './tree.ts';

/** Teams that the files name and GitHub does not have, each where it is written. `existing` is canonical: `org/slug`. */
export function unknownTeams(texts: PolicyTexts, existing: readonly string[]): readonly PolicyProblem[] {
  const known = new Set(existing);
  return filesOf(texts).flatMap(({ file, hasAuthority }) =>
    (hasAuthority ? [...teamsOfAuthority(file), ...teamsOfRules(file)] : teamsOfRules(file)).flatMap(
      ({ written, place }) => {
        const team = canonicalTeam(written, texts.owner);
        if (known.has(team)) return [];
        const meant = nearest(team, existing);
        const hint = meant === null ? 'it does not exist, or the App may not see it' : `did you mean \`${meant}\`?`;
        return [{ file: file.file, ...file.positionOf(place), message: `unknown team \`${team}\``, hint }];
      },
    ),
  );
}

type Read = { readonly file: PolicyFile; readonly hasAuthority: boolean };

/** Files with problems of their own are left to those. A base branch's copies of the keys of authority are skipped. */
function filesOf({ organization, defaultBranch, baseBranch }: PolicyTexts): readonly Read[] {
  const floor = organization === null || 'unreadable' in organization ? null : organization;
  const below: Role = floor === null ? { kind: 'sole' } : { kind: 'below-floor', authority: null };
  const read = (text: PolicyText | null, role: Role, hasAuthority: boolean): readonly Read[] => {
    const parsed = text === null ? null : parsePolicy(text, role);
    return parsed !== null && 'ok' in parsed ? [{ file: parsed.ok, hasAuthority }] : [];
  };
  const isCopy = baseBranch?.text === defaultBranch?.text;
  return [
    ...read(floor, { kind: 'floor' }, true),
    ...read(defaultBranch, below, floor === null),
    ...read(isCopy ? null : baseBranch, below, floor === null && defaultBranch === null),
  ];
}

type WrittenTeam = { readonly written: string; readonly place: Place };

const placed = (teams: readonly string[] | undefined, ...path: (string | number)[]): readonly WrittenTeam[] =>
  (teams ?? []).map((written, index) => ({ written, place: { path: [...path, index], at: 'value' } }));

const teamsOfAuthority = ({ content }: PolicyFile): readonly WrittenTeam[] => [
  ...Object.entries(content.levels ?? {}).flatMap(([level, { teams }]) => placed(teams, 'levels', level, 'teams')),
  ...placed(content.override?.teams, 'override', 'teams'),
];

const teamsOfRules = ({ content }: PolicyFile): readonly WrittenTeam[] =>
  content.rules.flatMap(({ require }, index) => placed(require.from, 'rules', index, 'require', 'from'));
