/** One place that requires a check of our name before something lands on a branch. */
export type RequiredHere = {
  readonly by: 'ruleset' | 'classic protection';
  /** The App that must have set it; null: whoever can write. */
  readonly appId: number | null;
  readonly upToDate: boolean;
};

/** Whether our check is required on a default branch: from us, or from whoever can write. */
export type RequiredState = 'required' | 'any-app' | 'not-required' | 'unknown';

/** Required from another App alone, nothing of ours counts. */
export function requiredState(required: readonly RequiredHere[], appId: number): RequiredState {
  if (required.some((here) => here.appId === appId)) return 'required';
  return required.some((here) => here.appId === null) ? 'any-app' : 'not-required';
}
