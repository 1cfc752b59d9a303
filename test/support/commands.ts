import { floor } from '../../src/cli/demo/cast.ts';
import type { Pull, World } from './e2e.ts';

export type Comment = ReturnType<World['sandbox']['comment']>;

/** What is done on the pages around commands, by login. */
export function stageOf(world: World) {
  const { sandbox, cast, person } = world;
  let opened = 0;

  const push = (pull: Pull, message: string) =>
    sandbox.pushCommit(cast.shop, {
      branch: pull.head.ref,
      as: person('liam'),
      author: person('liam'),
      files: { [`src/${pull.head.ref}-${message.length}.ts`]: `${message}\n` },
      message,
    });

  return {
    person,
    push,
    /** A pull request by liam, a junior, of one commit that says that Claude took part: it waits for one senior. */
    open: (message = 'speed it up\n\nCo-authored-by: Claude <noreply@anthropic.com>', base = 'main'): Pull => {
      opened += 1;
      const branch = `change-${opened}`;
      const liam = person('liam');
      const files = { [`src/${branch}.ts`]: `export const change = ${opened};\n` };
      sandbox.pushCommit(cast.shop, { branch, as: liam, author: liam, files, message });
      const title = `Change ${opened}`;
      return sandbox.openPullRequest({ repository: cast.shop, as: liam, title, head: branch, base });
    },
    say: (pull: Pull, login: string, body: string): Comment => sandbox.comment(pull, { as: person(login), body }),
    setFloor: (text: string): void => {
      const olga = person('olga');
      sandbox.pushCommit(cast.policies, {
        branch: 'main',
        as: olga,
        author: olga,
        message: 'change the policy',
        files: { '.github/countersign.yml': text },
      });
    },
    reactionsTo: (comment: Comment): readonly string[] => comment.reactions.map(({ content }) => content),
    /** What our App wrote on the pull request. */
    replies: (pull: Pull): readonly string[] =>
      pull.comments.filter(({ app }) => app?.id === cast.app.id).map(({ body }) => body),
  };
}

export const floorWithOverride = `${floor}
override:
  teams: [staff]
  minimum_reason: 10
  max_open_debts: 1
  debt_due_days: 5
`;
