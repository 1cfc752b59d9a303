import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { withoutTeams } from '../../core/redact.ts';
import { notFound, type SignedIn } from '../access.ts';
import type { Html } from '../html.ts';
import { page } from '../layout.ts';
import type { PagePorts, Viewer } from '../ports.ts';
import { refuse } from '../refusal.ts';
import { auditPage, entriesPerPage, readSought, searchOf } from './audit.ts';
import { listedRows, shownRows } from './dashboard/rows.ts';
import { dashboard } from './dashboard.ts';
import { entryPage } from './decision.ts';
import { exportAnswer } from './export.ts';
import { filterOf, notTaken, readChoice } from './filters.ts';
import { auditPath, setUpPath } from './links.ts';
import { organizationList } from './list.ts';
import type { Organization, OrganizationPorts } from './ports.ts';
import { gatherReport } from './report.ts';
import { reportCsv } from './report-csv.ts';
import { sheetNames } from './report-sheets.ts';
import { repositoriesPerPart, setUpPage } from './set-up.ts';

type Page = Context<SignedIn>;
type Answer = Response | Promise<Response>;

/** The dashboard and the record of an organization, for its members. */
export function organizationPages(ports: PagePorts, signedIn: MiddlewareHandler<SignedIn>): Hono<SignedIn> {
  const pages = new Hono<SignedIn>();
  pages.get('/organizations', signedIn, async (context) => {
    const repositories = await context.get('viewer').sight.repositories();
    return show(context, 'Organizations', organizationList(repositories));
  });
  // Where GitHub sends whoever installed the App: to the account, if they see anything of it.
  pages.get('/set-up', signedIn, async (context) => {
    const repositories = await context.get('viewer').sight.repositories();
    const installed = repositories.find(
      ({ installationId }) => String(installationId) === context.req.query('installation_id'),
    );
    return context.redirect(installed === undefined ? '/organizations' : setUpPath(installed), 302);
  });
  const seen = withOrganization(ports);
  pages.get('/orgs/:org', signedIn, seen(showDashboard));
  pages.get('/orgs/:org/set-up', signedIn, seen(showSetUp));
  pages.get('/orgs/:org/report.csv', signedIn, seen(download));
  pages.get('/orgs/:org/audit', signedIn, seen(showAudit));
  pages.get('/orgs/:org/audit/export', signedIn, seen(exportAnswer));
  pages.post('/orgs/:org/audit/verify', signedIn, seen(verify));
  pages.get('/orgs/:org/audit/:entry{[0-9a-f]{64}(?:\\.json)?}', signedIn, seen(showEntry));
  return pages;
}

/** Invariant: who is no member, or sees nothing of it, gets the answer that an organization gets which does not exist. */
const withOrganization =
  (ports: PagePorts) =>
  (answer: (context: Page, organization: Organization, ports: PagePorts) => Answer) =>
  async (context: Page): Promise<Response> => {
    const name = context.req.param('org') ?? '';
    const organization = await organizationFor(context.get('viewer'), name, ports.organizations);
    return organization === null ? notFound(context) : answer(context, organization, ports);
  };

async function organizationFor(viewer: Viewer, name: string, ports: OrganizationPorts): Promise<Organization | null> {
  const all = await viewer.sight.repositories();
  const repositories = all.filter(({ owner }) => owner.toLowerCase() === name.toLowerCase());
  const [first] = repositories;
  if (first === undefined) return null;
  const { owner, installationId } = first;
  const isOwn = owner.toLowerCase() === viewer.login.toLowerCase();
  if (!isOwn && !(await viewer.sight.memberOf(owner))) return null;
  const seesLoad = await ports.seesLoad({ owner, installationId }, viewer);
  return { owner, installationId, repositories, seesLoad };
}

function show(context: Page, title: string, body: Html): Answer {
  return context.html(page({ title, viewer: context.get('viewer'), section: 'organizations', body }));
}

const queryIn = (context: Page): URLSearchParams => new URL(context.req.url).searchParams;

