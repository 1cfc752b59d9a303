import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runScan } from '../../src/cli/scan.ts';
import { hear } from '../support/io.ts';

let folder = '';

const git = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execFileSync('git', ['-C', folder, ...args], {
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', ...env },
    encoding: 'utf8',
  });

const commit = (message: string, author: readonly [string, string], date: string) =>
  git(['commit', '-q', '--allow-empty', '--cleanup=verbatim', `--message=${message}`], {
    GIT_AUTHOR_NAME: author[0],
    GIT_AUTHOR_EMAIL: author[1],
    GIT_COMMITTER_NAME: 'Mia Holt',
    GIT_COMMITTER_EMAIL: 'mia@holt.example',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  });

const scan = (args: readonly string[]) => hear((io) => runScan(args, io));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-scan-'));
  git(['init', '-q', '-b', 'main']);
  commit('start', ['Mia Holt', 'mia@holt.example'], '2026-01-10T12:00:00Z');
  commit('fix\n\nAssisted-by: Codex', ['Mia Holt', 'mia@holt.example'], '2026-01-20T12:00:00Z');
  commit('fix more', ['Claude', 'noreply@anthropic.com'], '2026-03-01T12:00:00Z');
  commit('strange', ['=cmd()', 'x@=cmd().example'], '2026-03-02T12:00:00Z');
  commit('note', ['Bo', 'bo@a&b.example'], '2026-03-03T12:00:00Z');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('scan', () => {
  it('counts by month, tool and domain', async () => {
    const { code, out } = await scan([folder, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      total: { commits: 5, ai: 2, agent: 1, possible: 0 },
      months: [
        { month: '2026-01', commits: 2, ai: 1 },
        { month: '2026-02', commits: 0, ai: 0 },
        { month: '2026-03', commits: 3, ai: 1, agent: 1 },
      ],
      tools: [
        { tool: 'claude', ai: 1, agent: 1 },
        { tool: 'codex', ai: 1, agent: 0 },
      ],
    });
  });

  it('reads a range', async () => {
    const { out } = await scan([folder, 'HEAD~4..HEAD~3', '--json']);
    expect(JSON.parse(out)).toMatchObject({ total: { commits: 1, ai: 1 } });
  });

  it('draws a plot for a terminal', async () => {
    const { out } = await scan([folder]);
    expect(out).toContain('2 of 5 commits (40.0 %) declare AI');
    expect(out).toMatch(/2026-01 {2}█{20}·{20} {3}50\.0 %/);
  });

  it('makes a spreadsheet that runs nothing', async () => {
    const { out } = await scan([folder, '--csv']);
    expect(out).toContain("domain,'=cmd().example,1,0,0,0\r\n");
    expect(out.split('\r\n')[0]).toBe('by,key,commits,ai,agent,possible');
  });

  it('makes one page that needs nothing else and escapes what strangers wrote', async () => {
    const page = join(folder, 'page.html');
    expect((await scan([folder, '--html', '--output', page])).code).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|<link|src=|https?:/);
    expect(html).toContain('<td>a&amp;b.example</td>');
  });

  it('reads the notes of git-ai', async () => {
    const note = `a.ts\n  12ab 1-3\n---\n${JSON.stringify({ schema_version: 'authorship/3.0.0', prompts: { '12ab': { agent_id: { tool: 'cursor', model: 'x' } } } })}`;
    git(['notes', '--ref=ai', 'add', '-m', note, 'HEAD'], {
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x@x.example',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x@x.example',
    });
    const { out } = await scan([folder, 'HEAD~1..HEAD', '--json']);
    expect(JSON.parse(out)).toMatchObject({ total: { commits: 1, ai: 1 }, tools: [{ tool: 'cursor' }] });
    git(['update-ref', '-d', 'refs/notes/ai']);
  });

  it('runs nothing that the repository configures', async () => {
    const trace = join(folder, 'ran');
    const program = join(folder, 'program.sh');
    writeFileSync(program, `#!/bin/sh\ntouch '${trace}'\n`, { mode: 0o755 });
    for (const key of ['core.fsmonitor', 'core.pager', 'diff.external', 'gpg.program', 'core.sshCommand'])
      git(['config', key, program]);
    git(['config', 'log.showSignature', 'true']);
    expect((await scan([folder])).code).toBe(0);
    expect(existsSync(trace)).toBe(false);
  });

  it.each([{ why: 'a range that looks like an option', args: ['.', '--', '--output=x'], code: 1, says: '--output=x' }])(
    'says what is wrong with $why',
    async ({ args, code, says }) => {
      const result = await scan(args);
      expect(result.code).toBe(code);
      expect(result.err).toContain(says);
    },
  );

  it('says so when there is no repository', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'countersign-none-'));
    const { code, err } = await scan([empty]);
    rmSync(empty, { recursive: true });
    expect(code).toBe(1);
    expect(err).toContain('not a git repository');
  });
});
