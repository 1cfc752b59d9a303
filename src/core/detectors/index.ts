import { account, timeline } from './account.ts';
import { author, committer } from './author.ts';
import { branch } from './branch.ts';
import { coAuthor } from './co-author.ts';
import { declaration } from './declaration.ts';
import type { Detector } from './detector.ts';
import { footer } from './footer.ts';
import { label } from './label.ts';
import { session } from './session.ts';
import { statement } from './statement.ts';
import { title } from './title.ts';
import { trailer } from './trailer.ts';

/** Every kind of signal that we read, one detector each. */
export const detectors: readonly Detector[] = [
  account,
  timeline,
  author,
  coAuthor,
  trailer,
  footer,
  declaration,
  statement,
  session,
  title,
  committer,
  branch,
  label,
];
