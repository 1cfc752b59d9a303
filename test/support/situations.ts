import type { Cast } from '../../src/cli/demo/cast.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Where pull requests live: a benchmark's real server, or a test's that is turned by hand. */
export type Place = {
  readonly sandbox: Sandbox;
  readonly cast: Cast;
  /** A delivery as GitHub would send it, under a guid of its own. */
  readonly post: (event: string, payload: object) => Promise<{ readonly status: number }>;
  /** A moment between two things that people do: work may begin. */
  readonly pause: () => Promise<unknown>;
};

type Pull = ReturnType<Sandbox['openPullRequest']>;

/** What happens to pull requests, and how many requests it may cause. */
export type Situation = {
  readonly situation: string;
  /** What was measured on policy-bot v1.36.2 with the same pull request. */
  readonly others: string;
  readonly aim: number;
  /** What was there before, and is not counted. */
  readonly before?: () => void;
  readonly act: () => unknown;
  /** The conclusion that the check must have in the end. */
  readonly shows?: string;
};

/** A pull request of 3 commits, 5 files, 2 reviews and a team that decides, and what people and machines do to it. */
export function situationsIn({ sandbox, cast, post, pause }: Place) {
  const person = (login: string) => {
    const found = cast.people[login];
    if (found === undefined) throw new Error(`${login} is in the cast`);
    return found;
  };
  const [mia, liam, jo, kim, ada, zoe] = ['mia', 'liam', 'jo', 'kim', 'ada', 'zoe'].map(person) as [
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  let pull: Pull | null = null;
  const current = (): Pull => {
    if (pull === null) throw new Error('a pull request is open');
    return pull;
  };
  let stack: readonly Pull[] = [];

  const open = (branch: string): Pull => {
    for (const [step, names] of [['a', 'b'], ['c', 'd'], ['e']].entries()) {
      const files = names.map((name) => [`src/${branch}/${name}.ts`, `export const at = ${step};\n`]);
      const message = `step ${step}\n\n${declared}`;
      sandbox.pushCommit(cast.shop, { branch, as: mia, author: mia, files: Object.fromEntries(files), message });
    }
    pull = sandbox.openPullRequest({ repository: cast.shop, as: mia, title: branch, head: branch });
    return pull;
  };

  /** A pull request on top of the other, so many times. */
  const openStack = (height: number): void => {
    stack = Array.from({ length: height }, (_, n) => {
      const branch = `stack-${n}`;
      const on = n === 0 ? 'main' : `stack-${n - 1}`;
      const files = { [`src/stack/${n}.ts`]: `export const n = ${n};\n` };
      sandbox.pushCommit(cast.shop, { branch, on, as: mia, author: mia, files, message: `part ${n}\n\n${declared}` });
      return sandbox.openPullRequest({ repository: cast.shop, as: mia, title: branch, head: branch, base: on });
    });
  };

  /** Others' events as an App that subscribes to everything would get them. */
  const ciNoise = async (of: Pull, times: number): Promise<void> => {
    const like = sandbox.deliveries.findLast(({ event }) => event === 'pull_request')?.payload;
    const { installation, organization, repository, sender } = like as Record<string, unknown>;
    const common = { installation, organization, repository, sender };
    const { sha } = of.head;
    for (let n = 0; n < times; n += 1) {
      sandbox.createStatus(cast.shop, { sha, state: 'success', context: `ci/${n}`, as: jo });
      await post('status', { ...common, sha, state: 'success', context: `ci/${n}` });
      const check_run = { id: n + 1, name: 'ci', head_sha: sha, app: { id: 4711 }, status: 'completed' };
      await post('check_run', { ...common, action: 'completed', check_run });
    }
  };

  /** What GitHub tells us about our own deeds: check runs and labels. */
  const ownEchoes = async (): Promise<void> => {
    const ours = sandbox.deliveries.filter(({ payload }) => {
      const { sender } = payload as { sender?: { login?: string } };
      return sender?.login === `${cast.app.slug}[bot]`;
    });
    if (ours.length === 0) throw new Error('GitHub told of something that we did');
    for (const { event, payload } of ours.slice(-20)) await post(event, payload);
  };

  const cold: Situation = { situation: 'opened, cold', others: '9', aim: 3, act: () => open('cold'), shows: waits };
  const warm: readonly Situation[] = [
    { situation: 'opened, warm', others: '7', aim: 2, act: () => open('warm'), shows: waits },
    {
      situation: 'an approval that does not qualify',
      others: '–',
      aim: 2,
      act: () => sandbox.approve(current(), { as: liam }),
      shows: waits,
    },
    {
      situation: 'senior approval, turns green',
      others: '–',
      aim: 3,
      act: () => sandbox.approve(current(), { as: ada }),
      shows: 'success',
    },
    {
      situation: 'a review without an opinion',
      others: '–',
      aim: 1,
      act: () => sandbox.commentReview(current(), { as: jo }),
      shows: 'success',
    },
    {
      situation: 'chatter comment',
      others: '2',
      aim: 0,
      act: () => sandbox.comment(current(), { as: jo, body: 'Looks nice to me.' }),
    },
    {
      situation: 'a label that we do not read',
      others: '–',
      aim: 1,
      act: () => sandbox.addLabel(current(), 'later', { as: jo }),
    },
    {
      situation: '50 CI statuses and check events of others',
      others: '–',
      aim: 0,
      act: () => ciNoise(current(), 25),
    },
    { situation: 'our own echoes', others: '–', aim: 0, act: ownEchoes },
    {
      situation: '12 approvals that do not qualify, within two seconds',
      others: '28',
      aim: 3,
      before: () => void open('many-approvals'),
      act: async () => {
        for (let n = 0; n < 12; n += 1) {
          sandbox.approve(current(), { as: [liam, jo, kim, zoe][n % 4] ?? liam });
          await pause();
        }
      },
      shows: waits,
    },
    {
      situation: 'CI status on a commit inside 21 stacked pull requests',
      others: '150',
      aim: 0,
      before: () => openStack(21),
      act: () => ciNoise(stack[10] ?? current(), 1),
    },
  ];
  return { open, person, current, cold, warm };
}

type Person = Cast['people'][string];

const declared = 'Co-authored-by: Claude <noreply@anthropic.com>';
const waits = 'action_required';
