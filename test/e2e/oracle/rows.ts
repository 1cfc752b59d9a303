import { aCommit, aDiff, anOlderDiff, ids, mappedTo, side, type WorldFacts } from './a-world.ts';
import type { Evidence, Opinion, Policy, Rule } from './world.ts';

export type Row = {
  readonly row: string;
  readonly why: string;
  readonly facts: WorldFacts;
  readonly colour: 'green' | 'red';
};

export const signedBy = (opinions: readonly Opinion[], facts: WorldFacts = {}): WorldFacts => ({
  ...facts,
  pull: { ...facts.pull, opinions },
});
export const rules = (...list: Rule[]): { readonly policy: Partial<Policy> } => ({ policy: { rules: list } });
export const always = (require: Rule['require'], name = 'always'): Rule => ({ name, when: [], require });
export const ifLikely: Rule = {
  name: 'ai',
  when: [{ kind: 'involvement', atLeast: 'likely' }],
  require: { level: 'senior' },
};
export const seen = (facts: Partial<Evidence> = {}): Evidence => ({
  id: 'e1',
  kind: 'commit',
  confidence: 'declared',
  standing: true,
  ...facts,
});
export const stale = { commit: 'c2', bound: { mergeBase: 'm0', diff: anOlderDiff } };
export const unmapped = [aCommit({ authors: ['unmapped'] })];
export const anotherDiff = { 'src/a.ts': { before: side('5'), after: side('2') } };

export function updatedBy(before: typeof aDiff): WorldFacts {
  const update = { before, after: aDiff };
  return {
    pull: {
      commits: [aCommit({ sha: 'c2' }), aCommit({ authors: [mappedTo(ids.ada)], committer: mappedTo(99), update })],
      pushes: [
        { by: ids.mia, commits: ['c2'], update: null },
        { by: ids.ada, commits: ['c3'], update },
      ],
    },
  };
}

export function touching(path: string) {
  return { [path]: { before: side('1'), after: side('2') } };
}
