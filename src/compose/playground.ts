import type { RepositoryRef } from '../core/facts.ts';
import { createPersonalGitHub } from '../github/client.ts';
import { createDirectory } from '../github/directory.ts';
import { createLoader } from '../github/load-snapshot.ts';
import { createMembershipReader } from '../github/memberships.ts';
import { readPolicyTexts } from '../github/policy-texts.ts';
import { createProver } from '../github/prove.ts';
import { readCommands } from '../github/read-commands.ts';
import { policyPath } from '../github/target.ts';
import { wantingBoth } from '../github/wanted-facts.ts';
import { effectivePolicy, type PolicyTexts } from '../policy/effective-policy.ts';
import { noTeams, starterPolicy } from '../policy/starter.ts';
import type { Place, PlaygroundPorts, PlaygroundSight } from '../web/playground/ports.ts';
import { decideOn } from '../worker/decide.ts';
import type { Parts } from './parts.ts';

export const playground: PlaygroundPorts = {
  nowhere: placeOf({ owner: 'your-organization', organization: null, defaultBranch: null, baseBranch: null }, false),
};

/** What one person may try a policy on. Nothing is written, neither on GitHub nor in the store. */
export function playgroundSight({ config, credentials, store, log }: Parts, token: string): PlaygroundSight {
  const github = createPersonalGitHub({ baseUrl: config.apiUrl, log, token });
  const directory = createDirectory(github);
  const { appId } = credentials;
  const load = createLoader({ github, directory, appId, floor: config.floor });
  return {
    place: async (repository) => {
      const texts = await readPolicyTexts(github, repository, config.floor);
      return texts === null ? null : placeOf(texts, isFloor(repository));
    },
    snapshot: async (ref, tried) => {
      const loaded = await load(ref, tried);
      if (loaded === null) return null;
      const memberships = createMembershipReader(directory);
      const { snapshot } = await decideOn(loaded, {
        recall: store.recall,
        commands: async () => (await readCommands(github, ref, await store.recallComments(ref))).comments,
        prove: createProver(github),
        memberships: (reading, people) =>
          memberships({ ...reading, policy: wantingBoth(reading.policy, tried) }, people),
      });
      return snapshot;
    },
  };
}

const isFloor = ({ name }: RepositoryRef): boolean => name.toLowerCase() === '.github';

function placeOf(texts: PolicyTexts, floorItself: boolean): Place {
  const key = floorItself ? 'organization' : 'defaultBranch';
  const text = texts[key];
  return {
    text: text === null || 'unreadable' in text ? beginningOf(texts) : text.text,
    inForce: effectivePolicy(texts),
    read: (written) => effectivePolicy({ ...texts, [key]: { file: policyPath, sha: 'tried', text: written } }),
    floorUnseen: !floorItself && texts.organization === null,
  };
}

/** Under a floor the file can only add rules; without one it says everything itself. */
function beginningOf({ organization }: PolicyTexts): string {
  return organization === null ? starterPolicy({ scope: 'repository', ...noTeams }) : underFloor;
}

const underFloor = `# What this repository asks on top of the organization's policy. It can only tighten.
version: 1

rules: []
`;
