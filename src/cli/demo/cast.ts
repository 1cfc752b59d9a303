import type { KeyObject } from 'node:crypto';
import { parse } from 'yaml';
import type { Sandbox } from '../../sandbox/sandbox.ts';

type Person = ReturnType<Sandbox['addUser']>;
type App = ReturnType<Sandbox['addApp']>;
type Repository = ReturnType<Sandbox['addRepository']>;

/** The floor of the demo's organization: an honest policy that somebody could start from. */
export const floor = `# The floor of every repository of this organization.
version: 1
mode: enforce

levels:
  junior: { teams: [juniors] }
  mid: { teams: [mids] }
  senior: { teams: [seniors] }
  staff: { teams: [staff] }
  principal: { users: [pia] }

load_visible_to: { users: [olga, pia] }

risk:
  paths:
    critical: ['infra/**', '.github/workflows/**']
    high: ['payments/**']

rules:
  - name: ai-by-junior-needs-senior
    when: { involvement: likely, author_below: senior, unless_only: ['docs/**'] }
    require: { level: senior }
  - name: agents-need-senior
    when: { autonomy: agent }
    require: { level: senior }
  - name: critical-needs-senior
    when: { risk: critical }
    require: { level: senior }
  - name: critical-with-ai-needs-staff
    when: { risk: critical, involvement: likely }
    require: { level: staff }
`;

/** What everybody in the demo is called, and the team that holds their level; noa holds none, olga owns the organization. */
const staffing = {
  juniors: ['mia', 'liam', 'zoe'],
  mids: ['jo', 'kim'],
  seniors: ['ada', 'bo', 'carl'],
  staff: ['sten', 'ravi'],
} as const;

export type Cast = {
  readonly people: Readonly<Record<string, Person>>;
  readonly teams: Readonly<Record<keyof typeof staffing, ReturnType<Sandbox['addTeam']>>>;
  readonly organization: ReturnType<Sandbox['addOrganization']>;
  readonly policies: Repository;
  readonly shop: Repository;
  readonly app: App;
  readonly copilot: ReturnType<Sandbox['addBot']>;
  readonly dependabot: ReturnType<Sandbox['addBot']>;
};

export type Registration = {
  readonly publicKey: KeyObject;
  /** The text of app.yml: the permissions and events the App asks for. */
  readonly manifest: string;
};

/** Everybody of each team, as somebody else needs them. */
export const mapStaffing = <Member>(memberOf: (login: string) => Member) => {
  const { juniors, mids, seniors, staff } = staffing;
  return {
    juniors: juniors.map(memberOf),
    mids: mids.map(memberOf),
    seniors: seniors.map(memberOf),
    staff: staff.map(memberOf),
  };
};

/** Somebody of the cast. */
export function personOf({ people }: Pick<Cast, 'people'>, login: string): Person {
  const person = people[login];
  if (person === undefined) throw new Error(`nobody in the demo is called ${login}`);
  return person;
}

/** An organization of a dozen people with levels, a repository, its floor, and the App installed and required. */
export function raiseCurtain(sandbox: Sandbox, registration: Registration): Cast {
  const names = [...Object.values(staffing).flat(), 'pia', 'noa', 'olga'];
  const people = Object.fromEntries(names.map((login) => [login, sandbox.addUser({ login })]));
  const olga = personOf({ people }, 'olga');
  const organization = sandbox.addOrganization({
    login: 'acme',
    basePermission: 'write',
    admins: [olga],
    members: Object.values(people).filter((person) => person !== olga),
  });
  const team = (name: keyof typeof staffing) =>
    sandbox.addTeam({
      organization,
      name,
      privacy: 'closed',
      members: staffing[name].map((login) => personOf({ people }, login)),
    });
  const teams = { juniors: team('juniors'), mids: team('mids'), seniors: team('seniors'), staff: team('staff') };
  const policies = sandbox.addRepository({
    owner: organization,
    name: '.github',
    files: { '.github/countersign.yml': floor, 'README.md': '# How we work\n' },
    author: olga,
  });
  const shop = sandbox.addRepository({ owner: organization, name: 'shop', files: shopFiles, author: olga });
  const copilot = sandbox.addBot({ slug: 'copilot-swe-agent', login: 'Copilot' });
  const dependabot = sandbox.addBot({ slug: 'dependabot' });
  const app = installApp(sandbox, organization, registration);
  sandbox.setRequiredCheck(shop, { context: 'countersign', appId: app.id });
  return { people, teams, organization, policies, shop, app, copilot, dependabot };
}

/** Registers the App as its manifest asks, and installs it on the whole organization. */
function installApp(sandbox: Sandbox, owner: Cast['organization'], { publicKey, manifest }: Registration): App {
  const { default_permissions: permissions, default_events: events } = parse(manifest) as {
    default_permissions: Record<string, 'read' | 'write'>;
    default_events: string[];
  };
  const app = sandbox.addApp({ slug: 'countersign', owner, permissions, events, publicKey });
  sandbox.installApp({ app, account: owner });
  return app;
}

const shopFiles = {
  'README.md': '# Shop\n\nSells things.\n',
  'docs/guide.md': '# Guide\n\nHow to buy a thing.\n',
  'src/greeting.ts': "export const greeting = (name: string) => 'Hello ' + name;\n",
  'src/cart.ts': 'export const total = (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);\n',
  'src/search.ts':
    'export const find = (items: string[], what: string) => items.filter((item) => item.includes(what));\n',
  'payments/charge.ts': 'export const charge = (amount: number) => ({ amount, currency: "EUR" });\n',
  'infra/database.tf': 'resource "db" "orders" {\n  size = "small"\n}\n',
  'package.json': '{ "name": "shop", "dependencies": { "left-pad": "1.2.0" } }\n',
};
