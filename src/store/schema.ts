import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { DebtCause } from '../core/debt.ts';
import type { Evidence } from '../core/evidence.ts';
import type { Explanation } from '../core/explanation.ts';
import type { LedgerEntry } from '../core/facts.ts';
import type { DirectPushHint } from '../core/hint.ts';
import type { Wanted } from '../core/opening.ts';
import type { ReportedClause } from '../core/reported.ts';
import type { Clause } from '../core/requirement.ts';
import type { RequestEnd, RequestStep } from '../core/routing/request.ts';
import type { Considered } from '../core/routing.ts';
import type { Versions } from '../core/versions.ts';

/** A dispute of evidence, with the base under whose rules it was judged. */
export type SetAside = NonNullable<LedgerEntry['setAside']> & { readonly baseRef: string };

/** The tables as the newest migration leaves them. */
export type Tables = {
  deliveries: { guid: string; event: string; received_at: Generated<Date> };
  pull_requests: {
    repository_id: number;
    number: number;
    installation_id: number;
    owner: string;
    name: string;
    head_sha: string;
    base_ref: string;
    state: 'open' | 'closed' | 'merged';
    author_id: number | null;
    verdict: string;
    policy: JSONColumnType<readonly (string | null)[]>;
    tools: JSONColumnType<readonly string[]>;
    digest: string;
    /** The id of the newest comment that a sweep has read. */
    comments_read: number | null;
    versions: JSONColumnType<Versions, string | null, string | null> | null;
    first_seen_at: Generated<Date>;
    evaluated_at: Date;
  };
  decision_chains: { installation_id: number; seq: number; digest: string };
  decisions: {
    installation_id: number;
    seq: number;
    kind: string;
    repository_id: number;
    number: number;
    fingerprint: string;
    content: JSONColumnType<Record<string, unknown>, string, never>;
    previous: string;
    digest: string;
    created_at: Date;
  };
  decision_people: {
    installation_id: number;
    seq: number;
    seal: string;
    salt: string;
    user_id: number | null;
    value: string;
  };
  bindings: {
    repository_id: number;
    number: number;
    review_id: string;
    head_sha: string;
    base_ref: string;
    merge_base: string;
    first_seen_at: Date;
  };
  commands: {
    repository_id: number;
    number: number;
    comment_id: number;
    author_id: number;
    author_login: string;
    digest: string;
    answered: Generated<boolean>;
    settled: Generated<boolean>;
    seen_at: Generated<Date>;
  };
  replies: { repository_id: number; number: number; comment_id: number; body: string };
  debts: {
    repository_id: number;
    number: number;
    installation_id: number;
    owner: string;
    name: string;
    head_sha: string;
    cause: Generated<DebtCause>;
    by_id: number;
    by_login: string;
    reason: string;
    clauses: JSONColumnType<readonly Clause[]>;
    due_days: number;
    overridden_at: Date;
    /** null: overridden, and not merged yet. */
    opened_at: Date | null;
    due_at: Date | null;
    closed_at: Date | null;
    issue: number | null;
    /** Of a direct push: what was pushed. */
    pushed: JSONColumnType<DirectPushHint, string | null, never> | null;
    /** Who was asked to sign it off. */
    assignee_id: Generated<number | null>;
  };
  ledger_evidence: {
    repository_id: number;
    number: number;
    key: string;
    /** Tells apart claims with one key: text that was edited, and evidence that grew stronger. */
    claim: string;
    detector: string;
    confidence: string;
    commit_sha: string | null;
    tree: string | null;
    evidence: JSONColumnType<Evidence, string, never>;
    set_aside: JSONColumnType<SetAside, string | null, string | null> | null;
    first_seen_at: Date;
  };
  ledger_overflow: { repository_id: number; number: number; detector: string; refused: number };
  ledger_pushes: {
    id: Generated<number>;
    repository_id: number;
    ref: string;
    before: string;
    after: string;
    forced: boolean;
    pusher_id: number;
    pusher_login: string;
    pusher_kind: 'user' | 'bot' | 'other';
    seen_at: Generated<Date>;
  };
  repository_tools: { repository_id: number; tool: string; number: number; first_used_at: Date };
  /** What reports add up: one narrow row for each pull request. */
  report_pull_requests: {
    repository_id: number;
    number: number;
    opened_at: Date;
    mode: string;
    involvement: string;
    autonomy: string;
    risk: string;
    tools: string[];
    /** Of the author, without secret ones. */
    teams: string[];
    verdict: string;
    asked: string;
    asked_at: Date | null;
    waiting_since: Date | null;
    signed_off_at: Date | null;
    merged_at: Date | null;
    gate: string | null;
    /** Added and deleted ones; null: not known. */
    lines: Generated<number | null>;
    /** What the newest decision asks for, met or not. */
    clauses: JSONColumnType<readonly ReportedClause[], string | undefined>;
    /** What reports count, as report-rows.ts reads it. */
    counted: GeneratedAlways<string>;
  };
  /** Each sign-off that once counted, by its review. */
  report_sign_offs: {
    repository_id: number;
    number: number;
    review_id: string;
    /** null: erased. */
    user_id: number | null;
    login: string | null;
    counted_at: Date;
    stale: boolean;
    /** Of the clauses that it counted for, highest first. */
    levels: Generated<string[]>;
    /** Added and deleted ones of the pull request when it was first counted; null: not known. */
    lines: Generated<number | null>;
    counted: GeneratedAlways<string>;
  };
  /** The day on which somebody is back, as they said. */
  absences: { user_id: number; until: string };
  /** Whether our check is required on the default branch, as it was last looked up. */
  required_checks: { repository_id: number; state: string; checked_at: Date };
  explanations: {
    repository_id: number;
    number: number;
    digest: string;
    explanation: JSONColumnType<Explanation>;
    /** The position of the change's risk on the scale, to sort by. */
    risk: number;
    /** null: nothing is wanted of anybody. */
    wanted: JSONColumnType<Wanted, string | null, string | null> | null;
    /** Every team and login that could be among those who are wanted. */
    asked_teams: string[];
    asked_users: string[];
    child_teams: boolean;
    people: number[];
  };
  requests: {
    repository_id: number;
    number: number;
    installation_id: number;
    user_id: number;
    login: string;
    level: string;
    clauses: JSONColumnType<readonly string[]>;
    step: RequestStep;
    suggested: boolean;
    opinions: number;
    /** Of the change, in sign-offs of usual size. */
    size: number;
    considered: JSONColumnType<readonly Considered[]>;
    asked_at: Date;
    sent_at: Date | null;
    head_sha: string;
    waiting_since: Date | null;
    reminded_at: Date | null;
    escalations: Generated<number>;
    escalated_at: Date | null;
    ended: RequestEnd | null;
    ended_at: Date | null;
  };
  sessions: {
    id_hash: string;
    user_id: number;
    login: string;
    sealed_token: string;
    started_at: Date;
    seen_at: Date;
  };
  settings: { key: string; value: JSONColumnType<object>; updated_at: Generated<Date> };
};
