import { describe, expect, it } from '@jest/globals';
import { markdown } from '../../src/sandbox/face/markdown.ts';
import { facePages } from '../../src/sandbox/face.ts';
import { createCheckRun } from '../../src/sandbox/operations/checks.ts';
import { closePullRequest, convertToDraft } from '../../src/sandbox/operations/pull-requests.ts';
import { requireMergeQueue } from '../../src/sandbox/operations/rules.ts';
import { commitsOf } from '../../src/sandbox/state/changes.ts';
import { aWorld, type World } from '../support/sandbox-world.ts';

const host = 'http://sandbox.test';
const pullPath = '/acme/api/pull/1';

/** A reader who has chosen as whom to act. */
function reader(world: World, login: string) {
  const pages = facePages(world.state);
  const cookie = `act-as=${login}`;
  return {
    get: async (path: string) => {
      const response = await pages(new Request(host + path, { headers: { cookie } }));
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    post: async (path: string, fields: Readonly<Record<string, string>> = {}, origin = host) => {
      const headers = { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams(fields).toString();
      const response = await pages(new Request(host + path, { method: 'POST', headers, body }));
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
  };
}

describe('the overview', () => {
  it('lists organizations, people, repositories and pull requests', async () => {
    const { text } = await reader(aWorld(), 'ada').get('/');
    for (const part of ['acme/api', 'acme/closed', 'Do it', 'ai-assisted', 'senior-reviewers', 'owner of acme']) {
      expect(text).toContain(part);
    }
  });

  it('shows a person no more than the person may see', async () => {
    const { get } = reader(aWorld(), 'eve');
    expect((await get('/')).text).not.toContain('acme/closed');
    expect((await get('/acme/closed')).status).toBe(404);
    expect((await get(pullPath)).status).toBe(404);
  });

  it('leads to who is in a team, as far as the person belongs to it', async () => {
    const world = aWorld();
    const path = '/orgs/acme/teams/senior-reviewers';
    expect(await reader(world, 'ada').get(path)).toMatchObject({
      status: 200,
      text: expect.stringContaining('acme/senior-reviewers'),
    });
    for (const [login, address] of [
      ['eve', path],
      ['ada', '/orgs/acme/teams/nobody'],
      ['ada', '/orgs/nobody/teams/senior-reviewers'],
    ] as const)
      expect((await reader(world, login).get(address)).status).toBe(404);
  });

  it('loads nothing from elsewhere and runs no script', async () => {
    const { text, headers } = await reader(aWorld(), 'ada').get('/');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|\son\w+=|src=|url\(/u);
    expect((await reader(aWorld(), 'ada').get('/sandbox.css')).headers.get('content-type')).toContain('text/css');
  });
});

describe('a pull request', () => {
  it('shows commits, files with patches, reviews, checks and why it cannot be merged', async () => {
    const world = aWorld();
    createCheckRun(world.state, world.repositories.api, {
      app: world.apps.gate,
      name: 'gate',
      headSha: world.commits.second.oid,
      conclusion: 'action_required',
      output: { title: 'Waiting', summary: '### Missing\n- [ ] `senior`' },
    });
    const { text } = await reader(world, 'cyd').get(pullPath);
    for (const part of [
      'Co-authored-by: Bea &lt;bea@example.com&gt;',
      '<span class="plus">+2</span>',
      '<span class="minus">-two</span>',
      'src/old.ts → src/new.ts',
      'requested changes',
      'not the head',
      'action required',
      'by the app gate',
      '<h4>Missing</h4>',
      'Merging is blocked',
      'Required status check &quot;gate&quot; is failing.',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('leads to its files and to each of its commits', async () => {
    const world = aWorld();
    const { get } = reader(world, 'cyd');
    const files = await get(`${pullPath}/files`);
    expect([files.status, files.headers.get('location')]).toEqual([302, `${pullPath}#files`]);
    const { text } = await get(pullPath);
    for (const { oid, message } of commitsOf(world.pull)) {
      const address = `/acme/api/commit/${oid}`;
      expect(text).toContain(`href="${address}"`);
      const [headline = ''] = message.split('\n');
      expect((await get(address)).text).toContain(`<h1>${headline}</h1>`);
    }
    expect((await get(`/acme/api/commit/${'0'.repeat(40)}`)).status).toBe(404);
    const nothing = await reader(world, 'ada').get('/acme/api/pull/999');
    expect(nothing.status).toBe(404);
    expect(nothing.text).toContain('There is nothing here: there is no such pull request.');
    expect((await reader(world, 'eve').get(`/acme/api/commit/${world.pull.head.sha}`)).status).toBe(404);
  });

  it.each([
    { why: 'an address of a page', detailsUrl: 'https://gate.example/pull/1', leads: true },
    { why: 'a script', detailsUrl: 'javascript:alert(1)', leads: false },
  ])('leads from a check to the details that its app keeps only when that is $why: $leads', async (given) => {
    const world = aWorld();
    const run = world.repositories.api.checkRuns.at(-1);
    if (run === undefined) throw new Error('no run');
    run.detailsUrl = given.detailsUrl;
    const { text } = await reader(world, 'cyd').get(`/acme/api/runs/${run.id}`);
    expect(text.includes(`href="${given.detailsUrl}"`)).toBe(given.leads);
  });

  it('shows a required check that nobody has set', async () => {
    const world = aWorld();
    world.repositories.api.checkRuns.length = 0;
    const { text } = await reader(world, 'cyd').get(pullPath);
    expect(text).toContain('required from the app gate, nobody has set it yet');
  });

  it.each(['title', 'body'] as const)('shows markup in its %s as text', async (field) => {
    const world = aWorld();
    world.pull[field] = '<img src=x onerror=alert(1)>';
    const { text } = await reader(world, 'ada').get(pullPath);
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x');
  });

  it('looks again by itself for a while after something was done', async () => {
    const { get } = reader(aWorld(), 'ada');
    const refresh = /http-equiv="refresh" content="([^"]*)"/u;
    expect(refresh.exec((await get(`${pullPath}?looks=9`)).text)?.[1]).toBe(`2; url=${pullPath}?looks=2`);
    expect(refresh.exec((await get(`${pullPath}?looks=1`)).text)?.[1]).toBe(`2; url=${pullPath}`);
    expect(refresh.exec((await get(pullPath)).text)).toBeNull();
  });
});

describe('a button', () => {
  it('puts a pull request into the merge queue, and takes it out', async () => {
    const world = aWorld();
    requireMergeQueue(world.state, world.repositories.api);
    const { get, post } = reader(world, 'cyd');
    expect((await get(pullPath)).text).toContain('Merge when ready');
    await post(`${pullPath}/enqueue`);
    expect((await get(pullPath)).text).toContain('In the merge queue at place 1.');
    await post(`${pullPath}/dequeue`);
    expect((await get(pullPath)).text).toContain('Merge when ready');
  });

  it.each([
    { opinion: 'APPROVED', body: '', why: 'approve', state: 'APPROVED' },
    { opinion: 'CHANGES_REQUESTED', body: 'no', why: 'request changes', state: 'CHANGES_REQUESTED' },
  ])('lets the chosen person $why', async ({ opinion, body, state }) => {
    const world = aWorld();
    const { status, headers } = await reader(world, 'cyd').post(`${pullPath}/review`, { opinion, body });
    expect([status, headers.get('location')]).toEqual([303, `${pullPath}?looks=3`]);
    expect(world.pull.reviews.at(-1)).toMatchObject({
      author: world.people.cyd,
      state,
      commitSha: world.pull.head.sha,
    });
  });

  it('comments, labels and dismisses', async () => {
    const world = aWorld();
    const { post } = reader(world, 'cyd');
    await post(`${pullPath}/review`, { opinion: 'COMMENT', body: 'well' });
    await post(`${pullPath}/label`, { name: 'later' });
    await post(`${pullPath}/unlabel`, { name: 'ai-assisted' });
    const wanted = world.pull.reviews.find(({ state }) => state === 'CHANGES_REQUESTED');
    await post(`${pullPath}/dismiss`, { review: String(wanted?.id) });
    expect(world.pull.comments.at(-1)).toMatchObject({ body: 'well', author: world.people.cyd });
    expect(world.pull.labels.map(({ name }) => name)).toEqual(['later']);
    expect(wanted?.state).toBe('DISMISSED');
  });

  it('pushes a change, with the trailer of a tool if one is chosen', async () => {
    const world = aWorld();
    const fields = { file: 'notes.md', content: 'a\r\nb', message: 'note it', trailer: 'Claude' };
    const { status } = await reader(world, 'bea').post(`${pullPath}/push`, fields);
    expect(status).toBe(303);
    const last = commitsOf(world.pull).at(-1);
    expect(last?.message).toBe('note it\n\nCo-Authored-By: Claude <noreply@anthropic.com>');
    expect(last?.oid).toBe(world.pull.head.sha);
  });

  it('merges what may be merged', async () => {
    const world = aWorld();
    const { post, get } = reader(world, 'cyd');
    expect((await get(pullPath)).text).toContain('Ready to merge');
    expect((await post(`${pullPath}/merge`, { method: 'squash' })).status).toBe(303);
    expect(world.pull.mergedBy).toBe(world.people.cyd);
    expect((await get(pullPath)).text).toContain('Merged');
  });

  it('closes, reopens, and turns into a draft and back', async () => {
    const world = aWorld();
    const { post } = reader(world, 'bea');
    const seen: string[] = [];
    for (const deed of ['close', 'reopen', 'draft', 'ready']) {
      await post(`${pullPath}/${deed}`);
      seen.push(`${world.pull.state} ${world.pull.draft}`);
    }
    expect(seen).toEqual(['closed false', 'open false', 'open true', 'open false']);
  });

  it.each([
    { who: 'bea', deed: 'review', fields: { opinion: 'APPROVED' }, because: 'Can not approve your own pull request' },
    { who: 'cyd', deed: 'review', fields: { opinion: 'COMMENT' }, because: 'a comment needs words' },
    { who: 'cyd', deed: 'label', fields: { name: ' ' }, because: 'a label needs a name' },
    { who: 'bea', deed: 'push', fields: { file: '../up', content: 'x' }, because: 'is not a path' },
    { who: 'dan', deed: 'close', fields: {}, because: 'needs triage access' },
    { who: 'dan', deed: 'merge', fields: {}, because: 'may not merge' },
  ])('says why $who may not $deed: $because', async ({ who, deed, fields, because }) => {
    const world = aWorld();
    for (const team of world.acme.teams) team.repositories.clear();
    world.repositories.api.collaborators.set(world.people.cyd.id, { user: world.people.cyd, permission: 'write' });
    world.repositories.api.collaborators.set(world.people.bea.id, { user: world.people.bea, permission: 'write' });
    const { status, text } = await reader(world, who).post(`${pullPath}/${deed}`, fields);
    expect(status).toBe(422);
    expect(text).toMatch(new RegExp(`Refused.*${because}`, 'su'));
    expect(world.pull.state).toBe('open');
  });

  it('of a check tells the app', async () => {
    const world = aWorld();
    const told: unknown[] = [];
    world.state.announce = ({ event, action }) => told.push(`${event}.${action}`);
    const run = world.repositories.api.checkRuns.at(-1);
    if (run === undefined) throw new Error('no run');
    run.actions = [{ identifier: 'again', label: 'Again', description: 'once more' }];
    const { get, post } = reader(world, 'cyd');
    expect((await get(`/acme/api/runs/${run.id}`)).text).toContain('Again');
    expect((await post(`/acme/api/runs/${run.id}/action`, { identifier: 'again' })).status).toBe(303);
    expect((await post(`/acme/api/runs/${run.id}/rerun`)).status).toBe(303);
    expect(told).toEqual(['check_run.requested_action', 'check_run.rerequested']);
  });

  it.each(['constructor', 'nothing', '__proto__'])('that is not there does nothing: %s', async (deed) => {
    expect((await reader(aWorld(), 'ada').post(`${pullPath}/${deed}`)).status).toBe(404);
  });

  it('on another site does nothing', async () => {
    const world = aWorld();
    const { status } = await reader(world, 'cyd').post(`${pullPath}/close`, {}, 'https://elsewhere.test');
    expect([status, world.pull.state]).toEqual([403, 'open']);
  });
});

describe('a file', () => {
  it('can be read, and changed on a branch of its own, which opens a pull request', async () => {
    const world = aWorld();
    const { get, post } = reader(world, 'cyd');
    expect((await get('/acme/api')).text).toContain('<code>.github/x.yml</code>');
    expect((await get('/acme/api/blob/.github/x.yml')).text).toContain('<pre><code>rules: []\n</code></pre>');
    const fields = { file: '.github/x.yml', content: 'rules: [a]', message: 'rule', branch: 'rules', trailer: 'none' };
    const { headers } = await post('/acme/api/change', fields);
    expect(headers.get('location')).toBe('/acme/api/pull/3?looks=3');
    expect((await get('/acme/api/pull/3')).text).toContain('+rules: [a]');
    await post('/acme/api/change', { ...fields, content: 'rules: [b]' });
    expect(commitsOf(world.repositories.api.pullRequests.get(3) ?? world.pull)).toHaveLength(2);
  });

  it.each([
    { why: 'the branch is protected', path: '/acme/api', branch: 'main', status: 422, says: 'through a pull request' },
    { why: 'the name is no branch', path: '/acme/api', branch: 'a b', status: 422, says: 'not a name for a branch' },
    { why: 'nothing forbids it', path: '/acme/open', branch: 'main', status: 303, says: '' },
  ])('changes on $branch as the rules have it: $why', async ({ path, branch, status, says }) => {
    const { post } = reader(aWorld(), 'ada');
    const answer = await post(`${path}/change`, { file: 'a', content: 'b', branch });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(says);
  });

  it.each(['blob/nowhere', 'blob/', 'blob/src'])('that is not there is not found: %s', async (path) => {
    expect((await reader(aWorld(), 'ada').get(`/acme/api/${path}`)).status).toBe(404);
  });

  it('that is binary is not shown', async () => {
    expect((await reader(aWorld(), 'ada').get('/acme/api/blob/logo.png')).text).toContain('Binary.');
  });
});

describe('what stands in the way of a merge', () => {
  it.each([
    {
      why: 'a draft',
      make: ({ state, pull, people }: World) => convertToDraft(state, pull, people.bea),
      says: 'is a draft',
    },
    {
      why: 'a closed pull request',
      make: ({ state, pull, people }: World) => closePullRequest(state, pull, people.bea),
      says: 'Reopen',
    },
    {
      why: 'a missing check',
      make: ({ repositories }: World) => repositories.api.checkRuns.splice(0),
      says: 'is expected',
    },
  ])('is told for $why', async ({ make, says }) => {
    const world = aWorld();
    make(world);
    expect((await reader(world, 'cyd').get(pullPath)).text).toContain(says);
  });
});

describe('acting as somebody', () => {
  it('is remembered', async () => {
    const { headers, status } = await reader(aWorld(), 'ada').post('/act-as', { login: 'bea', back: pullPath });
    expect([status, headers.get('location')]).toEqual([303, pullPath]);
    expect(headers.get('set-cookie')).toMatch(/^act-as=bea;.*HttpOnly/u);
  });

  it('never leads away by a link either', async () => {
    const { headers } = await reader(aWorld(), 'ada').get('//elsewhere.test/?as=bea');
    expect(headers.get('location')).toBe('/');
  });

  it('can be chosen in a link', async () => {
    const { headers, status } = await reader(aWorld(), 'ada').get(`${pullPath}?as=bea`);
    expect([status, headers.get('location')]).toEqual([303, pullPath]);
    expect(headers.get('set-cookie')).toMatch(/^act-as=bea;/u);
  });

  it.each(['https://elsewhere.test', '//elsewhere.test', '/\\elsewhere.test', ''])(
    'never leads away: `%s`',
    async (back) => {
      const { headers } = await reader(aWorld(), 'ada').post('/act-as', { login: 'bea', back });
      expect(headers.get('location')).toBe('/');
    },
  );
});

describe('Markdown', () => {
  it.each([
    { why: 'a heading and a list', text: '# A\n- b\n- c', shown: '<h3>A</h3><ul><li>b</li><li>c</li></ul>' },
    { why: 'tasks', text: '- [ ] a\n- [x] b', shown: '<ul><li class="task">☐ a</li><li class="task">☑ b</li></ul>' },
    { why: 'code and strong words', text: '**a** `b*c`', shown: '<p><strong>a</strong> <code>b*c</code></p>' },
    { why: 'markup inside code', text: '`<b>`', shown: '<p><code>&lt;b&gt;</code></p>' },
    { why: 'a fence', text: '```\n<a>\n**b**\n```', shown: '<pre><code>&lt;a&gt;\n**b**</code></pre>' },
    { why: 'a link', text: '[a](https://b.test)', shown: '<p><a href="https://b.test" rel="noreferrer">a</a></p>' },
    { why: 'a link that runs a script', text: '[a](javascript:alert(1))', shown: '<p>a)</p>' },
    { why: 'lines of one paragraph', text: 'a\nb', shown: '<p>a<br>b</p>' },
    { why: 'a quotation', text: '> a', shown: '<blockquote><p>a</p></blockquote>' },
    { why: 'an unclosed fence', text: '```\na', shown: '<pre><code>a</code></pre>' },
  ])('of $why', async ({ text, shown }) => {
    expect((await markdown(text)).toString()).toBe(`<div class="markdown">${shown}</div>`);
  });

  it('of a table keeps its cells as text', async () => {
    const shown = (await markdown('| a | b |\n|---|---|\n| <i> | 2 |')).toString().replaceAll(/\s+/gu, ' ');
    expect(shown).toContain('<th>a</th><th>b</th>');
    expect(shown).toContain('<td>&lt;i&gt;</td><td>2</td>');
  });
});
