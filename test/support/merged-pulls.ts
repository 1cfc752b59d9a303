import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Cast, raiseCurtain } from '../../src/cli/demo/cast.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

type Pull = ReturnType<Sandbox['openPullRequest']>;
type Repository = Pull['repository'];
type Person = Cast['people'][string];

/** A pretended GitHub in which a repository of the demo's organization has merged so many pull requests. */
export type Merged = {
  readonly sandbox: Sandbox;
  readonly cast: Cast;
  readonly repository: Repository;
  readonly until: Date;
  /** The App's credentials and where it finds GitHub, as the environment gives them. */
  readonly variables: Readonly<Record<string, string>>;
};

const hour = 60 * 60 * 1000;
const first = Date.parse('2026-03-02T08:00:00Z');
/** Four and a half hours lie between two of them, so that five hundred take three months. */
const between = 4.3 * hour;

const authors = ['mia', 'liam', 'zoe', 'jo', 'kim', 'ada', 'bo'] as const;
const reviewers = ['jo', 'ada', 'bo', 'carl', 'sten', null, 'ada', 'ravi', null] as const;

/** The same every time: who wrote what with which tool, who approved it when, and what was odd about it. */
export async function mergePulls(count: number): Promise<Merged> {
  const clock = { now: first };
  const sandbox = await startSandbox({ now: () => new Date(clock.now) });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const cast = raiseCurtain(sandbox, { publicKey, manifest: readFileSync('app.yml', 'utf8') });
  const person = (login: string) => cast.people[login] as Person;
  const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`src/${n}.ts`, 'export {};\n']));
  const repository = sandbox.addRepository({
    owner: cast.organization,
    name: 'lib',
    files: {
      ...files,
      'docs/guide.md': '# Guide\n',
      'payments/charge.ts': 'export {};\n',
      'infra/main.tf': '# none\n',
    },
    author: person('olga'),
  });
  for (let n = 1; n <= count; n += 1) {
    clock.now = first + n * between;
    mergeOne(n);
  }
  clock.now += hour;
  return {
    sandbox,
    cast,
    repository,
    until: new Date(clock.now),
    variables: {
      APP_ID: String(cast.app.id),
      PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      WEBHOOK_SECRET: 'not used by this command at all',
      GITHUB_API_URL: sandbox.url,
    },
  };

  function mergeOne(n: number): void {
    const author = n % 23 === 0 ? cast.copilot : person(authors[n % authors.length] ?? 'mia');
    const branch = `change-${n}`;
    const push = (message: string, changed: Readonly<Record<string, string>>) =>
      sandbox.pushCommit(repository, { branch, as: author, author, files: changed, message });
    push(n % 3 === 0 ? `change ${n}\n\nCo-authored-by: Claude <noreply@anthropic.com>` : `change ${n}`, filesOf(n));
    if (n === 40)
      for (let more = 0; more < 45; more += 1) push(`more ${more}`, { 'src/0.ts': `export const m = ${more};\n` });
    const pull = sandbox.openPullRequest({
      repository,
      as: author,
      title: `Change ${n}`,
      head: branch,
      draft: n % 10 === 0,
    });
    if (pull.draft) {
      clock.now += hour;
      sandbox.markReady(pull, { as: author });
    }
    const reviewer = reviewers[n % reviewers.length] ?? null;
    clock.now += ((n * 7) % 30) * 0.1 * hour;
    const review =
      reviewer === null || reviewer === pull.author?.login ? null : sandbox.approve(pull, { as: person(reviewer) });
    // What was read is then not what is merged.
    if (n % 19 === 0) push('one more thing', { 'src/1.ts': `export const late = ${n};\n` });
    clock.now += 0.2 * hour;
    sandbox.merge(pull, { as: person('olga'), method: n % 2 === 0 ? 'squash' : 'merge' });
    // What happens after the merge did not let it in.
    if (n % 29 === 0) sandbox.approve(pull, { as: person('sten') });
    if (n % 31 === 0 && review !== null) sandbox.dismissReview(pull, review, { as: person('olga') });
  }
}

function filesOf(n: number): Readonly<Record<string, string>> {
  const lines = Array.from({ length: 1 + ((n * 13) % 12) }, (_, line) => `export const v${line} = ${n};`).join('\n');
  if (n === 50) return Object.fromEntries(Array.from({ length: 120 }, (_, file) => [`many/${file}.ts`, `${n}\n`]));
  if (n % 17 === 0) return { 'infra/main.tf': `# ${n}\n` };
  if (n % 13 === 0) return { 'docs/guide.md': `# Guide ${n}\n` };
  if (n % 11 === 0) return { 'payments/charge.ts': `${lines}\n` };
  return { [`src/${n % 12}.ts`]: `${lines}\n`, ...(n % 5 === 0 ? { [`src/${(n + 1) % 12}.ts`]: `${lines}\n` } : {}) };
}
