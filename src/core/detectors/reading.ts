import type { Commit, PullRequestText } from '../facts.ts';
import type { Catalogue } from './catalogue.ts';
import { type Line, linesOf } from './lines.ts';

const messages = new WeakMap<Commit, readonly Line[]>();
const bodies = new WeakMap<PullRequestText, readonly Line[]>();

/** The lines of a commit's message, or none where no word of it concerns the catalogue. Cut once, read by every detector. */
export const readMessage = (commit: Commit, catalogue: Catalogue): readonly Line[] => {
  if (!catalogue.concerns(commit.message)) return [];
  const lines =
    messages.get(commit) ?? (isDependencyBot(commit) ? trailersOnly(linesOf(commit.message)) : linesOf(commit.message));
  messages.set(commit, lines);
  return lines;
};

/** The lines of a pull request's title and description, or none where no word of them concerns the catalogue. */
export const readBody = (pullRequest: PullRequestText, catalogue: Catalogue): readonly Line[] => {
  const text = `${pullRequest.title}\n\n${pullRequest.body}`;
  if (!catalogue.concerns(text) || isDependencyLogin(pullRequest.author?.login ?? '')) return [];
  const lines = bodies.get(pullRequest) ?? linesOf(text);
  bodies.set(pullRequest, lines);
  return lines;
};

// These quote the release notes of other projects, with everything that those projects declare about themselves.
const dependencyBots = new Set([
  'dependabot[bot]',
  'dependabot-preview[bot]',
  'renovate[bot]',
  'renovate-bot',
  'renovate',
  'dependabot',
  'mend-bolt-for-github[bot]',
  'snyk-bot',
  'scala-steward',
  'depfu[bot]',
  'pyup-bot',
  'greenkeeper[bot]',
]);

const isDependencyLogin = (login: string): boolean =>
  dependencyBots.has(login.toLowerCase()) || /^(?:[\w-]*renovate[\w-]*\[bot\])$/i.test(login);

const isDependencyBot = ({ authors: [author] }: Commit): boolean =>
  author !== undefined && (isDependencyLogin(author.name) || isDependencyLogin(author.account?.login ?? ''));

const trailersOnly = (lines: readonly Line[]): readonly Line[] => {
  const end = lines.findLastIndex((line) => line.text.trim() !== '');
  const start = lines.slice(0, end + 1).findLastIndex((line) => line.text.trim() === '');
  return start < 0 ? [] : lines.slice(start + 1, end + 1).filter((line) => /^[A-Za-z-]+: /.test(line.text));
};
