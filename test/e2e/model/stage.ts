import { startWorld, type World } from '../../support/e2e.ts';
import { type Memory, noMemory } from '../oracle/observe.ts';
import type { OracleWorld } from '../oracle/world.ts';
import { onDev, policies } from './policies.ts';

type Sandbox = World['sandbox'];
export type User = ReturnType<Sandbox['addUser']>;
export type Bot = ReturnType<Sandbox['addBot']>;
export type Repository = ReturnType<Sandbox['addRepository']>;
export type Team = ReturnType<Sandbox['addTeam']>;
export type Installation = ReturnType<Sandbox['installApp']>;

/** A fresh organization with one repository and one open pull request, on a GitHub that many runs share. */
export type Stage = {
  readonly world: World;
  readonly sandbox: Sandbox;
  readonly people: Theatre['people'];
  readonly bot: Bot;
  readonly teams: Readonly<Record<TeamName, Team>>;
  readonly repository: Repository;
  readonly installation: Installation;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly tally: Tally;
  /** What was done, in words, for whoever reads a failure. */
  readonly told: string[];
  readonly faults: Faults;
  /** The repository at the last quiet point. */
  seen: OracleWorld | null;
  /** Makes every content and every name different. */
  next: number;
  /** Something was done that nobody has looked at yet. */
  unsettled: boolean;
};

type Delivery = Sandbox['deliveries'][number];

export type Faults = {
  /** So many of the next webhooks of this event are lost. GitHub's log says so, unless it took them for delivered. */
  lose: { readonly event: string; readonly count: number; readonly status: number };
  /** So many of the next webhooks come late, the last first. */
  delay: number;
  /** The next webhook comes twice. */
  double: boolean;
  /** So many of the next answers of the API are 502. */
  fail: number;
  lost: boolean;
  failed: boolean;
  readonly late: Delivery[];
};

export const logins = [
  ...(['mia', 'noa', 'jo', 'ada', 'bo', 'cleo', 'pat', 'sten', 'rex', 'robo', 'lou', 'olga'] as const),
];
export type Login = (typeof logins)[number];
export type TeamName = 'crew' | 'juniors' | 'mids' | 'seniors' | 'senior-leads' | 'staff' | 'payments';

/** What all runs share: starting it takes longer than playing many. */
export type Theatre = {
  readonly world: World;
  /** The accounts: what they may do differs by organization. */
  readonly people: Readonly<Record<Login, User>>;
  readonly bot: Bot;
  readonly clock: Clock;
  readonly tally: Tally;
};

/** What was compared, to show that green was worth something. */
export type Tally = { compared: number; signed: number; free: number; readonly greens: Witness[] };

/** What a green check on GitHub says of the entry in the record that stands behind it. */
export type Witness = { readonly installationId: number; readonly digest: string; readonly where: string };

/** GitHub tells times in whole seconds: what must be told apart happens in different ones. */
export type Clock = { readonly nextSecond: () => void };

export async function openTheatre(): Promise<Theatre> {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const nextSecond = () => {
    ahead += 1_000 - now().getMilliseconds();
  };
  const world = await startWorld({ now });
  const tally: Tally = { compared: 0, signed: 0, free: 0, greens: [] };
  const hired = logins.map((login) => [login, world.sandbox.addUser({ login: `m-${login}` })] as const);
  const people = Object.fromEntries(hired) as Theatre['people'];
  return { world, people, bot: world.sandbox.addBot({ slug: 'm-helper' }), clock: { nextSecond }, tally };
}

const staffing: Readonly<Record<TeamName, readonly Login[]>> = {
  crew: logins.filter((login) => login !== 'rex'),
  juniors: ['mia', 'noa'],
  mids: ['jo'],
  seniors: ['ada', 'bo', 'rex', 'robo'],
  'senior-leads': ['pat'],
  staff: ['sten'],
  payments: ['bo', 'sten'],
};

const files = {
  'README.md': '# The subject\n',
  'src/app.ts': Array.from({ length: 30 }, (_line, at) => `const line${at} = ${at};\n`).join(''),
  'payments/charge.ts': 'export const charge = 1;\n',
  'infra/main.tf': 'resource "db" "orders" {}\n',
};
export const policyPath = '.github/countersign.yml';

/** Everything stands before the App is installed, so that its set-up costs no deliveries. */
export function raiseStage(theatre: Theatre, name: string): Stage {
  const { world, people } = theatre;
  const { sandbox } = world;
  const everybody = Object.values(people);
  const organization = sandbox.addOrganization({
    login: name,
    basePermission: 'read',
    admins: [people.olga],
    members: everybody.filter((person) => person !== people.olga),
  });
  const repository = sandbox.addRepository({
    owner: organization,
    name: 'subject',
    files: { ...files, [policyPath]: policies[0]?.text ?? '' },
    author: people.olga,
  });
  const addTeam = (slug: TeamName, parent?: Team) =>
    sandbox.addTeam({
      organization,
      name: slug,
      members: staffing[slug].map((login) => people[login]),
      ...(parent === undefined ? {} : { parent }),
    });
  const seniors = addTeam('seniors');
  const teams = {
    crew: addTeam('crew'),
    juniors: addTeam('juniors'),
    mids: addTeam('mids'),
    seniors,
    'senior-leads': addTeam('senior-leads', seniors),
    staff: addTeam('staff'),
    payments: addTeam('payments'),
  };
  sandbox.grantTeam(teams.crew, { repository, permission: 'write' });
  sandbox.pushCommit(repository, {
    branch: 'dev',
    as: people.olga,
    author: people.olga,
    message: 'ask for more on dev',
    files: { [policyPath]: onDev.text },
  });
  sandbox.pushCommit(repository, {
    branch: 'feature',
    as: people.mia,
    author: people.mia,
    message: 'begin',
    files: { 'src/new.ts': 'export const begun = true;\n' },
  });
  const installation = sandbox.installApp({ app: world.cast.app, account: organization });
  sandbox.openPullRequest({ repository, as: people.mia, title: 'The change', head: 'feature' });
  const faults = {
    lose: { event: '', count: 0, status: 502 },
    delay: 0,
    double: false,
    fail: 0,
    lost: false,
    failed: false,
    late: [],
  };
  const memory = noMemory();
  return {
    ...theatre,
    sandbox,
    teams,
    repository,
    installation,
    memory,
    told: [],
    faults,
    seen: null,
    next: 1,
    unsettled: true,
  };
}