async function choiceIn(context: Page, organization: Organization, ports: OrganizationPorts) {
  const teams = await ports.reportTeams(organization.repositories.map(({ repositoryId }) => repositoryId));
  const choice = readChoice(queryIn(context), organization, teams);
  const now = ports.now();
  return { teams, choice, now, filter: filterOf(choice, organization, now) };
}

async function showDashboard(
  context: Page,
  organization: Organization,
  { organizations: ports }: PagePorts,
): Promise<Response> {
  const { teams, choice, now, filter } = await choiceIn(context, organization, ports);
  const report = await gatherReport(ports, filter, organization, shownRows);
  return show(
    context,
    organization.owner,
    dashboard({ organization, choice, notTaken: notTaken(queryIn(context), choice), teams, report, now }),
  );
}

async function download(
  context: Page,
  organization: Organization,
  { organizations: ports }: PagePorts,
): Promise<Response> {
  const { choice, filter } = await choiceIn(context, organization, ports);
  const [lacking] = notTaken(queryIn(context), choice);
  if (lacking !== undefined) return refuseFilter(context, lacking);
  const report = await gatherReport(ports, filter, organization, listedRows);
  const only = sheetNames.find((name) => name === queryIn(context).get('table')) ?? null;
  return context.body(reportCsv(report, organization, only), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="countersign-report.csv"`,
  });
}

/** Whoever opens the file later does not see what was asked for. */
const refuseFilter = (context: Page, lacking: string): Answer =>
  refuse(context, {
    status: 400,
    title: 'No such figures',
    heading: 'There is no file of this.',
    text: lacking,
    viewer: context.get('viewer'),
  });

async function showSetUp(
  context: Page,
  organization: Organization,
  { organizations: ports, githubUrl }: PagePorts,
): Promise<Response> {
  const all = organization.repositories.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const parts = Math.ceil(all.length / repositoriesPerPart);
  const asked = Number(/^\d{1,4}$/.exec(context.req.query('part') ?? '')?.[0] ?? 1);
  const part = Math.min(Math.max(asked, 1), parts);
  const setUp = await ports.setUp(
    organization,
    all.slice((part - 1) * repositoriesPerPart, part * repositoriesPerPart),
  );
  return show(context, `Set-up of ${organization.owner}`, setUpPage({ organization, setUp, part, parts, githubUrl }));
}

async function showAudit(
  context: Page,
  organization: Organization,
  { organizations: ports }: PagePorts,
): Promise<Response> {
  const query = queryIn(context);
  const sought = readSought(query);
  const search = searchOf(sought, organization, query.get('before'));
  const found = await ports.searchRecord(search, entriesPerPage + 1);
  const entries = found.slice(0, entriesPerPage);
  const next = found.length > entriesPerPage ? (entries.at(-1)?.digest ?? null) : null;
  const chain = await ports.lastVerified(organization);
  const { csrf } = context.get('viewer');
  const isFirst = search.before === null;
  const body = auditPage({ organization, sought, entries, next, isFirst, chain, csrf, now: ports.now() });
  return show(context, `Record of ${organization.owner}`, body);
}

async function showEntry(
  context: Page,
  organization: Organization,
  { organizations: ports, githubUrl }: PagePorts,
): Promise<Response> {
  const name = context.req.param('entry') ?? '';
  const ids = organization.repositories.map(({ repositoryId }) => repositoryId);
  const found = await ports.readEntry(name.slice(0, 64), ids);
  if (found === null) return notFound(context);
  const entry = organization.seesLoad ? found : { ...found, content: withoutTeams(found.content) };
  if (name.endsWith('.json')) return context.json(entry);
  return show(context, 'Entry of the record', entryPage({ organization, entry, githubUrl }));
}

async function verify(
  context: Page,
  organization: Organization,
  { organizations: ports }: PagePorts,
): Promise<Response> {
  await ports.verify(organization);
  return context.redirect(auditPath(organization), 303);
}
