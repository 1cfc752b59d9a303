import { expect } from '@jest/globals';

const head = 'version: 1\nlevels:\n  senior: { teams: [seniors] }\n';
const globbed = (glob: string): string =>
  `${head}rules:\n  - name: x\n    when: { paths: [${JSON.stringify(glob)}] }\n    require: { level: senior }\n`;

/** Files that cannot be used as the only policy, with every problem as `line:column message (hint)`. */
export const refusedPolicies: readonly {
  readonly why: string;
  readonly text: string;
  readonly problems: readonly unknown[];
}[] = [
  {
    why: 'a key is unknown',
    text: `${head}rule: []\nrules: []\n`,
    problems: ['4:1 unknown key `rule` (did you mean `rules`?)'],
  },
  {
    why: 'a rule asks what was declared, which would let an author switch it off',
    text: `${head}rules:\n  - name: x\n    when: { declaration: none }\n    require: { level: senior }\n`,
    problems: [
      '6:13 unknown key `declaration` in `rules[1].when` (one of `involvement`, `autonomy`, `risk`, `author_below`, `paths`, `unless_only`, `lines_over`, `files_over`, `base`, `tools`, `first_use_of_tool`, `repository`)',
    ],
  },
  {
    why: 'a key deep inside is unknown',
    text: `${head}rules:\n  - name: x\n    when: { involvment: likely }\n    require: { level: senior }\n`,
    problems: ['6:13 unknown key `involvment` in `rules[1].when` (did you mean `involvement`?)'],
  },
  {
    why: 'a key is nowhere near any other',
    text: `${head}rules:\n  - name: x\n    require: { level: senior, zzzzzzzz: 1 }\n`,
    problems: [
      '6:31 unknown key `zzzzzzzz` in `rules[1].require` (one of `level`, `above_author`, `count`, `from`, `owners`, `declaration`)',
    ],
  },
  {
    why: 'a value has the wrong type',
    text: `${head}rules:\n  - name: x\n    require:\n      level: senior\n      count: two\n`,
    problems: ['8:14 `rules[1].require.count` must be a number, not `two` (for example `2`)'],
  },
  {
    why: 'a list was meant',
    text: `${head}rules:\n  - name: x\n    when: { paths: src/** }\n    require: { level: senior }\n`,
    problems: ['6:20 `rules[1].when.paths` must be a list, not `src/**` (write a list: `[src/**]`)'],
  },
  {
    why: 'a value is not one of the choices',
    text: `${head}mode: enforced\nrules: []\n`,
    problems: ['4:7 `mode` cannot be `enforced` (did you mean `enforce`?)'],
  },
  {
    why: 'a number is too small',
    text: `${head}rules:\n  - name: x\n    require: { level: senior, count: 0 }\n`,
    problems: ['6:38 `rules[1].require.count` must be at least 1 (for example `2`)'],
  },
  {
    why: 'a number is not whole',
    text: `${head}rules:\n  - name: x\n    require: { level: senior, count: 1.5 }\n`,
    problems: ['6:38 `rules[1].require.count` must be a whole number, not `1.5` (for example `2`)'],
  },
  {
    why: 'a color is not one',
    text: `${head}provenance:\n  labels:\n    assisted: { name: ai, color: red }\nrules: []\n`,
    problems: ['6:34 `provenance.labels.assisted.color` cannot be `red` (for example `"6f42c1"`)'],
  },
  {
    why: 'a color is a number to YAML',
    text: `${head}provenance:\n  labels:\n    assisted: { name: ai, color: 123456 }\nrules: []\n`,
    problems: ['6:34 `provenance.labels.assisted.color` must be text, not `123456` (write it in quotes)'],
  },
  {
    why: 'a switch is turned off that can only be left out',
    text: `${head}rules:\n  - name: x\n    require: { level: senior, owners: false }\n`,
    problems: ['6:39 `rules[1].require.owners` cannot be `false` (one of `true`)'],
  },
  {
    why: 'a level is unknown to a rule',
    text: `${head}rules:\n  - name: x\n    require: { level: senoir }\n`,
    problems: ['6:23 unknown level `senoir` (did you mean `senior`?)'],
  },
  {
    why: 'a level is unknown to a condition',
    text: `${head}rules:\n  - name: x\n    when: { author_below: lead }\n    require: { level: senior }\n`,
    problems: ['6:27 unknown level `lead` (one of `junior`, `mid`, `senior`, `staff`, `principal`)'],
  },
  {
    why: 'a level with holders is not on the ladder',
    text: 'version: 1\nladder: [dev, lead]\nlevels:\n  dev: {}\n  leed: { teams: [leads] }\nrules: []\n',
    problems: ['5:3 unknown level `leed` (did you mean `lead`?)'],
  },
  {
    why: 'a level is not written as one',
    text: 'version: 1\nladder: [Dev]\nrules: []\n',
    problems: ['2:10 `Dev` is not a level name (write lower-case letters, digits and dashes, such as `dev`)'],
  },
  {
    why: 'a level stands on the ladder twice',
    text: 'version: 1\nladder: [dev, lead, dev]\nrules: []\n',
    problems: ['2:21 the level `dev` stands on the ladder twice'],
  },
  {
    why: 'nobody is below the lowest level',
    text: `${head}rules:\n  - name: x\n    when: { author_below: junior }\n    require: { level: senior }\n`,
    problems: [
      '6:27 nobody is below `junior`, the lowest level (to apply the rule to everybody leave `author_below` out)',
    ],
  },
  {
    why: 'a team is a name and not a slug',
    text: 'version: 1\nlevels:\n  senior: { teams: [Senior Engineers] }\nrules: []\n',
    problems: ['3:21 `Senior Engineers` is not a team slug (write the slug, such as `senior-engineers`)'],
  },
  {
    why: 'a user is no login',
    text: 'version: 1\nlevels:\n  senior: { users: [ada@example.org] }\nrules: []\n',
    problems: ['3:21 `ada@example.org` is not a login (write the name of the account on GitHub)'],
  },
  {
    why: 'an address of a tool is a pattern',
    text: `${head}provenance:\n  tools:\n    - { id: b, name: B, autonomy: agent, emails: ['*@acme.example'] }\nrules: []\n`,
    problems: ['6:51 `*@acme.example` is not an address (write one whole address)'],
  },
  {
    why: 'an own tool takes the id of a known one',
    text: `${head}provenance:\n  tools:\n    - { id: claude, name: C, autonomy: agent, emails: [ada@acme.example] }\nrules: []\n`,
    problems: ['6:13 the tool `claude` is known already (give your own tool an id of its own)'],
  },
  {
    why: 'two rules have one name',
    text: `${head}rules:\n  - name: one senior\n    require: { level: senior }\n  - name: One Senior\n    require: { level: senior }\n`,
    problems: ['7:11 two rules are named `One Senior` (rule 1 has this name already)'],
  },
  {
    why: 'a rule asks for nothing',
    text: `${head}rules:\n  - name: x\n    require: {}\n`,
    problems: ['6:14 the rule asks for nothing (add `level`, `above_author`, `from`, `owners` or `declaration`)'],
  },
  {
    why: 'a rule counts people of whom it says nothing',
    text: `${head}rules:\n  - name: x\n    require: { count: 2 }\n`,
    problems: [
      '6:14 the rule does not say who must sign off (add `level`, `above_author`, `from`, `owners` or `declaration`)',
    ],
  },
  {
    why: 'a rule has no demand at all',
    text: `${head}rules:\n  - name: x\n`,
    problems: ['5:5 `rules[1].require` is missing (for example `{"level":"senior","count":2}`)'],
  },
  {
    why: 'a tool is unknown',
    text: `${head}rules:\n  - name: x\n    when: { tools: [claud] }\n    require: { level: senior }\n`,
    problems: ['6:21 unknown tool `claud` (did you mean `claude`?)'],
  },
  {
    why: 'a service is used by an unknown one',
    text: `${head}risk:\n  services:\n    billing: { paths: ['b/**'], used_by: [chekout] }\n    checkout: { paths: ['c/**'] }\nrules: []\n`,
    problems: ['6:43 unknown service `chekout` (did you mean `checkout`?)'],
  },
  {
    why: 'a glob negates',
    text: `${head}rules:\n  - name: x\n    when: { paths: ['!src/**'] }\n    require: { level: senior }\n`,
    problems: [
      '6:21 glob `!src/**` begins with `!`: negation is not supported (say what matches; to exempt files use `unless_only`)',
    ],
  },
  {
    why: 'a glob stands for too many',
    text: `${head}rules:\n  - name: x\n    when: { paths: ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'] }\n    require: { level: senior }\n`,
    problems: [
      '6:21 glob `{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}` stands for more than 64 alternatives (write several globs)',
    ],
  },
  {
    why: 'a reserved section is used',
    text: `${head}commands: { aliases: [] }\nrules: []\n`,
    problems: ['4:13 unknown key `aliases` in `commands`'],
  },
  {
    why: 'a key stands twice',
    text: `${head}rules: []\nrules: []\n`,
    problems: ['5:1 the key `rules` stands here twice (keep one of them)'],
  },
  {
    why: 'a line is indented with a tab',
    text: `${head}rules:\n\t- name: x\n`,
    problems: ['5:1 a tab where YAML wants spaces (indent with two spaces)'],
  },
  {
    why: 'a list in brackets is not closed',
    text: `${head}rules: [\n`,
    problems: ['5:1 the indentation does not fit the lines above (indent what belongs together alike)'],
  },
  { why: 'it is not YAML', text: `${head}rules: "\n`, problems: [expect.stringMatching(/^\d+:\d+ not YAML: /)] },
  {
    why: 'a list by dashes begins in brackets',
    text: `${head}rules: [\n  - name: x\n]\n`,
    problems: ['5:3 a list or mapping by indentation begins inside brackets (close the bracket before it)'],
  },
  {
    why: 'it is two documents',
    text: `${head}rules: []\n---\nversion: 1\n`,
    problems: ['5:1 a second document begins here (remove the line `---`)'],
  },
  {
    why: 'it uses a tag',
    text: `${head}rules: !!python/object []\n`,
    problems: ['4:8 the tag `!!python/object` is not known (remove it)'],
  },
  {
    why: 'it is a bomb of aliases',
    text: `a: &a [x, x, x, x, x, x, x, x]\n${'bcdefgh'
      .split('')
      .map(
        (name, index) => `${name}: &${name} [${Array.from({ length: 8 }, () => `*${'abcdefg'[index]}`).join(', ')}]\n`,
      )
      .join('')}rules: []\n`,
    problems: ['1:1 aliases stand for too much: at most 100 uses (write the values out)'],
  },
  { why: 'an alias has no anchor', text: `${head}rules: *none\n`, problems: [expect.stringMatching(/none/)] },
  {
    why: 'it is nested without end',
    text: `${head}rules: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`,
    problems: ['1:1 the file is nested too deeply'],
  },
  {
    why: 'it is larger than 256 kB',
    text: `${head}rules: []\n#${' '.repeat(256 * 1024)}`,
    problems: ['1:1 the file has 257 kB; at most 256 kB are read (say the same with fewer globs)'],
  },
  {
    why: 'it is empty',
    text: '',
    problems: ['1:1 the file says nothing (begin with `version: 1`; to ask for nothing write `rules: []`)'],
  },
  {
    why: 'it is only a comment',
    text: '# later\n',
    problems: [expect.stringMatching(/the file says nothing/)],
  },
  { why: 'it is a list', text: '- version: 1\n', problems: ['1:1 `the file` must be a mapping, not a list'] },
  {
    why: 'rules are missing',
    text: 'version: 1\n',
    problems: ['1:1 `rules` is missing (to ask for nothing write `rules: []`)'],
  },
  {
    why: 'rules are empty, but not as a list',
    text: 'version: 1\nrules:\n',
    problems: [expect.stringMatching(/^2:\d+ `rules` must be a list, not empty/)],
  },
  {
    why: 'the version is missing',
    text: 'rules: []\n',
    problems: ['1:1 `version` is missing (for example `1`)'],
  },
  {
    why: 'the version is another one',
    text: 'version: 2\nrules: []\n',
    problems: ['1:10 `version` cannot be `2` (did you mean `1`?)'],
  },
  {
    why: 'an own tool has no autonomy',
    text: `${head}provenance:\n  tools:\n    - { id: acme-bot, name: Acme Bot }\nrules: []\n`,
    problems: ['6:7 `provenance.tools[1].autonomy` is missing (for example `"agent"`)'],
  },
  {
    why: 'a name runs over lines',
    text: `${head}rules:\n  - name: "a\\nb"\n    require: { level: senior }\n`,
    problems: ['5:11 a name is one line of at most 80 characters'],
  },
  { why: 'a glob is empty', text: globbed(''), problems: ['6:21 glob is empty'] },
  {
    why: 'a glob is too long',
    text: globbed('a'.repeat(501)),
    problems: [`6:21 glob \`${'a'.repeat(40)}…\` is longer than 500 characters (write several globs)`],
  },
  {
    why: 'a glob ends with a space',
    text: globbed('src/** '),
    problems: ['6:21 glob `src/** ` begins or ends with a space (write `src/**`)'],
  },
  {
    why: 'a glob looks like a comment',
    text: globbed('#a'),
    problems: ['6:21 glob `#a` begins with `#`, which many readers take for a comment (write `[#]a`)'],
  },
  {
    why: 'a glob begins with a slash',
    text: globbed('/src/**'),
    problems: [
      '6:21 glob `/src/**` begins with a slash and would never match (paths are relative to the repository: write `src/**`)',
    ],
  },
  {
    why: 'a glob names a directory',
    text: globbed('src/'),
    problems: ['6:21 glob `src/` names a directory and would match no file (write `src/**`)'],
  },
  {
    why: 'a glob leaves the repository',
    text: globbed('a/../b'),
    problems: [
      '6:21 glob `a/../b` has an empty, `.` or `..` segment and would never match (paths are relative to the repository)',
    ],
  },
  {
    why: 'a glob is an extended pattern',
    text: globbed('+(a|b)'),
    problems: [
      '6:21 glob `+(a|b)` uses an extended pattern such as `+(…)`, which is not supported (write braces, such as `{a,b}`, or several globs)',
    ],
  },
  {
    why: 'a glob has a named class',
    text: globbed('[[:alpha:]]'),
    problems: [
      '6:21 glob `[[:alpha:]]` uses a named character class, which is not supported (write the characters, such as `[a-z]`)',
    ],
  },
  {
    why: 'a class of a glob is backwards',
    text: globbed('[z-a]'),
    problems: [
      '6:21 glob `[z-a]` has a character class that is not closed, empty or backwards (to match a bracket itself write `\\[`)',
    ],
  },
  {
    why: 'a glob escapes nothing',
    text: globbed('a\\'),
    problems: ['6:21 glob `a\\` ends with a backslash that escapes nothing'],
  },
  {
    why: 'a brace has no other half',
    text: globbed('{a,b'),
    problems: ['6:21 glob `{a,b` has a brace without its other half (a brace itself is `\\{`)'],
  },
  {
    why: 'braces have no alternatives',
    text: globbed('{1..3}'),
    problems: [
      '6:21 glob `{1..3}` has braces without alternatives (write `{a,b}`; ranges such as `{1..3}` are not supported; a brace itself is `\\{`)',
    ],
  },
  {
    why: 'a repository is not one',
    text: `${head}rules:\n  - name: x\n    when: { repository: [a b] }\n    require: { level: senior }\n`,
    problems: ['6:26 `a b` is not the name or id of a repository'],
  },
  {
    why: 'a span is no number of hours',
    text: `${head}routing: { nudge_after: soon }\nrules: []\n`,
    problems: ['4:25 `soon` is not a number of hours (write working hours, such as `8h`)'],
  },
  {
    why: 'a time is none',
    text: `${head}routing: { working_hours: { from: late } }\nrules: []\n`,
    problems: ['4:35 `late` is not a time of day (write it as `09:00`)'],
  },
  {
    why: 'a day is none',
    text: `${head}routing: { away: [{ user: ada, until: later }] }\nrules: []\n`,
    problems: ['4:39 `later` is not a date (write it as `2026-12-31`)'],
  },
  {
    why: 'a time zone is none',
    text: `${head}routing: { working_hours: { time_zone: Here } }\nrules: []\n`,
    problems: ['4:40 `Here` is not a time zone (write one such as `Europe/Berlin` or `UTC`)'],
  },
  {
    why: 'a chat is no alias',
    text: `${head}routing: { chat: Our Chat }\nrules: []\n`,
    problems: ['4:18 `Our Chat` is not an alias (write the one that the operator configured)'],
  },
  {
    why: 'hours end before they begin',
    text: `${head}routing: { working_hours: { from: '10:00', to: '09:00' } }\nrules: []\n`,
    problems: ['4:27 `to` is not after `from` (write hours of one day, from the earlier to the later)'],
  },
];
