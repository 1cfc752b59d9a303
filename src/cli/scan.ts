import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { catalogueOf } from '../core/detectors/catalogue.ts';
import { tools } from '../core/detectors/tools.ts';
import { assessTraces, type Provenance, weighEvidence } from '../core/provenance.ts';
import type { Io, Run } from './io.ts';
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

const help = 'help';

type Options = {
  readonly path: string;
  readonly range: string;
  readonly format: 'text' | 'html' | 'json' | 'csv';
  readonly output: string | null;
  readonly merges: boolean;
};

/** `scan`: the App's detectors over a local history, streamed. */
export const runScan: Run = async (args, io) => {
  const options = optionsIn(args);
  if (options === help) {
    io.stdout.write(usage);
    return 0;
  }
  if (typeof options === 'string') {
    io.stderr.write(`countersign scan: ${options}\n\n${usage}`);
    return 2;
  }
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

const optionsIn = (args: readonly string[]): Options | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        html: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        csv: { type: 'boolean', default: false },
        output: { type: 'string', short: 'o' },
        'no-merges': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return help;
    const formats = (['html', 'json', 'csv'] as const).filter((format) => values[format]);
    if (formats.length > 1) return 'choose one of --html, --json and --csv';
    if (positionals.length > 2) return 'too many arguments';
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
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

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
