import { autonomies, involvements } from '../evidence.ts';
import type { Snapshot } from '../facts.ts';
import { reachedBy, reaches } from '../globs.ts';
import { rank } from '../ladder.ts';
import type { PathIndex } from '../path-index.ts';
import { type Condition, type Glob, type Policy, riskLevels } from '../policy.ts';
import type { Provenance } from '../provenance.ts';
import { type ChangeRisk, newTools, sizeOf } from '../risk.ts';
import { code } from '../text.ts';
import { unreachable } from '../unreachable.ts';
import type { AuthorRanks } from './author-level.ts';
import { firstThatCounts } from './exemption.ts';
import type { Unseen } from './unseen.ts';

/** Everything that a condition may ask about, gathered once for all rules. */
export type Circumstances = {
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly provenance: Provenance;
  readonly risk: ChangeRisk;
  readonly authors: AuthorRanks;
  readonly index: PathIndex;
  readonly unseen: Unseen;
};

/** Whether a condition holds, why in a sentence, and the paths that made it hold. */
export type Finding = { readonly held: boolean; readonly because: string; readonly paths: readonly string[] };

/** Judges one condition. Each is "at least": what is unknown, and what is added, can only make it hold. */
export function judge(condition: Condition, about: Circumstances): Finding {
  switch (condition.kind) {
    case 'involvement':
      return judgeInvolvement(condition.atLeast, about);
    case 'autonomy':
      return judgeAutonomy(condition.atLeast, about);
    case 'risk':
      return judgeRisk(condition.atLeast, about);
    case 'author-below':
      return judgeAuthor(condition.level, about);
    case 'paths':
      return judgePaths(condition.globs, about);
    case 'unless-only':
      return judgeUnlessOnly(condition.globs, about);
    case 'lines-over':
      return judgeLines(condition.lines, about);
    case 'files-over':
      return judgeFiles(condition.files, about);
    case 'base':
      return judgeBase(condition.globs, about);
    case 'tools':
      return judgeTools(condition.tools, about);
    case 'first-use-of-tool':
      return judgeFirstUse(about);
    case 'repository':
      return judgeRepository(condition.repositories, about);
    default:
      return unreachable(condition);
  }
}

const holds = (because: string, paths: readonly string[] = []): Finding => ({ held: true, because, paths });
const fails = (because: string): Finding => ({ held: false, because, paths: [] });
const answer = (held: boolean, because: string): Finding => ({ held, because, paths: [] });

/** A commit that was not listed could say anything about AI. */
const unseenCommits = (why: string): Finding => holds(`not every commit is known: ${why}`);
const unseenFiles = (why: string): Finding => holds(`not every file is known: ${why}`);

function judgeInvolvement(atLeast: Provenance['involvement'], { provenance, unseen }: Circumstances): Finding {
  const held = involvements.indexOf(provenance.involvement) >= involvements.indexOf(atLeast);
  if (!held && unseen.commits !== null) return unseenCommits(unseen.commits);
  return answer(held, `AI involvement is ${provenance.involvement}`);
}

function judgeAutonomy(atLeast: Provenance['autonomy'], { provenance, unseen }: Circumstances): Finding {
  const held = autonomies.indexOf(provenance.autonomy) >= autonomies.indexOf(atLeast);
  if (!held && unseen.commits !== null) return unseenCommits(unseen.commits);
  return answer(held, `AI autonomy is ${provenance.autonomy}`);
}

function judgeRisk(atLeast: ChangeRisk['level'], { risk }: Circumstances): Finding {
  const decisive = risk.factors.find(({ level }) => level === risk.level);
  const because = `the risk is ${risk.level}${decisive === undefined ? '' : `: ${decisive.detail}`}`;
  if (riskLevels.indexOf(risk.level) < riskLevels.indexOf(atLeast)) return fails(because);
  return holds(because, decisive?.paths ?? []);
}

