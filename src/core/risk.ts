import type { RiskLevel } from './policy.ts';

export type RiskFactor = {
  readonly factor: 'paths' | 'lines' | 'files' | 'blast-radius' | 'destructive' | 'novelty' | 'unknown';
  readonly level: RiskLevel;
  readonly detail: string;
  readonly paths: readonly string[];
};

/** What breaks if this change is wrong: the highest level of its factors, and each factor with its paths. */
export type ChangeRisk = { readonly level: RiskLevel; readonly factors: readonly RiskFactor[] };
