import type { Policy, PolicyFile, Rule } from '../oracle/world.ts';

/** A policy twice: as people write it, and as the oracle reads it. */
export type KnownPolicy = { readonly text: string; readonly meaning: PolicyFile };

const levels = `levels:
  junior: { teams: [juniors] }
  mid: { teams: [mids] }
  senior: { teams: [seniors], users: [CLEO] }
  staff: { teams: [staff] }
machine_users: [Robo]
`;

const plain: Policy = {
  ladder: ['junior', 'mid', 'senior', 'staff', 'principal'],
  levels: {
    junior: { teams: ['juniors'] },
    mid: { teams: ['mids'] },
    senior: { teams: ['seniors'], users: ['CLEO'] },
    staff: { teams: ['staff'] },
  },
  includeChildTeams: true,
  machineUsers: ['Robo'],
  carryOver: 'identical_diff',
  unknownContributor: 'one_more',
  unattributedAgent: 'one_more',
  override: null,
  rules: [],
};

type WrittenRule = { readonly text: string; readonly rule: Rule };

const ai: WrittenRule = {
  text: '  - { name: ai, when: { involvement: likely }, require: { level: senior } }\n',
  rule: { name: 'ai', when: [{ kind: 'involvement', atLeast: 'likely' }], require: { level: 'senior' } },
};
const hint: WrittenRule = {
  text: '  - { name: hint, when: { involvement: possible }, require: { level: mid } }\n',
  rule: { name: 'hint', when: [{ kind: 'involvement', atLeast: 'possible' }], require: { level: 'mid' } },
};
const payments: WrittenRule = {
  text: "  - { name: payments, when: { paths: ['payments/**'] }, require: { level: senior, from: [payments] } }\n",
  rule: {
    name: 'payments',
    when: [{ kind: 'paths', under: ['payments/'] }],
    require: { level: 'senior', from: ['payments'] },
  },
};
const infra: WrittenRule = {
  text: "  - { name: infra, when: { paths: ['infra/**'] }, require: { level: staff } }\n",
  rule: { name: 'infra', when: [{ kind: 'paths', under: ['infra/'] }], require: { level: 'staff' } },
};
const juniors: WrittenRule = {
  text: '  - { name: juniors, when: { author_below: senior }, require: { level: senior } }\n',
  rule: { name: 'juniors', when: [{ kind: 'author-below', level: 'senior' }], require: { level: 'senior' } },
};
const above: WrittenRule = {
  text: '  - { name: above, require: { above_author: 1 } }\n',
  rule: { name: 'above', when: [], require: { aboveAuthor: 1 } },
};
const two: WrittenRule = {
  text: '  - { name: two, require: { level: senior, count: 2 } }\n',
  rule: { name: 'two', when: [], require: { level: 'senior', count: 2 } },
};
const anybody: WrittenRule = {
  text: '  - { name: anybody, require: { level: mid } }\n',
  rule: { name: 'anybody', when: [], require: { level: 'mid' } },
};

function written(list: readonly WrittenRule[], extra = '', facts: Partial<Policy> = {}): KnownPolicy {
  const rules = list.length === 0 ? 'rules: []\n' : `rules:\n${list.map(({ text }) => text).join('')}`;
  return {
    text: `version: 1\n${levels}${extra}${rules}`,
    meaning: { kind: 'valid', ...plain, ...facts, rules: list.map(({ rule }) => rule) },
  };
}

function broken(text: string): KnownPolicy {
  return { text, meaning: { kind: 'broken' } };
}

/** Asks one named person for what is missing: whom it asks changes no verdict. */
const asks = 'routing: {}\n';

/** What the default branch may say, the first at the beginning. */
export const policies: readonly KnownPolicy[] = [
  written([ai, hint, payments, infra, anybody], asks),
  written([ai, payments, infra]),
  written([two], asks),
  written([juniors, ai]),
  written([above]),
  written([]),
  written([ai, anybody], 'carry_over: never\n', { carryOver: 'never' }),
  written([anybody, ai], 'include_child_teams: false\n', { includeChildTeams: false }),
];

export const brokenPolicies: readonly KnownPolicy[] = [
  broken(''),
  broken(`version: 1\n${levels}rulez: []\nrules: []\n`),
];

/** Only GitHub can tell that it is broken. */
export const unknownTeam = broken('version: 1\nlevels:\n  senior: { teams: [nobody-of-that-name] }\nrules: []\n');

/** What `dev` says in addition. */
export const onDev: KnownPolicy = {
  text: `version: 1\nrules:\n${anybody.text}`,
  meaning: { kind: 'valid', ...plain, machineUsers: [], rules: [anybody.rule] },
};

export const meanings: ReadonlyMap<string, PolicyFile> = new Map(
  [...policies, ...brokenPolicies, unknownTeam, onDev].map(({ text, meaning }) => [text, meaning]),
);