/** The sentence names nobody: levels of people are not published. */
function judgeAuthor(level: string, { policy, authors, unseen }: Circumstances): Finding {
  if (unseen.commits !== null) return unseenCommits(unseen.commits);
  const asked = rank(policy.ladder, level);
  // A level that is not on the ladder cannot be reached by anybody.
  if (asked === -1 || authors.lowest < asked) {
    return holds(`somebody behind the change is not known to hold \`${level}\` or a higher level`);
  }
  return fails(`everybody behind the change holds \`${level}\` or a higher level`);
}

function judgePaths(globs: readonly Glob[], { index, unseen }: Circumstances): Finding {
  const reached = reachedBy(globs, index);
  const [first] = reached;
  if (first !== undefined) {
    return holds(
      `${code(first)} ${reached.length === 1 ? 'matches' : `and ${reached.length - 1} more match`}`,
      reached,
    );
  }
  if (unseen.files !== null) return unseenFiles(unseen.files);
  const [nameless] = unseen.oldNames;
  if (nameless !== undefined) return holds(`the old name of ${code(nameless)} is not known`, unseen.oldNames);
  return fails('no changed file matches');
}

function judgeUnlessOnly(globs: readonly Glob[], { snapshot, unseen }: Circumstances): Finding {
  if (unseen.files !== null) return unseenFiles(unseen.files);
  if (snapshot.files.length === 0) return holds('no file is listed');
  const counts = firstThatCounts(globs, snapshot.files);
  return counts === null ? fails('every changed file is exempted') : holds(`${code(counts)} is not exempted`, [counts]);
}

function judgeLines(lines: number, { snapshot, unseen }: Circumstances): Finding {
  const size = sizeOf(snapshot);
  if (size.lines > lines) return holds(`${size.lines} lines are changed`);
  if (unseen.files !== null) return unseenFiles(unseen.files);
  const [hidden] = unseen.lines;
  if (hidden !== undefined) return holds(`how many lines of ${code(hidden)} changed is not known`, unseen.lines);
  return fails(`${size.lines} lines are changed`);
}

function judgeFiles(files: number, { snapshot, unseen }: Circumstances): Finding {
  const size = sizeOf(snapshot);
  if (size.files > files) return holds(`${size.files} files are changed`);
  if (unseen.files !== null) return unseenFiles(unseen.files);
  return fails(`${size.files} files are changed`);
}

/** A twin with the same head counts with its own base: one check stands for both. */
function judgeBase(globs: readonly Glob[], { snapshot }: Circumstances): Finding {
  const { baseRef, stackBaseRef, siblings } = snapshot;
  const bases = [baseRef, ...(stackBaseRef === null ? [] : [stackBaseRef]), ...siblings.map((twin) => twin.baseRef)];
  const reached = [...new Set(bases)].sort().find((base) => reaches(globs, base));
  return reached === undefined ? fails(`the base is ${code(baseRef)}`) : holds(`the base is ${code(reached)}`);
}

function judgeTools(tools: readonly string[], { provenance, unseen }: Circumstances): Finding {
  const used = provenance.tools.filter((tool) => tools.includes(tool.toLowerCase()));
  if (used.length > 0) return holds(`${used.join(', ')} took part`);
  if (unseen.commits !== null) return unseenCommits(unseen.commits);
  return fails('none of these tools is known to have taken part');
}

function judgeFirstUse({ snapshot, provenance, unseen }: Circumstances): Finding {
  const fresh = newTools(snapshot, provenance);
  if (fresh !== null) return holds(fresh);
  if (unseen.commits !== null) return unseenCommits(unseen.commits);
  return fails('no tool is new here');
}

/** Names can be given to another repository; an id cannot. */
function judgeRepository(repositories: readonly string[], { snapshot }: Circumstances): Finding {
  const { owner, name, repositoryId } = snapshot.ref;
  const called = [name.toLowerCase(), `${owner}/${name}`.toLowerCase(), String(repositoryId)];
  const held = repositories.some((repository) => called.includes(repository));
  return answer(held, `the repository is \`${owner}/${name}\``);
}
