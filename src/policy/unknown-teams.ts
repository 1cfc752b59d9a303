import type { EffectivePolicy, PolicyProblem } from '../core/policy.ts';
import { nearest } from './did-you-mean.ts';
import { effectivePolicy, type PolicyTexts } from './effective-policy.ts';
import { canonicalTeam } from './names.ts';
import { parsePolicy } from './parse-policy.ts';
import type { PolicyFile, PolicyText, Role } from './policy-file.ts';
import type { Place } from './tree.ts';

/** What GitHub says of teams, each as `org/slug` in lower case. */
export type TeamsTold = {
  /** GitHub has no such teams. One that it would not tell about is not among them. */
  readonly absent: readonly string[];
  /** Some that it has, to tell what was meant. */
  readonly existing: readonly string[];
};

/** The same policy, unusable where its files name teams that GitHub does not have. */
export function refuseUnknownTeams(effective: EffectivePolicy, texts: PolicyTexts, told: TeamsTold): EffectivePolicy {
  if (!effective.usable || told.absent.length === 0) return effective;
  const problems = unknownTeams(texts, told);
  if (problems.length === 0) return effective;
  return { usable: false, problems, sources: effective.policy.sources, mode: modeOfFloor(texts) };
}

/** The same policy with teams left out that GitHub does not have: for the change that repairs it. */
export function withoutTeams(effective: EffectivePolicy, absent: readonly string[]): EffectivePolicy {
  if (!effective.usable) return effective;
  const { policy } = effective;
  const present = (teams: readonly string[]) => teams.filter((team) => !absent.includes(team));
  const holders = Object.entries(policy.ladder.holders).map(([level, { teams, users }]) => [
    level,
    { teams: present(teams), users },
  ]);
  const rules = policy.rules.map((rule) => ({
    ...rule,
    require: { ...rule.require, from: present(rule.require.from) },
  }));
  const ladder = { ...policy.ladder, holders: Object.fromEntries(holders) };
  return { usable: true, policy: { ...policy, ladder, rules } };
}

function modeOfFloor(texts: PolicyTexts) {
  if (texts.organization === null) return 'enforce';
  const floor = effectivePolicy({ organization: texts.organization, owner: texts.owner, ...nothingBelow });
  return floor.usable ? floor.policy.mode : (floor.mode ?? 'enforce');
}

const nothingBelow = { defaultBranch: null, baseBranch: null };

/** Teams that the files name and GitHub does not have, each where it is written. */
export function unknownTeams(texts: PolicyTexts, { absent, existing }: TeamsTold): readonly PolicyProblem[] {
  const unknown = new Set(absent);
  return filesOf(texts).flatMap(({ file, hasAuthority }) =>
    (hasAuthority ? [...teamsOfAuthority(file), ...teamsOfRules(file)] : teamsOfRules(file)).flatMap(
      ({ written, place }) => {
        const team = canonicalTeam(written, texts.owner);
        if (!unknown.has(team)) return [];
        const meant = nearest(team, existing);
        const hint = meant === null ? 'it does not exist, or the App may not see it' : `did you mean \`${meant}\`?`;
        return [{ file: file.file, ...file.positionOf(place), message: `unknown team \`${team}\``, hint }];
      },
    ),
  );
}

type Read = { readonly file: PolicyFile; readonly hasAuthority: boolean };

/** Files with problems of their own are left to those. A base branch's copies of the keys of authority are skipped. */
function filesOf({ organization, defaultBranch, stackBase = null, baseBranch }: PolicyTexts): readonly Read[] {
  const floor = organization === null || 'unreadable' in organization ? null : organization;
  const below: Role = floor === null ? { kind: 'sole' } : { kind: 'below-floor', authority: null };
  const read = (text: PolicyText | null, role: Role, hasAuthority: boolean): readonly Read[] => {
    const parsed = text === null ? null : parsePolicy(text, role);
    return parsed !== null && 'ok' in parsed ? [{ file: parsed.ok, hasAuthority }] : [];
  };
  const isNew = (text: PolicyText | null, ...before: readonly (PolicyText | null)[]) =>
    before.every((other) => other?.text !== text?.text);
  const noneAbove = floor === null && defaultBranch === null;
  return [
    ...read(floor, { kind: 'floor' }, true),
    ...read(defaultBranch, below, floor === null),
    ...read(isNew(stackBase, defaultBranch) ? stackBase : null, below, noneAbove),
    ...read(isNew(baseBranch, defaultBranch, stackBase) ? baseBranch : null, below, noneAbove && stackBase === null),
  ];
}

type WrittenTeam = { readonly written: string; readonly place: Place };

const placed = (teams: readonly string[] | undefined, ...path: (string | number)[]): readonly WrittenTeam[] =>
  (teams ?? []).map((written, index) => ({ written, place: { path: [...path, index], at: 'value' } }));

const teamsOfAuthority = ({ content }: PolicyFile): readonly WrittenTeam[] => [
  ...Object.entries(content.levels ?? {}).flatMap(([level, { teams }]) => placed(teams, 'levels', level, 'teams')),
  ...placed(content.override?.teams, 'override', 'teams'),
  ...placed(content.load_visible_to?.teams, 'load_visible_to', 'teams'),
];

const teamsOfRules = ({ content }: PolicyFile): readonly WrittenTeam[] =>
  content.rules.flatMap(({ require }, index) => placed(require.from, 'rules', index, 'require', 'from'));
