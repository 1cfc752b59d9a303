/** What GitHub should show for one head: desired state, not commands. */
export type Publication = {
  readonly headSha: string;
  readonly conclusion: 'action_required' | 'success' | 'failure' | 'neutral';
  readonly title: string;
  readonly summary: string;
  /** Label name → whether it should be on the pull request; labels not named here are left alone. */
  readonly labels: readonly { readonly name: string; readonly color: string; readonly present: boolean }[];
};
