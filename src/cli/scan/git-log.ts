import { spawn } from 'node:child_process';
import type { Catalogue } from '../../core/detectors/catalogue.ts';
import type { Commit } from '../../core/facts.ts';
import { createSignatures, type Signature } from './signatures.ts';

/** A commit as git printed it. What most commits are never asked for is decoded when somebody asks. */
export type LoggedCommit = {
  readonly author: Signature;
  readonly committer: Signature;
  readonly seconds: number;
  readonly concerning: boolean;
  readonly note: () => string;
  readonly commit: () => Commit;
};

/** A history to read. Nothing in the repository may run: it may be a stranger's. */
export type History = {
  readonly path: string;
  readonly range: string;
  readonly notes: boolean;
  readonly merges: boolean;
};

/** A git command failed; the message is what git said. */
export class GitError extends Error {}

// Configuration that would start a program: signature checks, hooks, file monitors, pagers, maintenance.
const harmless = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', 'cat'],
  ['log.showSignature', 'false'],
  ['log.mailmap', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['diff.external', ''],
  // A partial clone would fetch what it lacks from wherever the repository says.
  ['protocol.allow', 'never'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

const git = (path: string, args: readonly string[]) =>
  spawn('git', ['--no-pager', '--no-optional-locks', '--no-replace-objects', ...harmless, '-C', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** What a short git command prints, or null when it fails. */
export const gitText = async (path: string, args: readonly string[]): Promise<string | null> => {
  const child = git(path, args);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += text.length < 1e6 ? chunk : ''));
  const code = await exitOf(child);
  return code.code === 0 ? text : null;
};

const exitOf = (child: ReturnType<typeof git>): Promise<{ readonly code: number; readonly said: string }> =>
  new Promise((resolve) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += said.length < 2000 ? chunk : ''));
    child.on('error', (error) => resolve({ code: 1, said: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });

const fieldsOf = (notes: boolean): readonly string[] => [
  '%H',
  '%an',
  '%ae',
  '%cn',
  '%ce',
  '%ct',
  notes ? '%N' : '',
  '%B',
];

/** Calls `visit` for every commit of the history, newest first, holding one piece of git's output at a time. */
export const readHistory = async (
  history: History,
  catalogue: Catalogue,
  visit: (logged: LoggedCommit) => void,
): Promise<void> => {
  const format = fieldsOf(history.notes).join('%x00');
  const child = git(history.path, [
    'log',
    '-z',
    `--format=tformat:${format}`,
    '--encoding=UTF-8',
    '--no-color',
    '--no-decorate',
    '--no-ext-diff',
    '--no-textconv',
    history.notes ? '--notes=refs/notes/ai' : '--no-notes',
    ...(history.merges ? [] : ['--no-merges']),
    '--end-of-options',
    history.range,
    '--',
  ]);
  const exit = exitOf(child);
  child.stdout.on('data', recordReader(catalogue, visit));
  const { code, said } = await exit;
  if (code !== 0) throw new GitError(said.split('\n')[0] ?? 'git failed');
};

const fieldCount = 8;
const longestRecord = 1 << 26;

const recordReader = (catalogue: Catalogue, visit: (logged: LoggedCommit) => void): ((chunk: Buffer) => void) => {
  const signature = createSignatures(catalogue);
  const ends = new Uint32Array(fieldCount);
  let pending: Buffer[] = [];
  let held = 0;
  return (chunk) => {
    pending.push(chunk);
    held += chunk.length;
    // A record that is still growing is put together once, not with every piece.
    if (!chunk.includes(0)) {
      if (held > longestRecord) throw new GitError('a commit is larger than 64 MB');
      return;
    }
    const bytes = pending.length === 1 ? chunk : Buffer.concat(pending);
    let start = 0;
    while (findEnds(bytes, start, ends)) {
      visit(loggedOf(bytes, start, ends, catalogue, signature));
      start = (ends[fieldCount - 1] ?? 0) + 1;
    }
    pending = start < bytes.length ? [bytes.subarray(start)] : [];
    held = bytes.length - start;
  };
};

const findEnds = (bytes: Buffer, start: number, ends: Uint32Array): boolean => {
  let at = start;
  for (let field = 0; field < fieldCount; field += 1) {
    const end = bytes.indexOf(0, at);
    if (end < 0) return false;
    ends[field] = end;
    at = end + 1;
  }
  return true;
};

const loggedOf = (
  bytes: Buffer,
  start: number,
  ends: Uint32Array,
  catalogue: Catalogue,
  signature: (bytes: Buffer, start: number, end: number) => Signature,
): LoggedCommit => {
  const [sha = 0, , authored = 0, , committed = 0, dated = 0, noted = 0, end = 0] = ends;
  const author = signature(bytes, sha + 1, authored);
  const committer = signature(bytes, authored + 1, committed);
  return {
    author,
    committer,
    seconds: Number(bytes.toString('latin1', committed + 1, dated)),
    concerning: author.recognized || committer.recognized || catalogue.concernsBytes(bytes, noted + 1, end),
    note: () => bytes.toString('utf8', dated + 1, noted),
    commit: () => ({
      sha: bytes.toString('latin1', start, sha),
      tree: '',
      parents: [],
      message: bytes.toString('utf8', noted + 1, end),
      authors: [author.identity],
      committer: committer.identity,
      committedAt: '',
    }),
  };
};
