import { Refusal } from '../refusal.ts';
import { covers, type Viewer } from '../state/apps.ts';
import type { Account, Actor, App, Organization, Repository } from '../state/model.ts';
import { canSee, findOrganization, findRepository, type State, viewerMay } from '../state.ts';
import type { Webhooks } from '../webhooks/deliveries.ts';

export type Call = {
  readonly state: State;
  readonly webhooks: Webhooks;
  readonly viewer: Viewer;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
};

export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Route = (call: Call) => Answer;
/** By GitHub's operation id. */
export type Routes = Readonly<Record<string, Route>>;

export type Need = readonly [permission: string, level: 'read' | 'write'];

/** A route below `/repos/{owner}/{repo}`: invisible is 404, lacking every one of the permissions is 403. */
export function onRepository(needs: readonly Need[], answer: (call: Call, repository: Repository) => Answer): Route {
  return (call) => {
    const { owner = '', repo = '' } = call.params;
    const repository = findRepository(call.state, owner, repo);
    if (repository === undefined || !canSee(call.viewer, repository)) throw notFound();
    const writes = needs.some(([, level]) => level === 'write');
    const outside = call.viewer.kind === 'installation' && !covers(call.viewer.installation, repository);
    if ((writes && outside) || !mayAny(call.viewer, needs)) throw notAccessible();
    if (writes && repository.archived) throw new Refusal(403, 'Repository was archived so is read-only.');
    return answer(call, repository);
  };
}

/** A route below `/orgs/{org}`. */
export function onOrganization(
  needs: readonly Need[],
  answer: (call: Call, organization: Organization) => Answer,
): Route {
  return (call) => {
    const organization = findOrganization(call.state, call.params['org'] ?? '');
    if (organization === undefined) throw notFound();
    const { viewer } = call;
    const elsewhere = viewer.kind === 'installation' && viewer.installation.account !== organization;
    if (elsewhere || !mayAny(viewer, needs)) throw notAccessible();
    return answer(call, organization);
  };
}

/** A route for the app itself, by its own token. */
export function asApp(answer: (call: Call, app: App) => Answer): Route {
  return (call) => {
    if (call.viewer.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
    return answer(call, call.viewer.app);
  };
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

export function notAccessible(): Refusal {
  return new Refusal(403, 'Resource not accessible by integration');
}

/** In whose name the viewer writes. */
export function actorOf(viewer: Viewer): Actor {
  if (viewer.kind === 'user') return viewer.user;
  if (viewer.kind === 'installation') return viewer.installation.app.bot;
  throw new Refusal(401, 'Requires authentication');
}

export function found<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw notFound();
  return value;
}

/** A page of the list, with GitHub's Link header. */
export function page<T>(call: Call, items: readonly T[], shape: (item: T) => unknown): Answer {
  const { slice, headers } = pageOf(call, items);
  return { status: 200, body: slice.map(shape), headers };
}

/** A page of a list that stands inside an object beside its total. */
export function namedPage<T>(call: Call, name: string, items: readonly T[], shape: (item: T) => unknown): Answer {
  const { slice, headers } = pageOf(call, items);
  return { status: 200, body: { total_count: items.length, [name]: slice.map(shape) }, headers };
}

/** A page of a list that GitHub pages by cursors: `after` and `before` in place of numbers. */
export function cursorPage<T extends { readonly id: number }>(
  { url }: Call,
  items: readonly T[],
  shape: (item: T) => unknown,
): Answer {
  const perPage = Math.min(100, positive(url.searchParams.get('per_page'), 30));
  const [after, before] = [url.searchParams.get('after'), url.searchParams.get('before')];
  const position = (cursor: string) => items.findIndex(({ id }) => cursorOf(id) === cursor);
  const end = before === null ? items.length : Math.max(0, position(before));
  const start = before === null ? (after === null ? 0 : position(after) + 1) : Math.max(0, end - perPage);
  const slice = items.slice(start, Math.min(end, start + perPage));
  const [first, last] = [slice[0], slice.at(-1)];
  const link = (rel: string, cursor: string, id: number) => {
    const target = new URL(url);
    for (const name of ['after', 'before']) target.searchParams.delete(name);
    target.searchParams.set(cursor, cursorOf(id));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(first !== undefined && start > 0 ? [link('prev', 'before', first.id)] : []),
    ...(last !== undefined && start + slice.length < items.length ? [link('next', 'after', last.id)] : []),
  ];
  const headers: Record<string, string> = links.length === 0 ? {} : { link: links.join(', ') };
  return { status: 200, body: slice.map(shape), headers };
}

function cursorOf(id: number): string {
  return Buffer.from(`cursor:${id}`).toString('base64url');
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function findAccountOf(state: State, login: string | undefined): Account {
  return found(state.accounts.find((account) => account.login.toLowerCase() === login?.toLowerCase()));
}

function mayAny(viewer: Viewer, needs: readonly Need[]): boolean {
  return (
    needs.length === 0 || needs.some(([name, level]) => viewerMay(viewer, name, level) || isPublicRead(viewer, level))
  );
}

/** Without a token one may read what is public; visibility has been looked at before. */
function isPublicRead(viewer: Viewer, level: 'read' | 'write'): boolean {
  return viewer.kind === 'anonymous' && level === 'read';
}

function pageOf<T>({ url }: Call, items: readonly T[]) {
  const perPage = Math.min(100, positive(url.searchParams.get('per_page'), 30));
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const number = positive(url.searchParams.get('page'), 1);
  const link = (rel: string, to: number) => {
    const target = new URL(url);
    target.searchParams.set('page', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link('prev', Math.min(number - 1, last)), link('first', 1)] : []),
    ...(number < last ? [link('next', number + 1), link('last', last)] : []),
  ];
  const headers: Record<string, string> = links.length === 0 ? {} : { link: links.join(', ') };
  return { slice: items.slice((number - 1) * perPage, number * perPage), headers };
}

function positive(value: string | null, fallback: number): number {
  const number = Number(value ?? fallback);
  return Number.isInteger(number) && number > 0 ? number : fallback;
}
