import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { floor } from '../../src/cli/demo/cast.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { publicKey } from './served.ts';

export type Pull = ReturnType<Sandbox['openPullRequest']>;
type User = ReturnType<Sandbox['addUser']>;
type App = ReturnType<Sandbox['addApp']>;

/** An organization with a repository, people of every level, and pull requests that wait for a senior. */
export type Company = { readonly author: User; readonly junior: User; readonly senior: User; readonly pulls: Pull[] };
export type Crowd = { readonly sandbox: Sandbox; readonly app: App; readonly companies: readonly Company[] };

const declared = 'Co-authored-by: Claude <noreply@anthropic.com>';

/** So many installations of one App, each with so many open pull requests. */
export async function gather(size: { readonly companies: number; readonly pulls: number }): Promise<Crowd> {
  const sandbox = await startSandbox();
  const { default_permissions: permissions, default_events: events } = parse(readFileSync('app.yml', 'utf8')) as {
    default_permissions: Record<string, 'read' | 'write'>;
    default_events: string[];
  };
  const owner = sandbox.addUser({ login: 'maker' });
  const app = sandbox.addApp({ slug: 'countersign', owner, permissions, events, publicKey });
  const companies = Array.from({ length: size.companies }, (_, n) => found(sandbox, app, n, size.pulls));
  return { sandbox, app, companies };
}

function found(sandbox: Sandbox, app: App, n: number, pulls: number): Company {
  const [owner, author, junior, senior] = ['owner', 'author', 'junior', 'senior'].map((role) =>
    sandbox.addUser({ login: `${role}-${n}` }),
  ) as [User, User, User, User];
  const organization = sandbox.addOrganization({
    login: `company-${n}`,
    basePermission: 'write',
    admins: [owner],
    members: [author, junior, senior],
  });
  const staffing = { juniors: [author, junior], mids: [], seniors: [senior], staff: [] };
  for (const [name, members] of Object.entries(staffing)) {
    sandbox.addTeam({ organization, name, privacy: 'closed', members });
  }
  const policy = {
    '.github/countersign.yml': floor.replace('principal: { users: [pia] }', `principal: { users: [owner-${n}] }`),
  };
  sandbox.addRepository({ owner: organization, name: '.github', files: policy, author: owner });
  const shop = sandbox.addRepository({
    owner: organization,
    name: 'shop',
    files: { 'README.md': '# Shop\n' },
    author: owner,
  });
  sandbox.installApp({ app, account: organization });
  const opened = Array.from({ length: pulls }, (_, index) => {
    const branch = `change-${index}`;
    sandbox.pushCommit(shop, {
      branch,
      as: author,
      author,
      files: { [`src/${index}.ts`]: `export const n = ${index};\n` },
      message: `change ${index}\n\n${declared}`,
    });
    return sandbox.openPullRequest({ repository: shop, as: author, title: branch, head: branch });
  });
  return { author, junior, senior, pulls: opened };
}

/** What our newest check on the head says. */
export function conclusionOf({ app }: Crowd, { repository, head }: Pull): string | null {
  const ours = repository.checkRuns.filter((run) => run.app.id === app.id && run.headSha === head.sha);
  return ours.at(-1)?.conclusion ?? null;
}

/** Whether a senior's approval of exactly the head stands, which is all that these pull requests need. */
export const isSignedOff = ({ head, reviews }: Pull, { senior }: Company): boolean =>
  reviews.some(({ state, author, commitSha }) => state === 'APPROVED' && author === senior && commitSha === head.sha);

/** The pull requests whose check does not say what it should. */
export const wrong = (crowd: Crowd): readonly Pull[] =>
  crowd.companies.flatMap((company) =>
    company.pulls.filter(
      (pull) => conclusionOf(crowd, pull) !== (isSignedOff(pull, company) ? 'success' : 'action_required'),
    ),
  );
