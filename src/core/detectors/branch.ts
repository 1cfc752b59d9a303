import { catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';

/** The head branch has a name that tools generate. In the same repository the vendor's own form is likely; else anybody may have typed it. */
export const branch: Detector = {
  name: 'branch',
  detect: ({ pullRequest }, tools) => {
    if (pullRequest === null) return [];
    const catalogue = catalogueOf(tools);
    const name = pullRequest.headBranch;
    const generated = catalogue.branches.find((pattern) => pattern.matches(name));
    const prefixed = catalogue.branchPrefixes.find((pattern) => pattern.matches(name));
    const match = generated?.match ?? prefixed?.match;
    if (match === undefined) return [];
    const confidence = generated !== undefined && pullRequest.sameRepository ? 'likely' : 'possible';
    return [
      cite({ detector: 'branch', confidence, match, autonomy: 'agent', commitSha: null, quotation: `branch ${name}` }),
    ];
  },
};
