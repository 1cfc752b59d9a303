import * as z from 'zod';
import type { Entry } from '../../core/entry.ts';
import { counted, plain, shortSha } from '../../core/text.ts';
import { card, fold, pill, table } from '../components.ts';
import { type Html, html } from '../html.ts';
import { riskPill } from '../risk-pill.ts';
import { toolNames } from '../tool-name.ts';
import { outcomePill, safeJson, unsealed } from './entry-text.ts';
import { auditPath, pullRequestLink } from './links.ts';
import type { Organization } from './ports.ts';

export type EntryPage = {
  readonly organization: Organization;
  readonly entry: Entry;
  readonly githubUrl: string;
};

/** One entry with all its facts: first as a person reads it, then as it was recorded. */
export function entryPage({ organization, entry, githubUrl }: EntryPage): Html {
  const address = auditPath(organization);
  const content = unsealed(entry);
  const repository = organization.repositories.find((each) => each.repositoryId === entry.repositoryId);
  const commits = `${githubUrl}/${repository?.owner ?? ''}/${repository?.name ?? ''}/commit/`;
  return html`<div class="head with-actions">
      <div>
        <p class="above"><a href="${address}">Record of decisions</a></p>
        <h1>${entry.number === 0 ? 'Entry of the record' : pullRequestLink(organization, entry)} ${outcomePill(entry.outcome)}</h1>
        <p class="quiet"><time datetime="${entry.at}">${entry.at.slice(0, 19).replace('T', ' ')} UTC</time></p>
      </div>
      <p class="actions"><a class="button" href="${address}/${entry.digest}.json">As JSON</a></p>
    </div>
    ${entry.kind === 'decision' ? decision(Decision.parse(content), commits) : card('What was recorded', tree(content, address))}
    ${card('Its place in the chain', place(entry))}
    ${card('Everything', fold('everything', 'All facts as they were recorded', html`<pre class="json" tabindex="0">${safeJson(content)}</pre>`))}`;
}

/** Old entries may lack what newer ones have: what cannot be read is left out here and stands under "Everything". */
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);
const text = z.string().catch('');

const Decision = z.object({
  headSha: text,
  baseRef: text,
  policy: z
    .object({
      usable: z.boolean(),
      mode: text,
      sources: listOf(z.object({ origin: text, sha: z.string().nullable() })),
    })
    .catch({ usable: false, mode: '', sources: [] }),
  provenance: z
    .object({
      involvement: text,
      autonomy: text,
      tools: listOf(z.string()),
      evidence: listOf(
        z.object({ detector: text, confidence: text, commitSha: z.string().nullable().catch(null), excerpt: text }),
      ),
    })
    .catch({ involvement: '', autonomy: '', tools: [], evidence: [] }),
  risk: z.object({ level: text, factors: listOf(z.object({ detail: text })) }).catch({ level: '', factors: [] }),
  requirement: z
    .object({
      clauses: listOf(z.object({ id: text, rule: text, origin: text, level: text, count: z.number().catch(1) })),
    })
    .catch({ clauses: [] }),
  signOffs: listOf(
    z.object({
      reviewer: z.string().nullable().catch(null),
      commitSha: z.string().nullable().catch(null),
      disqualified: z.string().nullable().catch(null),
      outcomes: z.record(z.string(), z.string()).catch({}),
    }),
  ),
  changeRequests: listOf(z.object({ reviewer: z.string().nullable().catch(null), blocks: z.boolean(), because: text })),
  verdict: z.object({ gaps: listOf(z.object({ clause: text, missing: z.number() })).optional() }).catch({ gaps: [] }),
  facts: z
    .object({
      engine: text,
      author: z.string().nullable().catch(null),
      totals: z
        .object({ commits: z.number(), files: z.number(), additions: z.number(), deletions: z.number() })
        .nullable()
        .catch(null),
      truncated: listOf(z.string()),
    })
    .catch({ engine: '', author: null, totals: null, truncated: [] }),
});
type Decision = z.infer<typeof Decision>;

function decision(decided: Decision, commits: string): Html {
  return html`<div class="pair">
      ${card('The change', change(decided, commits))} ${card('What was found', found(decided, commits))}
    </div>
    ${card('What was required', required(decided))} ${card('Who signed off', signOffs(decided, commits))}`;
}

function change({ headSha, baseRef, facts, risk, policy }: Decision, commits: string): Html {
  const { totals } = facts;
  return pairs([
    ['Head', commit(headSha, commits)],
    ['Base', html`<span class="mono">${plain(baseRef, 100)}</span>`],
    ['Author', facts.author === null ? '(gone)' : plain(facts.author, 60)],
    ...(totals === null
      ? []
      : [
          [
            'Size',
            `${counted(totals.commits, 'commit')}, ${counted(totals.files, 'file')}, +${totals.additions} −${totals.deletions}`,
          ] as const,
        ]),
    [
      'Risk',
      html`${riskPill(plain(risk.level, 20))} ${risk.factors.map(({ detail }) => html`<span class="line">${plain(detail, 200)}</span>`)}`,
    ],
    ...(facts.truncated.length === 0 ? [] : [['Not read', plain(facts.truncated.join('; '), 300)] as const]),
    [
      'Policy',
      html`${policy.mode === '' ? 'not usable' : plain(policy.mode, 20)} ${policy.sources.map(({ origin, sha }) => html`<span class="line">${plain(origin, 40)} ${sha === null ? '' : html`<span class="mono">${shortSha(plain(sha))}</span>`}</span>`)}`,
    ],
    ['Engine', plain(facts.engine, 40)],
  ]);
}

