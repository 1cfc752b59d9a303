import type { Evidence, Tool } from '../evidence.ts';
import type { Account, Push } from '../facts.ts';
import { type Catalogue, catalogueOf, type Match } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import { fold } from './words.ts';

/** The pull request was opened by a tool's account, as GitHub authenticated it. */
export const account: Detector = {
  name: 'account',
  detect: ({ pullRequest }, tools) => {
    const opener = pullRequest?.author ?? null;
    const match = opener === null ? null : toolOfAccount(opener, catalogueOf(tools));
    if (opener === null || match === null) return [];
    return [
      cite({
        detector: 'account',
        confidence: 'declared',
        match,
        autonomy: 'agent',
        commitSha: null,
        quotation: `opened by ${opener.login}`,
      }),
    ];
  },
};

/** Copilot and its kin write on the timeline when they start and finish, in an event that only the App itself can make. */
export const timeline: Detector = {
  name: 'timeline',
  detect: ({ pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    return (pullRequest?.agentEvents ?? []).map((event) => {
      const match =
        catalogue.logins.get(fold(`${event.appSlug}[bot]`)) ?? catalogue.logins.get(fold(event.appSlug)) ?? null;
      const by = event.actor === null ? '' : `, asked by ${event.actor.login}`;
      return cite({
        detector: 'timeline',
        confidence: 'declared',
        match,
        autonomy: 'agent',
        commitSha: null,
        quotation: `${event.appSlug} worked on this pull request${by}`,
      });
    });
  },
};

/** A tool's account pushed to the head branch: whatever the commits say about their author, it took part. */
export const pushedBy = (pushes: readonly Push[], tools: readonly Tool[]): readonly Evidence[] =>
  pushes.flatMap(({ pusher, after }) => {
    const match = toolOfAccount(pusher, catalogueOf(tools));
    const quotation = `${pusher.login} pushed ${after.slice(0, 7)}`;
    const finding = { detector: 'pusher', confidence: 'declared', autonomy: 'agent', commitSha: after } as const;
    return match === null ? [] : [cite({ ...finding, match, quotation })];
  });

/** The tool whose account this is; null for people and for other machines. GitHub writes an App's login with and without `[bot]`. */
export const toolOfAccount = (who: Account, catalogue: Catalogue): Match | null => {
  const login = fold(who.login);
  const suffixed = who.kind === 'bot' ? catalogue.logins.get(`${login}[bot]`) : undefined;
  return catalogue.accounts.get(who.id) ?? catalogue.logins.get(login) ?? suffixed ?? null;
};
