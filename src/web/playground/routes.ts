import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { EffectivePolicy } from '../../core/policy.ts';
import { notFound, type SignedIn } from '../access.ts';
import { refuseForm } from '../form.ts';
import { page } from '../layout.ts';
import type { Viewer } from '../ports.ts';
import { type Fields, playgroundBody, type Result, resultBody } from './page.ts';
import type { Place, PlaygroundPorts } from './ports.ts';
import { atLevel, samples } from './samples.ts';
import { tryPolicy } from './trial.ts';

/** The page to write a policy on, and what comes of it. It reads, and changes nothing. */
export function servePlayground(ports: PlaygroundPorts, signedIn: MiddlewareHandler<SignedIn>): Hono<SignedIn> {
  const routes = new Hono<SignedIn>();

  routes.get('/playground', signedIn, async (context) => {
    const viewer = context.get('viewer');
    const repository = context.req.query('repository') ?? '';
    const found = await findPlace(ports, viewer, repository);
    if (found === null) return notFound(context);
    const pull = context.req.query('pull') ?? '';
    const fields = { repository, pull, sample: samples[0]?.id ?? '', level: '', text: found.place.text };
    return show(context, fields, found.place, await tryOut(viewer, fields, found));
  });

  routes.post('/playground', signedIn, async (context) => {
    const viewer = context.get('viewer');
    const form = Form.safeParse(await context.req.parseBody());
    if (!form.success) return refuseForm(context, viewer);
    const fields = form.data;
    const found = await findPlace(ports, viewer, fields.repository);
    if (found === null) return notFound(context);
    const result = await tryOut(viewer, fields, found);
    if (isForPart(context)) return context.html(resultBody(result, fields));
    return show(context, fields, found.place, result);
  });

  return routes;
}

/** While somebody types, the page asks for the result alone. */
export const isForPart = ({ req }: Context): boolean => req.header('x-part') === 'result';

// A browser sends the line breaks of a text as CRLF; the file has none, and positions are counted in it.
const Form = z.object({
  repository: z.string().max(200),
  pull: z.string().trim().max(10).default(''),
  sample: z.string().max(50),
  level: z.string().max(200),
  text: z.string().transform((text) => text.replaceAll('\r\n', '\n')),
});

type Found = { readonly place: Place; readonly repository: Awaited<ReturnType<Viewer['sight']['repository']>> };

/** null: there is no such repository for this person. */
async function findPlace(ports: PlaygroundPorts, { sight }: Viewer, named: string): Promise<Found | null> {
  if (named === '') return { place: ports.nowhere, repository: null };
  const [owner, name, ...rest] = named.split('/');
  if (owner === undefined || name === undefined || rest.length > 0) return null;
  const repository = await sight.repository(owner, name);
  const place = repository === null ? null : await sight.place(repository);
  return place === null ? null : { place, repository };
}

async function tryOut({ sight }: Viewer, fields: Fields, { place, repository }: Found): Promise<Result> {
  const tried = place.read(fields.text);
  if (!tried.usable) return { kind: 'unusable', problems: tried.problems };
  if (fields.pull === '' || repository === null) return trySample(tried, fields, place);
  const number = Number(fields.pull);
  const snapshot = Number.isSafeInteger(number) ? await sight.snapshot({ ...repository, number }, tried) : null;
  if (snapshot === null) return { kind: 'nothing', why: 'There is no pull request of this number that you can see.' };
  return tryPolicy(tried, place.inForce, snapshot);
}

function trySample(
  tried: Extract<EffectivePolicy, { usable: true }>,
  { sample: wanted, level }: Fields,
  { inForce }: Place,
): Result {
  const sample = samples.find(({ id }) => id === wanted) ?? samples[0];
  if (sample === undefined) return { kind: 'nothing', why: 'There is no such sample.' };
  if (level === '') return tryPolicy(tried, inForce, sample.snapshot);
  const snapshot = atLevel(sample.snapshot, level, tried.policy);
  if (snapshot === null) return { kind: 'nothing', why: `The policy gives the level “${level}” to nobody.` };
  return tryPolicy(tried, inForce, snapshot);
}

async function show(context: Context<SignedIn>, fields: Fields, place: Place, result: Result): Promise<Response> {
  const viewer = context.get('viewer');
  const repositories = await viewer.sight.repositories();
  const read = place.read(fields.text);
  const body = playgroundBody(viewer, {
    fields,
    repositories: repositories.map(({ owner, name }) => `${owner}/${name}`).toSorted(),
    levels: read.usable ? read.policy.ladder.levels : fields.level === '' ? [] : [fields.level],
    floorUnseen: place.floorUnseen && fields.repository !== '',
    result,
  });
  return context.html(page({ title: 'Playground', viewer, section: 'playground', body, script: 'playground.js' }));
}
