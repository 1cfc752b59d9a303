import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { proposeChange } from './face/change.ts';
import { commitPage } from './face/commit.ts';
import { pullRequestDeeds, runDeeds } from './face/deeds.ts';
import { type Form, formOf } from './face/form.ts';
import { homePage } from './face/home.ts';
import { page, peopleOf, type Visit } from './face/page.ts';
import { pullRequestPage, runPage } from './face/pull-request.ts';
import { filePage, repositoryPage } from './face/repository.ts';
import { style } from './face/style.ts';
import { findTeam, teamPage } from './face/team.ts';
import { Refusal } from './refusal.ts';
import type { CheckRun, PullRequest, Repository, User } from './state/model.ts';
import { canSee, findRepository, findUser, type State } from './state.ts';

/** Pages for people: look around, and review, push and merge as whom one likes. Nothing here needs JavaScript. */
export function facePages(state: State): (request: Request) => Promise<Response> {
  const app = new Hono();
  app.use(csrf());
  app.use(secureHeaders({ contentSecurityPolicy: onlyOurs, strictTransportSecurity: false }));
  app.get('*', switchPerson);
  app.get('/sandbox.css', (context) => context.text(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/', (context) => context.html(homePage(visitOf(state, context))));
  app.post('/act-as', (context) => actAs(state, context));
  app.get('/orgs/:org/teams/:slug', (context) => {
    const visit = visitOf(state, context);
    const team = findTeam(visit, context.req.param('org'), context.req.param('slug'));
    return context.html(teamPage(visit, team));
  });
  app.get('/:owner/:name', (context) => {
    const visit = visitOf(state, context);
    return context.html(repositoryPage(visit, visibleRepository(visit, context)));
  });
  app.get('/:owner/:name/blob/*', (context) => {
    const visit = visitOf(state, context);
    const [, path = ''] = /^\/[^/]+\/[^/]+\/blob\/(.*)$/u.exec(decodeURI(context.req.path)) ?? [];
    return context.html(filePage(visit, visibleRepository(visit, context), path));
  });
  app.post('/:owner/:name/change', (context) => change(state, context));
  app.get('/:owner/:name/pull/:number', (context) => {
    const visit = visitOf(state, context);
    return context.html(pullRequestPage(visit, pullRequestOf(visit, context)));
  });
  // Tabs of their own on GitHub; here everything stands on one page.
  app.get('/:owner/:name/settings/rules', (context) =>
    context.redirect(context.req.path.replace(/\/settings\/rules$/u, ''), 302),
  );
  app.get('/:owner/:name/pull/:number/files', (context) =>
    context.redirect(`${context.req.path.replace(/\/files$/u, '')}#files`, 302),
  );
  app.get('/:owner/:name/commit/:sha', (context) => {
    const visit = visitOf(state, context);
    return context.html(commitPage(visit, visibleRepository(visit, context), context.req.param('sha')));
  });
  app.post('/:owner/:name/pull/:number/:deed', (context) =>
    act(state, context, {
      deeds: pullRequestDeeds,
      find: pullRequestOf,
      show: pullRequestPage,
    }),
  );
  app.get('/:owner/:name/runs/:id', (context) => {
    const visit = visitOf(state, context);
    return context.html(runPage(visit, checkRunOf(visit, context)));
  });
  app.post('/:owner/:name/runs/:id/:deed', (context) =>
    act(state, context, { deeds: runDeeds, find: checkRunOf, show: runPage }),
  );
  app.onError((error, context) => {
    if (error instanceof Refusal) return nothingHere(state, context, error.message);
    if (error instanceof HTTPException) return error.getResponse();
    throw error;
  });
  return async (request) => app.fetch(request);
}

/** Links of the demo's generated history lead here too: it is in the App's record, and never happened on this GitHub. */
function nothingHere(state: State, context: Context, why: string): Response | Promise<Response> {
  if (peopleOf(state).length === 0) return context.text(why, 404);
  const content = html`<div class="card">
    <h1>There is nothing here: ${why}.</h1>
    <p>
      This pretend GitHub knows what happened since it began. The history that the demo was given begins ninety days
      earlier: it stands in the record of the App alone, whose own pages show it.
    </p>
    <p><a href="/">To the repositories</a></p>
  </div>`;
  return context.html(page({ ...visitOf(state, context), looks: 0 }, 'Nothing here', content), 404);
}

const onlyOurs = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ['data:'],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/** How many times a page looks again for what apps answer, after something was done. */
const looksAfterDeed = 3;
const cookie = 'act-as';

type Kind<Subject> = {
  readonly deeds: Readonly<Record<string, (state: State, subject: Subject, as: User, form: Form) => void>>;
  readonly find: (visit: Visit, context: Context) => Subject;
  readonly show: (visit: Visit, subject: Subject) => ReturnType<typeof pullRequestPage>;
};

/** Does it and goes back to the page, or shows the page with the reason why not. */
async function act<Subject>(state: State, context: Context, kind: Kind<Subject>): Promise<Response> {
  const name = context.req.param('deed') ?? '';
  const path = context.req.path.slice(0, -name.length - 1);
  const visit = { ...visitOf(state, context), path };
  const subject = kind.find(visit, context);
  const deed = Object.hasOwn(kind.deeds, name) ? kind.deeds[name] : undefined;
  if (deed === undefined) throw new Refusal(404, `there is no \`${name}\` here`);
  const form = formOf(await context.req.parseBody());
  try {
    deed(state, subject, visit.person, form);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return context.html(kind.show({ ...visit, refused: error.message }, subject), 422);
  }
  return context.redirect(`${path}?looks=${looksAfterDeed}`, 303);
}

async function change(state: State, context: Context): Promise<Response> {
  const path = context.req.path.replace(/\/change$/u, '');
  const visit = { ...visitOf(state, context), path };
  const repository = visibleRepository(visit, context);
  const form = formOf(await context.req.parseBody());
  try {
    const next = proposeChange(state, repository, visit.person, form);
    return context.redirect(`${next}?looks=${looksAfterDeed}`, 303);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return context.html(repositoryPage({ ...visit, refused: error.message }, repository), 422);
  }
}

/** `?as=login` in a link is the same as choosing that person. */
const switchPerson: MiddlewareHandler = async (context, next) => {
  const login = context.req.query('as');
  if (login === undefined) return next();
  remember(context, login);
  return context.redirect(onThisServer(context.req.path), 303);
};

function remember(context: Context, login: string): void {
  setCookie(context, cookie, login, { httpOnly: true, sameSite: 'Lax', path: '/' });
}

async function actAs(state: State, context: Context): Promise<Response> {
  const form = formOf(await context.req.parseBody());
  const back = form('back');
  const user = findUser(state, form('login'));
  if (user !== undefined) remember(context, user.login);
  return context.redirect(onThisServer(back), 303);
}

/** `//elsewhere` would lead away. */
function onThisServer(path: string): string {
  return /^\/(?![/\\])/u.test(path) ? path : '/';
}

function visitOf(state: State, context: Context): Visit {
  const [first] = peopleOf(state);
  const person = findUser(state, getCookie(context, cookie) ?? '') ?? first;
  if (person === undefined) throw new Refusal(404, 'nobody lives here yet');
  const looks = Math.min(looksAfterDeed, Math.max(0, Math.trunc(Number(context.req.query('looks') ?? 0)) || 0));
  return { state, person, path: context.req.path, looks, refused: null };
}

function visibleRepository({ state, person }: Visit, context: Context): Repository {
  const found = findRepository(state, context.req.param('owner') ?? '', context.req.param('name') ?? '');
  if (found === undefined || !canSee({ kind: 'user', token: '', user: person }, found)) {
    throw new Refusal(404, `${person.login} sees nothing here`);
  }
  return found;
}

function pullRequestOf(visit: Visit, context: Context): PullRequest {
  const found = visibleRepository(visit, context).pullRequests.get(Number(context.req.param('number')));
  if (found === undefined) throw new Refusal(404, 'there is no such pull request');
  return found;
}

function checkRunOf(visit: Visit, context: Context): CheckRun {
  const id = Number(context.req.param('id'));
  const found = visibleRepository(visit, context).checkRuns.find((run) => run.id === id);
  if (found === undefined) throw new Refusal(404, 'there is no such check run');
  return found;
}
