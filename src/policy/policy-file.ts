import type { PolicyProblem } from '../core/policy.ts';
import type { PolicyContent } from './schema.ts';
import type { Place, Position } from './tree.ts';

/** A policy file as it was read: its path, the blob's or commit's id, and its text. */
export type PolicyText = { readonly file: string; readonly sha: string; readonly text: string };

/** What a file may refer to beyond itself; a null ladder is the default one. */
export type Authority = {
  readonly ladder: readonly string[] | null;
  readonly services: readonly string[];
  readonly tools: readonly string[];
};

/**
 * The place of a file among the others. Below a floor the keys of authority are errors; on a base branch without a
 * floor they are skipped, because a release branch keeps an old copy of the default branch's file. An `authority` of
 * null could not be read, so that nothing can be said about references to it.
 */
export type Role =
  | { readonly kind: 'floor' }
  | { readonly kind: 'sole' }
  | { readonly kind: 'below-floor'; readonly authority: Authority | null }
  | { readonly kind: 'branch'; readonly authority: Authority };

/** A policy file without problems, and where each of its parts stands. */
export type PolicyFile = {
  readonly file: string;
  readonly sha: string;
  readonly content: PolicyContent;
  readonly positionOf: (place: Place) => Position;
};

export type ParsedPolicy = { readonly ok: PolicyFile } | { readonly problems: readonly PolicyProblem[] };
