import type { Evidence } from '../evidence.ts';
import type { Commit, PullRequestText, Traces } from '../facts.ts';
import { type Block, blocksOf } from './blocks.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite, type Finding } from './cite.ts';
import type { Detector } from './detector.ts';
import { type Line, linesOf } from './lines.ts';

/** A commit message or a description with its title, cut into lines once and read by every detector. */
export type Reading = {
  readonly lines: readonly Line[];
  /** Where a line holds a word of the catalogue; all other lines can be passed over. */
  readonly concerning: readonly number[];
  readonly blocks: readonly Block[];
};

type Found = Omit<Finding, 'detector' | 'commitSha'>;

/** A detector that reads texts: commit messages, and the title and description of the pull request. */
export const textDetector = (
  name: string,
  find: (reading: Reading, catalogue: Catalogue) => readonly Found[],
): Detector => ({
  name,
  detect: (traces, tools) => {
    const catalogue = catalogueOf(tools);
    return readingsOf(traces, catalogue).flatMap(({ reading, commitSha }) =>
      find(reading, catalogue).map((found): Evidence => cite({ ...found, detector: name, commitSha })),
    );
  },
});

/** The texts of the traces that concern the catalogue at all. */
export const readingsOf = (
  { commits, pullRequest }: Traces,
  catalogue: Catalogue,
): readonly { readonly reading: Reading; readonly commitSha: string | null }[] => {
  const readings: { readonly reading: Reading; readonly commitSha: string | null }[] = [];
  for (const commit of commits) {
    const reading = remembered(commit, catalogue, () => readMessage(commit, catalogue));
    if (reading !== null) readings.push({ reading, commitSha: commit.sha });
  }
  const body = pullRequest === null ? null : remembered(pullRequest, catalogue, () => readBody(pullRequest, catalogue));
  return body === null ? readings : [...readings, { reading: body, commitSha: null }];
};

const readMessage = (commit: Commit, catalogue: Catalogue): Reading | null => {
  if (!catalogue.concerns(commit.message)) return null;
  const lines = linesOf(commit.message);
  return read(isDependencyBot(commit) ? trailersOnly(lines) : lines, catalogue);
};

const readBody = (pullRequest: PullRequestText, catalogue: Catalogue): Reading | null => {
  const text = `${pullRequest.title}\n\n${pullRequest.body}`;
  const quotesOthers = isDependencyLogin(pullRequest.author?.login ?? '');
  return quotesOthers || !catalogue.concerns(text) ? null : read(linesOf(text), catalogue);
};

const read = (lines: readonly Line[], catalogue: Catalogue): Reading => {
  const concerning = lines.flatMap((line, at) => (catalogue.concerns(line.text) ? [at] : []));
  return { lines, concerning, blocks: blocksOf(lines, new Set(concerning)) };
};

const readings = new WeakMap<Catalogue, WeakMap<object, Reading | null>>();

const remembered = (source: object, catalogue: Catalogue, make: () => Reading | null): Reading | null => {
  const known = readings.get(catalogue) ?? new WeakMap<object, Reading | null>();
  readings.set(catalogue, known);
  const before = known.get(source);
  if (before !== undefined) return before;
  const made = make();
  known.set(source, made);
  return made;
};

// These quote the release notes of other projects, with everything that those projects declare about themselves.
const dependencyBots: ReadonlySet<string> = new Set(
  'dependabot[bot] dependabot-preview[bot] dependabot renovate[bot] renovate-bot renovate snyk-bot scala-steward depfu[bot] pyup-bot greenkeeper[bot]'.split(
    ' ',
  ),
);

const isDependencyLogin = (login: string): boolean =>
  dependencyBots.has(login.toLowerCase()) || /^[\w-]{0,40}renovate[\w-]{0,40}\[bot\]$/i.test(login);

const isDependencyBot = ({ authors: [author] }: Commit): boolean =>
  author !== undefined && (isDependencyLogin(author.name) || isDependencyLogin(author.account?.login ?? ''));

const trailersOnly = (lines: readonly Line[]): readonly Line[] => {
  const end = lines.findLastIndex((line) => line.text.trim() !== '');
  const start = lines.slice(0, end + 1).findLastIndex((line) => line.text.trim() === '');
  return start < 0 ? [] : lines.slice(start + 1, end + 1).filter((line) => /^[A-Za-z-]{1,40}: /.test(line.text));
};
