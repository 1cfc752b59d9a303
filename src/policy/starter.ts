import { builtInSections } from './built-in.ts';
import { defaultLadder } from './schema.ts';

export type Starter = Proposal & {
  readonly scope: 'organization' | 'repository';
  /** What the list of teams leaves out, since a file in a public repository would make them known. */
  readonly secretTeams: number;
  /** How many people a team has, where that is known: a team `staff` may be everybody. */
  readonly people: ReadonlyMap<string, number>;
};

export type Proposal = {
  /** Level → team slugs; a level without teams is written as an example to fill in. */
  readonly teams: Readonly<Record<string, readonly string[]>>;
  /** Teams whose names say no level, or more than one. */
  readonly others: readonly string[];
};

/** Nothing is known of anybody's teams. */
export const noTeams: Omit<Starter, 'scope'> = { teams: {}, others: [], secretTeams: 0, people: new Map() };

/** A commented policy to start from: the built-in rules, observing, with the levels to be filled in. */
export function starterPolicy(starter: Starter): string {
  const { scope } = starter;
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
    ...levelLines(starter),
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
 * a team: levels count only where they are written in the policy. A name that says two levels, such as `junior-staff`,
 * would give its people the higher one, so it proposes none.
 */
export function proposeLevels(slugs: readonly string[]): Proposal {
  const sorted = [...new Set(slugs)].sort();
  const levelsOf = new Map(sorted.map((slug) => [slug, levelsSaidBy(slug)]));
  const isOf = (slug: string, level: string) => levelsOf.get(slug)?.join() === level;
  return {
    teams: Object.fromEntries(defaultLadder.map((level) => [level, sorted.filter((slug) => isOf(slug, level))])),
    others: sorted.filter((slug) => levelsOf.get(slug)?.length !== 1),
  };
}

function levelsSaidBy(slug: string): readonly string[] {
  const said = (slug.toLowerCase().split('/').at(-1) ?? '').split(/[-_.]/).map((word) => word.replace(/s$/, ''));
  return defaultLadder.filter((level) => words[level].some((word) => said.includes(word)));
}

/** The words that say a level; a plural says the same. A lead may sign off where a senior is asked, and no higher. */
const words: Readonly<Record<(typeof defaultLadder)[number], readonly string[]>> = {
  junior: ['junior', 'jr', 'graduate', 'intern', 'trainee'],
  mid: ['mid', 'intermediate', 'regular'],
  senior: ['senior', 'sr', 'lead'],
  staff: ['staff'],
  principal: ['principal', 'distinguished', 'fellow'],
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

function levelLines({ teams, people, others, secretTeams }: Starter): readonly string[] {
  const found = defaultLadder.some((level) => (teams[level] ?? []).length > 0);
  const shown = found ? teams : examples;
  const lines = defaultLadder.flatMap((level) => {
    const slugs = shown[level] ?? [];
    return slugs.length === 0
      ? []
      : [`  ${level}: { teams: [${slugs.map(scalar).join(', ')}] }${counted(slugs, people)}`];
  });
  // Without it the file would be refused until somebody fills it in.
  const lacksTop = !['staff', 'principal'].some((level) => (shown[level] ?? []).length > 0);
  return [
    '# Who holds which level: team slugs and logins. The highest counts. People without a level cannot sign off.',
    found ? '# Proposed from the names of your teams: please check.' : '# Put the slugs of your own teams here.',
    'levels:',
    ...lines,
    ...(lacksTop
      ? ['  # staff: { users: [LOGIN] } # no team says so, and a rule below asks for somebody: name a team or people']
      : []),
    ...otherLines(others, people),
    ...(secretTeams === 0
      ? []
      : [`# Not listed: ${secretTeams === 1 ? '1 secret team' : `${secretTeams} secret teams`}.`]),
  ];
}

/** A slug as a text of YAML; one of digits alone would be a number. */
const scalar = (slug: string): string =>
  /^[a-z_][\w/-]*$/i.test(slug) && !/^(?:true|false|null)$/i.test(slug) ? slug : `'${slug}'`;

const persons = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

function counted(slugs: readonly string[], people: Starter['people']): string {
  const counts = slugs.flatMap((slug) => people.get(slug) ?? []);
  const [only] = counts;
  if (only === undefined) return '';
  return counts.length === 1 ? ` # ${persons(only)}` : ` # ${counts.join(' + ')} people`;
}

const mostOthers = 200;
const widest = 110;

/** The teams that a person has to place, on lines that fit a screen. */
function otherLines(others: readonly string[], people: Starter['people']): readonly string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, mostOthers).map((slug) => {
    const count = people.get(slug);
    return count === undefined ? slug : `${slug} (${persons(count)})`;
  });
  const left = others.length - named.length;
  const items = left === 0 ? named : [...named, `and ${left} more`];
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const text = index === items.length - 1 ? item : `${item},`;
    const last = lines.at(-1);
    if (last === undefined || last.length + text.length >= widest) lines.push(`#   ${text}`);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return [
    '# Your other teams, whose names do not say one level. Put each where it belongs, or leave it out:',
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
