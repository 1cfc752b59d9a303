import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Command, mayCommand, parseCommands } from '../../src/core/command.ts';

const sha = 'c3'.repeat(20);
const signOff: Command = { kind: 'sign-off', sha };

describe('a comment commands', () => {
  it.each<{ why: string; body: string; commands: readonly Command[] }>([
    { why: 'a sign-off', body: `/countersign sign-off ${sha}`, commands: [signOff] },
    {
      why: 'a sign-off of a short id, in whatever case and between backticks',
      body: '/Countersign Sign-off `C3C3C3C`',
      commands: [{ kind: 'sign-off', sha: 'c3c3c3c' }],
    },
    { why: 'below a paragraph', body: `Read it.\n\n/countersign sign-off ${sha}\nThanks.`, commands: [signOff] },
    { why: 'below a quotation and a blank line', body: `> well?\n\n/countersign sign-off ${sha}`, commands: [signOff] },
    {
      why: 'below code that was closed',
      body: `\`\`\`\nx\n\`\`\`\n/countersign sign-off ${sha}`,
      commands: [signOff],
    },
    {
      why: 'below HTML that was closed',
      body: `<details>\n\nx\n\n</details>\n\n/countersign sign-off ${sha}`,
      commands: [signOff],
    },
    {
      why: 'an override with its reason',
      body: `/countersign override ${sha}  production   is down `,
      commands: [{ kind: 'override', sha, reason: 'production is down' }],
    },
    {
      why: 'a dispute with its evidence and reason',
      body: `/countersign not-ai ${sha} \`co-author:claude:c3c3c3c\` stamped by the editor`,
      commands: [{ kind: 'not-ai', sha, evidence: 'co-author:claude:c3c3c3c', reason: 'stamped by the editor' }],
    },
    {
      why: 'several things, line by line, with the line ends of every machine',
      body: '/countersign recheck\r\n/countersign explain\r\r/countersign recheck',
      commands: [{ kind: 'recheck' }, { kind: 'explain' }, { kind: 'recheck' }],
    },
    ...[
      '/countersign',
      '/countersign approve',
      '/countersign sign-off',
      `/countersign sign-off ${sha.slice(0, 6)}`,
      `/countersign sign-off ${sha}0`,
      '/countersign sign-off HEAD',
      `/countersign override ${sha}`,
      `/countersign not-ai ${sha} co-author:claude:c3c3c3c`,
    ].map((body) => ({
      why: `something that is not understood: ${body}`,
      body,
      commands: [{ kind: 'unknown', text: body } as const],
    })),
  ])('$why', ({ body, commands }) => {
    expect(parseCommands(body)).toEqual(commands);
  });
});

describe('a comment commands nothing', () => {
  const command = `/countersign sign-off ${sha}`;
  it.each([
    { why: 'in a quotation', body: `> ${command}` },
    { why: 'in a quotation without a blank', body: `>${command}` },
    { why: 'in a line that goes on a quotation', body: `> somebody wrote\n${command}` },
    { why: 'in a fenced block', body: `\`\`\`\n${command}\n\`\`\`` },
    { why: 'in a fenced block of another mark that names a language', body: `~~~ sh\n\n${command}\n~~~` },
    { why: 'in a fence that nobody closes', body: `\`\`\`\nx\n\n${command}` },
    { why: 'in a fence that a shorter one does not close', body: `\`\`\`\`\n\`\`\`\n\n${command}\n\`\`\`\`` },
    { why: 'in a fence inside folded text', body: `<details>\n\n\`\`\`\n</details>\n\n${command}\n\`\`\`` },
    { why: 'in a fence after one in a list', body: `- \`\`\`\n  x\n  \`\`\`\n\n\`\`\`\n${command}\n\`\`\`` },
    { why: 'in a fence after one in HTML', body: `<div>\n\`\`\`\n</div>\n\n\`\`\`\n${command}\n\`\`\`` },
    { why: 'indented as code', body: `Like this:\n\n    ${command}` },
    { why: 'indented by a tab', body: `\t${command}` },
    { why: 'in a code span', body: `\`${command}\`` },
    { why: 'in a code span over lines', body: `Write \`\n${command}\n\` then` },
    { why: 'in a list', body: `- ${command}` },
    { why: 'in a sentence', body: `I think ${command}` },
    { why: 'in the middle of a paragraph', body: `I think\n${command}` },
    { why: 'as part of a longer word', body: '/countersigned sign-off c3c3c3c' },
    { why: 'in a hidden remark', body: `<!--\n\n${command}\n\n-->` },
    { why: 'in a remark that nobody closes', body: `<!-- x\n\n${command}` },
    { why: 'in a quotation by HTML', body: `<blockquote>\n\n${command}\n\n</blockquote>` },
    { why: 'in code by HTML', body: `<pre lang="sh">\n\n${command}\n</pre>` },
    { why: 'struck out by HTML', body: `<del>\n\n${command}\n\n</del>` },
    { why: 'in folded text', body: `<details><summary>log</summary>\n\n${command}\n\n</details>` },
    { why: 'in HTML that a wrong tag does not close', body: `<blockquote>\n</pre>\n\n${command}` },
  ])('$why', ({ body }) => {
    expect(parseCommands(body)).toEqual([]);
  });
});

describe('whatever the comment', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '/countersign recheck',
      '',
      '> x',
      '```',
      '~~~',
      '<blockquote>',
      '</blockquote>',
      'text',
      '    x',
      '<!--',
      '-->',
    ),
    fc.string({ maxLength: 20 }),
  );
  const body = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));

  it('nothing in it commands once it is quoted', () => {
    fc.assert(
      fc.property(body, (text) => {
        const quoted = text.split(/\r\n?|\n/).map((each) => `> ${each}`);
        expect(parseCommands(quoted.join('\n'))).toEqual([]);
      }),
    );
  });

  it('nothing in it commands once it is code', () => {
    fc.assert(
      fc.property(body, (text) => {
        const fence = '`'.repeat(30);
        expect(parseCommands(`${fence}\n${text}\n${fence}`)).toEqual([]);
        expect(
          parseCommands(
            text
              .split(/\r\n?|\n/)
              .map((each) => `    ${each}`)
              .join('\n'),
          ),
        ).toEqual([]);
      }),
    );
  });

  it('only a comment that may command does', () => {
    fc.assert(
      fc.property(body, (text) => {
        if (!mayCommand(text)) expect(parseCommands(text)).toEqual([]);
      }),
    );
  });

  it('a few commands of it are heard at most, and the longest is read in one go', () => {
    expect(parseCommands('/countersign recheck\n'.repeat(5000))).toHaveLength(20);
    expect(parseCommands('<blockquote>'.repeat(100_000))).toEqual([]);
    expect(parseCommands(`${'<pre>\n'.repeat(200)}${'</pre>\n'.repeat(200)}\n/countersign recheck`)).toEqual([]);
    expect(parseCommands(`/countersign override ${sha} ${'why '.repeat(100_000)}`)).toMatchObject([
      { kind: 'override' },
    ]);
  });
});
