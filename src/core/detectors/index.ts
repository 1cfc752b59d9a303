import { account, timeline } from './account.ts';
import { author, committer } from './author.ts';
import { branch } from './branch.ts';
import { coAuthor } from './co-author.ts';
import type { Detector } from './detector.ts';
import { label } from './label.ts';

/** Every kind of signal that we read, one detector each. */
export const detectors: readonly Detector[] = [account, timeline, author, coAuthor, committer, branch, label];
