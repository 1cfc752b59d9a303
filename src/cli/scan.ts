import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { catalogueOf } from '../core/detectors/catalogue.ts';
import { tools } from '../core/detectors/tools.ts';
import { assessTraces, type Provenance, weighEvidence } from '../core/provenance.ts';
import type { Io, Run } from './io.ts';
import { type Given, readCall, WrongCall } from './read-call.ts';
import { GitError, gitText, type LoggedCommit, readHistory } from './scan/git-log.ts';
import { evidenceInNote } from './scan/notes.ts';
import { startProgress } from './scan/progress.ts';
import { printable, renderCsv, renderJson, renderText } from './scan/render.ts';
import { renderHtml } from './scan/render-html.ts';
import { count, emptyTally, type Tally } from './scan/tally.ts';

const usage = `Usage: countersign scan [PATH] [RANGE] [--html | --json | --csv] [--output FILE] [--no-merges]

Reads the history of the git repository at PATH (default: here) over RANGE (default: HEAD) and tells which share of the
commits declares AI, by month, tool and author's domain. Nothing in the repository is run, and nothing leaves this machine.
`;

type Options = {
  readonly path: string;
  readonly range: string;
  readonly format: 'text' | 'html' | 'json' | 'csv';
  readonly output: string | null;
  readonly merges: boolean;
};

/** `scan`: the App's detectors over a local history, streamed. */
export const runScan: Run = async (args, io) => {
  const call = readCall({ name: 'scan', usage, options: named, words: 2, read: readOptions }, args, io);
  if (!call.ok) return call.exitCode;
  const options = call.wanted;
  try {
    const tally = await scan(options, io);
    const title = `AI declared in ${options.path} ${options.range}`;
    const text = { text: renderText, html: renderHtml, json: renderJson, csv: renderCsv }[options.format](tally, title);
    if (options.output === null) io.stdout.write(text);
    else await writeFile(options.output, text);
    return 0;
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    io.stderr.write(`countersign scan: ${printable(error.message)}\n`);
    return 1;
  }
};

const named = {
  html: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  output: { type: 'string', short: 'o' },
  'no-merges': { type: 'boolean', default: false },
} as const;

function readOptions({ values, positionals }: Given<typeof named>): Options {
  const formats = (['html', 'json', 'csv'] as const).filter((format) => values[format]);
  if (formats.length > 1) throw new WrongCall('choose one of --html, --json and --csv');
  // One argument that is no folder is a range here.
  const [first = '.', second] = positionals;
  const onlyRange = second === undefined && positionals.length === 1 && !isFolder(first);
  return {
    path: onlyRange ? '.' : first,
    range: onlyRange ? first : (second ?? 'HEAD'),
    format: formats[0] ?? 'text',
    output: values.output ?? null,
    merges: !values['no-merges'],
  };
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const scan = async ({ path, range, merges }: Options, { stderr }: Io): Promise<Tally> => {
  const tally = emptyTally();
  const notes = (await gitText(path, ['rev-parse', '--verify', '--quiet', 'refs/notes/ai'])) !== null;
  const progress = startProgress(stderr, () => gitText(path, ['rev-list', '--count', '--end-of-options', range, '--']));
  try {
    await readHistory({ path, range, notes, merges }, catalogueOf(tools), (logged) => {
      count(tally, { seconds: logged.seconds, domain: logged.author.domain }, provenanceOf(logged));
      progress.advance(tally.total.commits);
    });
  } finally {
    progress.stop();
  }
  return tally;
};

const provenanceOf = (logged: LoggedCommit): Provenance | null => {
  const note = logged.note();
  if (note === '' && !logged.concerning) return null;
  const commit = logged.commit();
  const { evidence, declaration } = assessTraces({ commits: [commit], pullRequest: null });
  const noted = evidenceInNote(note, commit.sha, catalogueOf(tools));
  return weighEvidence({ evidence: [...evidence, ...noted], ledger: [], declaration });
};
