import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { heardEvents } from '../app.ts';
import type { GitHub } from '../github/client.ts';
import type { DeliveryOutcome } from '../server.ts';
import type { Store } from '../store/db.ts';
import { within } from '../store/within.ts';
import type { EndedRun } from '../worker/run.ts';

/** What is counted while the program runs, and its text as Prometheus reads it. docs/operations.md names each. */
export type Metrics = {
  readonly delivered: (event: string, outcome: DeliveryOutcome) => void;
  readonly ended: (run: EndedRun) => void;
  readonly render: () => Promise<string>;
};

export type MetricSources = {
  readonly depth: Store['depth'];
  readonly github: Pick<GitHub, 'requests' | 'rateLimits'>;
  readonly version: string;
};

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const { delivered, ended } = createCounters(registry);
  const askStore = observeStore(registry, sources.depth);
  observeGitHub(registry, sources.github);
  const build = { name: 'countersign_build', help: 'Always 1; the label tells the version.', registers: [registry] };
  new Gauge({ ...build, labelNames: ['version'] }).set({ version: sources.version }, 1);
  let ofProcess = false;
  return {
    delivered,
    ended,
    render: async () => {
      // These watch the process from now on, which is not worth it where nobody asks.
      if (!ofProcess) collectDefaultMetrics({ register: registry });
      ofProcess = true;
      await askStore();
      return registry.metrics();
    },
  };
}

function createCounters(registry: Registry): Pick<Metrics, 'delivered' | 'ended'> {
  const registers = [registry];
  const deliveries = new Counter({
    name: 'countersign_deliveries_total',
    help: 'Webhook deliveries by event and what became of them.',
    labelNames: ['event', 'outcome'],
    registers,
  });
  const jobs = new Counter({
    name: 'countersign_jobs_total',
    help: 'Runs of jobs by kind and result; `failed` will be tried again, `given_up` not by itself.',
    labelNames: ['job', 'result'],
    registers,
  });
  const retries = new Counter({
    name: 'countersign_job_retries_total',
    help: 'Runs of jobs that had failed before.',
    labelNames: ['job'],
    registers,
  });
  const duration = new Histogram({
    name: 'countersign_job_seconds',
    help: 'How long a run of a job takes.',
    labelNames: ['job'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const verdicts = new Counter({
    name: 'countersign_verdicts_total',
    help: 'What was decided, about pull requests and about groups of the merge queue.',
    labelNames: ['job', 'verdict'],
    registers,
  });
  return {
    delivered: (event, outcome) => deliveries.inc({ event: named(event, outcome), outcome }),
    ended: ({ job, result, attempt, ms, verdict }) => {
      jobs.inc({ job, result: result.replace(' ', '_') });
      duration.observe({ job }, ms / 1000);
      if (attempt > 1) retries.inc({ job });
      if (verdict !== null) verdicts.inc({ job, verdict });
    },
  };
}

const eventNames: ReadonlySet<string> = new Set(heardEvents);

/** The name stands in a header, which anybody can write: only names we know become labels, and only behind a signature. */
const named = (event: string, outcome: DeliveryOutcome): string =>
  eventNames.has(event) && outcome !== 'malformed' && outcome !== 'bad_signature' ? event : 'other';

/** Prometheus gives up after ten seconds. */
const depthWithin = 5_000;

/** Asks the store anew when it is called; gauges that ask for themselves could not tell two things from one answer. */
function observeStore(registry: Registry, depth: Store['depth']): () => Promise<void> {
  const registers = [registry];
  const up = new Gauge({ name: 'countersign_store_up', help: '1 while the store answers.', registers });
  const oldest = new Gauge({
    name: 'countersign_queue_oldest_seconds',
    help: 'How long the oldest job that is due has been waiting.',
    registers,
  });
  const jobs = new Gauge({
    name: 'countersign_queue_jobs',
    help: 'Jobs in the queue by state; `dead` ones were given up.',
    labelNames: ['state'],
    registers,
  });
  return async () => {
    // A store that is down must not hide the rest, least of all that it is down.
    const found = await within(depthWithin, depth()).catch(() => null);
    up.set(found === null ? 0 : 1);
    jobs.reset();
    oldest.remove();
    if (found === null) return;
    const { oldestSeconds, ...states } = found;
    oldest.set(oldestSeconds);
    for (const [state, count] of Object.entries(states)) jobs.set({ state }, count);
  };
}

/** How many installations have a label of their own; all others share one. */
const namedInstallations = 100;

function observeGitHub(registry: Registry, github: MetricSources['github']): void {
  const known = new Set<number>();
  const label = (installationId: number): string => {
    if (known.size < namedInstallations) known.add(installationId);
    return known.has(installationId) ? String(installationId) : 'other';
  };
  registry.registerMetric(
    new Counter({
      name: 'countersign_github_requests_total',
      help: 'Requests to GitHub, those for tokens aside; installation 0 is the App itself.',
      labelNames: ['kind', 'installation'],
      registers: [],
      collect() {
        this.reset();
        for (const { kind, installationId, requests } of github.requests())
          this.inc({ kind, installation: label(installationId) }, requests);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'countersign_github_rate_limit_remaining',
      help: 'What is left of the limit of the hour, as GitHub said last.',
      labelNames: ['resource', 'installation'],
      registers: [],
      collect() {
        this.reset();
        const lowest = new Map<string, { resource: string; installation: string; remaining: number }>();
        for (const { resource, installationId, remaining } of github.rateLimits()) {
          const installation = label(installationId);
          const key = `${resource} ${installation}`;
          // Of those that share a label, the one that is nearest to its end.
          if (remaining < (lowest.get(key)?.remaining ?? Number.POSITIVE_INFINITY))
            lowest.set(key, { resource, installation, remaining });
        }
        for (const { remaining, ...labels } of lowest.values()) this.set(labels, remaining);
      },
    }),
  );
}
