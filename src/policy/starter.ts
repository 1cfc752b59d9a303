import { builtInSections } from './built-in.ts';
import { defaultLadder } from './schema.ts';

export type Starter = {
  readonly scope: 'organization' | 'repository';
  /** Level → team slugs; a level without teams is written as an example to fill in. */
  readonly teams: Readonly<Record<string, readonly string[]>>;
};

/** A commented policy to start from: the built-in rules, observing, with the levels to be filled in. */
export function starterPolicy({ scope, teams }: Starter): string {
  return [
    '# yaml-language-server: $schema=./countersign.schema.json',
    '# The schema for your editor: countersign schema > .github/countersign.schema.json',
    ...introductions[scope],
    '',
    'version: 1',
    '',
    '# observe: records and says what it would have asked, and never blocks. enforce: holds the check.',
    'mode: observe',
    '',
    '# The levels of your people, lowest first.',
    `ladder: [${defaultLadder.join(', ')}]`,
    '',
    ...levelLines(teams),
    '',
    'provenance:',
    '  declaration: required # every author says whether AI took part; "no" lowers nothing',
    '',
    builtInSections.trimEnd(),
    '',
    ...closings[scope],
  ].join('\n');
}

/**
 * The teams that by their names may hold a level, as a proposal for a person to confirm. Nothing else goes by the name of
 * a team: levels count only where they are written in the policy.
 */
export function proposeLevels(slugs: readonly string[]): Starter['teams'] {
  const proposed = defaultLadder.map((level) => [level, slugs.filter((slug) => words(slug).some(means[level])).sort()]);
  return Object.fromEntries(proposed);
}

const words = (slug: string): readonly string[] => (slug.toLowerCase().split('/').at(-1) ?? '').split(/[-_]/);

const oneOf =
  (...names: readonly string[]) =>
  (word: string): boolean =>
    names.includes(word.replace(/s$/, ''));
const means: Readonly<Record<(typeof defaultLadder)[number], (word: string) => boolean>> = {
  junior: oneOf('junior', 'jr', 'graduate', 'intern', 'trainee'),
  mid: oneOf('mid', 'intermediate', 'regular'),
  senior: oneOf('senior', 'sr'),
  staff: oneOf('staff'),
  principal: oneOf('principal', 'distinguished', 'fellow'),
};

const introductions: Readonly<Record<Starter['scope'], readonly string[]>> = {
  organization: [
    '#',
    '# Countersign: who must sign off on what, in every repository of this organization.',
    '# A repository can add rules in its own .github/countersign.yml; it cannot take any away.',
  ],
  repository: [
    '#',
    '# Countersign: who must sign off on what in this repository.',
    '# Where the organization has a policy too, it alone sets ladder, levels, labels, override and carry_over: leave them out.',
  ],
};

/** The examples are teams that most organizations do not have under this name; the App says so if they do not exist. */
const examples: Readonly<Record<string, readonly string[]>> = { senior: ['seniors'], staff: ['staff'] };

function levelLines(teams: Starter['teams']): readonly string[] {
  const found = defaultLadder.some((level) => (teams[level] ?? []).length > 0);
  const shown = found ? teams : examples;
  const lines = defaultLadder.flatMap((level) => {
    const slugs = shown[level] ?? [];
    return slugs.length === 0 ? [] : [`  ${level}: { teams: [${slugs.join(', ')}] }`];
  });
  return [
    '# Who holds which level: team slugs and logins. The highest counts. People without a level cannot sign off.',
    found ? '# Proposed from the names of your teams: please check.' : '# Put the slugs of your own teams here.',
    'levels:',
    ...lines,
  ];
}

const closings: Readonly<Record<Starter['scope'], readonly string[]>> = {
  organization: [
    '# A sign-off stands on a new head whose diff is provably the same. never: every push asks again.',
    'carry_over: identical_diff',
    '',
    '# Who may break the glass in an emergency, and must sign off afterwards. Left out: nobody.',
    '# override:',
    '#   teams: [incident-commanders]',
    '',
  ],
  repository: [],
};
