import type { Delivery } from '../../core/hint.ts';
import { checkName, previewAction, proposalCheckName } from '../target.ts';
import { accountOf, nothing, repositoryRef } from './hints.ts';
import type { Check, Payload } from './payload.ts';

type Own = { readonly appId: number };

/** GitHub resets the suite and leaves our run alone: somebody has to post it again. */
export function readRerequest(payload: Payload, check: Check | undefined, { appId }: Own): Delivery {
  const repository = repositoryRef(payload);
  if (check === undefined || repository === null || !rerequests.has(payload.action ?? '')) return nothing;
  const ofAnotherApp = check.app !== null && check.app !== undefined && check.app.id !== appId;
  const ofAnotherName = check.name !== undefined && check.name !== checkName;
  if (ofAnotherApp || ofAnotherName) return nothing;
  return { hints: [{ kind: 'commit', repository, sha: check.head_sha }], pushes: [] };
}

/** A click on the button under our note on a change of the policy. Who may ask is looked up later. */
export function readPreview(payload: Payload, { appId }: Own): Delivery | null {
  const { action, check_run: run, requested_action: requested } = payload;
  if (action !== 'requested_action' || requested?.identifier !== previewAction) return null;
  const repository = repositoryRef(payload);
  const by = accountOf(payload.sender);
  if (repository === null || by === null || run?.app?.id !== appId || run.name !== proposalCheckName) return nothing;
  return { hints: [{ kind: 'preview', repository, headSha: run.head_sha, by }], pushes: [] };
}

/** Asking for a check again is asking us, whoever asks. No other event has actions of these names. */
export const rerequests = new Set(['rerequested', 'requested_action']);
