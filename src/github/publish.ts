import { z } from 'zod';
import type { PullRequestRef, RepositoryRef } from '../core/facts.ts';
import type { Loaded, Shown } from '../core/loaded.ts';
import type { DesiredLabel, Publication } from '../core/publication.ts';
import { GitHubError, HeadMovedError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createBoundedMap } from './bounded-map.ts';
import { fitCheckText } from './check-text.ts';
import type { GitHub } from './client.ts';
import { checkName } from './target.ts';

export type PublisherOptions = {
  readonly github: GitHub;
  readonly log: Logger;
  /** Where the reasons of one pull request can be read; without it GitHub links to the App's own page. */
  readonly detailsUrl?: (ref: PullRequestRef) => string;
};

export type Publisher = {
  /** Makes GitHub show what was decided: the check on the evaluated head first, then the labels as a courtesy. */
  readonly publish: (loaded: Loaded, publication: Publication) => Promise<void>;
  /** Answers on the commit of a merge group. */
  readonly publishMergeGroup: (repository: RepositoryRef, publication: Omit<Publication, 'labels'>) => Promise<void>;
  /** Says on a head that nothing is decided about it yet, so that no earlier answer can be taken for one. */
  readonly publishEvaluating: (ref: PullRequestRef, headSha: string) => Promise<void>;
  /** Says on a head that the last attempt to decide failed, and why. */
  readonly publishFailure: (ref: PullRequestRef, headSha: string, reason: string) => Promise<void>;
};

export function createPublisher({ github, log, detailsUrl }: PublisherOptions): Publisher {
  const existingLabels = createBoundedMap<true>(10_000);

  return {
    async publish({ facts, shown }, publication) {
      const { headSha, externalId, conclusion, title, summary } = publication;
      const text = fitCheckText(title, summary);
      if (!isShown(shown.check, publication, text.title))
        await postCheck(facts.ref, {
          head_sha: headSha,
          external_id: externalId,
          status: 'completed',
          conclusion,
          output: text,
        });
      await tryUpdateLabels(facts.ref, shown.labels, publication.labels);
    },
    publishMergeGroup: (repository, { headSha, externalId, conclusion, title, summary }) =>
      postCheck(repository, {
        head_sha: headSha,
        external_id: externalId,
        status: 'completed',
        conclusion,
        output: fitCheckText(title, summary),
      }),
    publishEvaluating: (ref, headSha) =>
      postCheck(ref, {
        head_sha: headSha,
        status: 'in_progress',
        output: { title: 'Evaluating', summary: 'Countersign is reading this pull request.' },
      }),
    publishFailure: (ref, headSha, reason) =>
      postCheck(ref, {
        head_sha: headSha,
        status: 'completed',
        conclusion: 'failure',
        output: fitCheckText('Could not be evaluated', reason),
      }),
  };

  /**
   * Always a new check run: GitHub does not reliably let a completed one go back, and the newest of one name and App is
   * the one that counts.
   */
  async function postCheck(ref: RepositoryRef | PullRequestRef, run: CheckRun): Promise<void> {
    const route = 'POST /repos/{owner}/{repo}/check-runs';
    const answer = await orHeadMoved(
      run.head_sha,
      github.rest(ref.installationId, route, {
        owner: ref.owner,
        repo: ref.name,
        name: checkName,
        ...run,
        ...(detailsUrl === undefined || !('number' in ref) ? {} : { details_url: detailsUrl(ref) }),
      }),
    );
    const echo = Echo.safeParse(answer);
    const { head_sha, status, conclusion = null } = run;
    const wanted = { name: checkName, head_sha, status, conclusion, external_id: run.external_id ?? '' };
    const told = echo.success ? { ...echo.data, external_id: echo.data.external_id ?? '' } : null;
    if (JSON.stringify(told) !== JSON.stringify(wanted))
      throw new GitHubError(`GitHub did not keep the check run as sent to \`${route}\``, null, null, echo);
  }

  /** Labels help people find things; the check does not wait for them. */
  async function tryUpdateLabels(
    ref: PullRequestRef,
    shown: readonly string[],
    wanted: readonly DesiredLabel[],
  ): Promise<void> {
    const has = (name: string) => shown.some((label) => label.toLowerCase() === name.toLowerCase());
    try {
      for (const label of wanted) {
        if (label.present && !has(label.name)) await addLabel(ref, label);
        if (!label.present && has(label.name)) await removeLabel(ref, label.name);
      }
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      log.warn({ repo: `${ref.owner}/${ref.name}`, pr: ref.number, err: error }, 'labels not updated');
    }
  }

  async function addLabel(ref: PullRequestRef, { name, color }: DesiredLabel): Promise<void> {
    const place = { owner: ref.owner, repo: ref.name };
    const key = `${ref.repositoryId}:${name.toLowerCase()}`;
    if (existingLabels.get(key) === undefined) {
      await unless(
        422,
        github.rest(ref.installationId, 'POST /repos/{owner}/{repo}/labels', { ...place, name, color }),
      );
      existingLabels.set(key, true);
    }
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
    await github.rest(ref.installationId, route, { ...place, issue_number: ref.number, labels: [name] });
  }

  async function removeLabel(ref: PullRequestRef, name: string): Promise<void> {
    const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
    const place = { owner: ref.owner, repo: ref.name, issue_number: ref.number, name };
    await unless(404, github.rest(ref.installationId, route, place));
  }
}

type CheckRun = {
  readonly head_sha: string;
  readonly external_id?: string;
  readonly status: 'in_progress' | 'completed';
  readonly conclusion?: Publication['conclusion'];
  readonly output: { readonly title: string; readonly summary: string };
};

// In the order in which the wanted values are compared.
const Echo = z.object({
  name: z.string(),
  head_sha: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  external_id: z.string().nullish(),
});

/** Whether GitHub already shows this decision. A run that somebody asked to run again is no longer completed. */
function isShown(check: Shown['check'], { conclusion, externalId }: Publication, title: string): boolean {
  if (check === null || check.status !== 'completed') return false;
  return check.conclusion === conclusion && check.title === title && check.externalId === externalId;
}

/** A commit that GitHub no longer has is no head: there is another one to look at. */
async function orHeadMoved(headSha: string, request: Promise<unknown>): Promise<unknown> {
  try {
    return await request;
  } catch (error) {
    const said = error instanceof GitHubError && error.cause instanceof Error ? error.cause.message : '';
    if (/no commit found for sha/i.test(said)) throw new HeadMovedError(`${headSha} is gone`, { cause: error });
    throw error;
  }
}

/** Answers of this status say that what we want is already so. */
async function unless(status: number, request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status !== status) throw error;
  }
}
