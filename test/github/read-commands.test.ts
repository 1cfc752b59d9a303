import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { digestOf } from '../../src/github/comment-digest.ts';
import { readCommands } from '../../src/github/read-commands.ts';
import { aGitHub, grantToken, host, withoutNetwork } from './support/github.ts';
import { ref } from './support/loading.ts';

withoutNetwork();

const body = '/countersign recheck';
const ada = { id: 102, login: 'ada', kind: 'user' } as const;
const seen = { id: 5, author: ada, digest: digestOf(body) };
const aComment = {
  id: 5,
  body,
  issue_url: `${host}/repos/acme/shop/issues/7`,
  user: { id: 102, login: 'ada', type: 'User' },
  created_at: '2026-03-02T11:00:00Z',
  updated_at: '2026-03-02T11:00:00Z',
  performed_via_github_app: null,
};

type Answer = { readonly status?: number; readonly body?: object };

function serve({ comment = {}, permission = {} }: { comment?: Answer; permission?: Answer }) {
  grantToken();
  const access = { permission: 'write', user: { id: 102 } };
  nock(host)
    .get('/repos/acme/shop/collaborators/ada/permission')
    .reply(permission.status ?? 200, { ...access, ...permission.body });
  nock(host)
    .get('/repos/acme/shop/issues/comments/5')
    .reply(comment.status ?? 200, { ...aComment, ...comment.body });
  return readCommands(aGitHub(), ref, [seen]);
}

describe('a comment that commands', () => {
  it('is read live, with what its author may do', async () => {
    const { comments, settled } = await serve({});
    expect(comments).toEqual([
      {
        id: 5,
        author: ada,
        createdAt: '2026-03-02T11:00:00Z',
        edited: false,
        viaApp: false,
        canPush: { known: true, value: true },
        commands: [{ kind: 'recheck' }],
      },
    ]);
    expect(settled).toEqual([]);
  });

  it.each([
    { why: 'its text is another, within the second', body: { body: `${body} ` } },
    { why: 'GitHub says that it was changed', body: { updated_at: '2026-03-02T11:00:01Z' } },
  ])('is edited when $why, and settled for good', async ({ body: changed }) => {
    const { comments, settled } = await serve({ comment: { body: changed } });
    expect(comments).toMatchObject([{ edited: true }]);
    expect(settled).toEqual([5]);
  });

  it('is an app’s when GitHub says so', async () => {
    const { comments } = await serve({ comment: { body: { performed_via_github_app: { id: 9 } } } });
    expect(comments).toMatchObject([{ viaApp: true }]);
  });

  it.each([
    { why: 'it is gone', comment: { status: 404 } },
    { why: 'it is on another pull request', comment: { body: { issue_url: `${host}/repos/acme/shop/issues/17` } } },
    { why: 'somebody else wrote it', comment: { body: { user: { id: 103, login: 'bo', type: 'User' } } } },
    { why: 'its author is gone', comment: { body: { user: null } } },
  ])('is nothing when $why, and is asked for again', async ({ comment }) => {
    expect(await serve({ comment })).toEqual({ comments: [], settled: [] });
  });

  it.each([
    { why: 'who may only read', permission: { body: { permission: 'read' } } },
    { why: 'whom GitHub does not know here', permission: { status: 404 } },
  ])('of somebody $why is not read, and settled for good', async ({ permission }) => {
    expect(await serve({ permission })).toEqual({ comments: [], settled: [5] });
    expect(nock.pendingMocks()).toEqual(['GET https://api.github.com:443/repos/acme/shop/issues/comments/5']);
    nock.cleanAll();
  });

  it.each([
    { why: 'GitHub refuses to tell', permission: { status: 403 } },
    { why: 'the login is another account’s by now', permission: { body: { user: { id: 999 } } } },
  ])('of somebody whose access is not known, as $why, says so', async ({ permission }) => {
    const { comments, settled } = await serve({ permission });
    expect(comments).toMatchObject([{ canPush: { known: false } }]);
    expect(settled).toEqual([]);
  });

  it('asks for the access of one person once', async () => {
    grantToken();
    const access = nock(host).get('/repos/acme/shop/collaborators/ada/permission').once();
    access.reply(200, { permission: 'admin', user: { id: 102 } });
    for (const id of [5, 6])
      nock(host)
        .get(`/repos/acme/shop/issues/comments/${id}`)
        .reply(200, { ...aComment, id });
    const { comments } = await readCommands(aGitHub(), ref, [seen, { ...seen, id: 6 }]);
    expect(comments.map(({ id }) => id)).toEqual([5, 6]);
  });
});
