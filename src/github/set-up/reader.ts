import type { Fact } from '../../core/facts.ts';
import type { Bypass } from '../../doctor/facts.ts';
import type { GitHub } from '../client.ts';
import type { Directory } from '../directory.ts';
import type { FloorSetting } from '../target.ts';

/** What an account and its repositories are read with. */
export type Reader = {
  readonly github: GitHub;
  readonly directory: Directory;
  readonly floor: FloorSetting;
  /** Asks as an administrator, who is told who may go around the rules; null: nobody gave a token. */
  readonly administrator: GitHub | null;
  readonly serves: (account: string) => boolean;
  /** Names whose bearer is another than the one first seen, or gone. */
  readonly distrusted: (installationId: number) => Promise<Fact<readonly string[]>>;
  /** By ruleset: one of an organization holds in all its repositories. */
  readonly bypassOf: Map<number, Promise<Fact<readonly Bypass[]>>>;
};
