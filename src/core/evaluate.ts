import type { Provenance } from './provenance.ts';
import type { Requirement } from './requirement.ts';
import type { ChangeRisk } from './risk.ts';
import type { ChangeRequest, SignOff } from './sign-off.ts';
import type { Verdict } from './verdict.ts';

/** Everything that was decided about one snapshot; whatever is shown anywhere comes from this one value. */
export type Evaluation = {
  readonly provenance: Provenance;
  readonly risk: ChangeRisk;
  readonly requirement: Requirement;
  readonly signOffs: readonly SignOff[];
  readonly changeRequests: readonly ChangeRequest[];
  readonly verdict: Verdict;
};