function found({ provenance }: Decision, commits: string): Html {
  const { involvement, autonomy, tools, evidence } = provenance;
  return html`${pairs([
    ['AI involvement', pill(involvement === 'none-found' ? 'quiet' : 'info', plain(involvement, 30))],
    ['Autonomy', plain(autonomy, 30)],
    ['Tools', tools.length === 0 ? 'none named' : plain(toolNames(tools, 12).join(', '), 600)],
  ])}
    ${
      evidence.length === 0
        ? ''
        : html`<ul class="evidence">
          ${evidence.slice(0, 30).map(
            (item) => html`<li><q>${plain(item.excerpt, 300)}</q>
              <span class="quiet small">${plain(item.detector, 30)}, ${plain(item.confidence, 20)}${item.commitSha === null ? '' : html`, on ${commit(item.commitSha, commits)}`}</span></li>`,
          )}
        </ul>`
    }`;
}

function required({ requirement, verdict }: Decision): Html {
  if (requirement.clauses.length === 0) return html`<p class="quiet">No rule asked for a sign-off.</p>`;
  const missing = new Map((verdict.gaps ?? []).map((gap) => [gap.clause, gap.missing]));
  return table(
    'Clauses',
    [
      { name: 'Asked', cell: ({ count, level }) => `${count} × ${plain(level, 40)}` },
      {
        name: 'By rule',
        cell: ({ rule, origin }) => html`${plain(rule, 100)} <span class="quiet">(${plain(origin, 30)})</span>`,
      },
      {
        name: 'State',
        cell: ({ id }) => (missing.has(id) ? pill('wait', `${missing.get(id)} missing`) : pill('ok', 'met')),
      },
    ],
    requirement.clauses,
  );
}

function signOffs({ signOffs: given, changeRequests }: Decision, commits: string): Html {
  if (given.length + changeRequests.length === 0)
    return html`<p class="quiet">Nobody had approved or asked for changes.</p>`;
  const rows = [
    ...given.map(({ reviewer, commitSha, disqualified, outcomes }) => ({
      reviewer,
      what: html`approved ${commitSha === null ? '' : commit(commitSha, commits)}`,
      worth:
        disqualified === null
          ? Object.entries(outcomes).map(
              ([clause, outcome]) =>
                html`<span class="line">${pill(outcome === 'counts' || outcome === 'carried' ? 'ok' : 'quiet', plain(outcome, 30))} ${plain(clause, 100)}</span>`,
            )
          : [pill('quiet', plain(disqualified, 40))],
    })),
    ...changeRequests.map(({ reviewer, blocks, because }) => ({
      reviewer,
      what: html`asked for changes`,
      worth: [html`${pill(blocks ? 'stop' : 'quiet', blocks ? 'blocks' : 'does not block')} ${plain(because, 200)}`],
    })),
  ];
  return table(
    'Reviews and what they were worth',
    [
      { name: 'Person', cell: ({ reviewer }) => (reviewer === null ? '(gone)' : plain(reviewer, 60)) },
      { name: 'Did', cell: ({ what }) => what },
      { name: 'Worth', cell: ({ worth }) => html`${worth}` },
    ],
    rows,
  );
}

const place = ({ digest, previous, kind }: Entry): Html =>
  pairs([
    ['Kind', plain(kind, 30)],
    ['Digest', html`<code>${digest}</code>`],
    ['Before it', /^0+$/.test(previous) ? 'the beginning' : html`<code>${previous}</code>`],
  ]);

const pairs = (items: readonly (readonly [name: string, value: Html | string])[]): Html =>
  html`<dl class="pairs">${items.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

const commit = (sha: string, commits: string): Html =>
  /^[0-9a-f]{7,64}$/.test(sha)
    ? html`<a class="mono" href="${commits}${sha}" rel="noreferrer">${shortSha(sha)}</a>`
    : html`<span class="mono">${plain(sha, 40)}</span>`;

/** Whatever was recorded, as names and values. */
function tree(value: unknown, address: string): Html {
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return html`–`;
  if (Array.isArray(value))
    return html`<ul class="tree">${value.slice(0, 200).map((item: unknown) => html`<li>${tree(item, address)}</li>`)}</ul>`;
  if (typeof value === 'object' && value !== null)
    return pairs(Object.entries(value).map(([key, part]) => [wordsOf(plain(key, 60)), tree(part, address)] as const));
  // A digest of this length is the one of another entry.
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value))
    return html`<a class="mono" href="${address}/${value}">${value.slice(0, 10)}</a>`;
  if (typeof value === 'string' && /^[0-9a-f]{40}$/.test(value)) return html`<span class="mono">${value}</span>`;
  return html`${value === null ? '–' : plain(typeof value === 'string' ? value : JSON.stringify(value), 1_000)}`;
}

const wordsOf = (key: string): string =>
  key.replace(/([a-z])([A-Z])/g, (_, low: string, high: string) => `${low} ${high.toLowerCase()}`);
