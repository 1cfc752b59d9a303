/** Where nobody outside GitHub knows for certain what it does, or where its servers differ: both can be tried. */
export type Behaviour = {
  /** A change of status or conclusion of a completed check run is ignored. */
  completedRunsAreFinal: boolean;
  /** Of several runs of one name by one app only the newest must pass; otherwise every one of them. */
  newestRunWins: boolean;
  /** A ruleset may name an app as the source of a check only if the app has `statuses: write`. */
  pinsNeedStatusesWrite: boolean;
  /** The pull requests of a commit include those whose head is in a fork. */
  forkHeadsInCommitPulls: boolean;
  /** GitHub has worked out which pull requests a commit belongs to; soon after a merge it has not. */
  commitsKnowTheirPulls: boolean;
  /** With `members: read`, an installation is told of secret teams too. */
  appsSeeSecretTeams: boolean;
  /** Reading a merge queue through GraphQL takes `merge_queues: read`. */
  queuesNeedPermission: boolean;
  /** An entry shows the commits of its group when `merge_group` is sent; otherwise a second later. */
  groupsShowAtOnce: boolean;
  /** What a merge queue lands was merged by its bot; otherwise by whoever put it there. */
  queueBotMerges: boolean;
  /** The sender of `synchronize` after "Update branch" is who clicked; otherwise `web-flow`. */
  updateBranchAsClicker: boolean;
  /** A review by an app counts as one by somebody who may write. */
  appReviewsCount: boolean;
  /** People who can only read may click the buttons of a check run. */
  readersMayClick: boolean;
  /** This server knows of stacks; one that does not refuses to be asked for them. */
  stacksKnown: boolean;
  /** A pull request based on the head of another is in a stack with it without anybody asking. */
  stacksFormThemselves: boolean;
  /** Every pull request of a stack is held to the rules of the stack's base; otherwise to those of its own base. */
  stackRulesOfBase: boolean;
  /** A new check run counts against the limit of content created in a minute. */
  checkRunsAreContent: boolean;
  /** `copilot_work_started` says by which app it was performed. */
  agentEventsNameTheirApp: boolean;
};

/** What seems most likely for github.com. */
export function likeliestBehaviour(): Behaviour {
  return {
    completedRunsAreFinal: true,
    newestRunWins: true,
    pinsNeedStatusesWrite: false,
    forkHeadsInCommitPulls: true,
    commitsKnowTheirPulls: true,
    appsSeeSecretTeams: true,
    queuesNeedPermission: true,
    groupsShowAtOnce: true,
    queueBotMerges: true,
    updateBranchAsClicker: true,
    appReviewsCount: false,
    readersMayClick: false,
    stacksKnown: true,
    stacksFormThemselves: false,
    stackRulesOfBase: true,
    checkRunsAreContent: false,
    agentEventsNameTheirApp: true,
  };
}
