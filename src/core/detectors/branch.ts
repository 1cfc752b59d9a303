import type { Evidence } from '../evidence.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';

/**
 * The head branch has a name that tools generate. In the same repository the vendor's own form is likely; else anybody may
 * have typed it. A merge commit only names the branch.
 */
export const branch: Detector = {
  name: 'branch',
  detect: ({ commits, pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    const merged = commits.flatMap(({ sha, message }) => {
      const [, name] = /^Merge pull request #\d{1,9} from [^\s/]{1,100}\/(\S{1,250})/.exec(message.slice(0, 400)) ?? [];
      return name === undefined ? [] : found(name, sha, 'possible', catalogue);
    });
    if (pullRequest === null) return merged;
    const trust = pullRequest.sameRepository ? 'likely' : 'possible';
    return [...merged, ...found(pullRequest.headBranch, null, trust, catalogue)];
  },
};

const found = (
  name: string,
  commitSha: string | null,
  trust: 'likely' | 'possible',
  catalogue: Catalogue,
): readonly Evidence[] => {
  const generated = catalogue.branches.find((pattern) => pattern.matches(name))?.match;
  const match = generated ?? catalogue.branchPrefixes.find((pattern) => pattern.matches(name))?.match;
  if (match === undefined) return [];
  const confidence = generated === undefined ? 'possible' : trust;
  return [cite({ detector: 'branch', confidence, match, autonomy: 'agent', commitSha, quotation: `branch ${name}` })];
};
