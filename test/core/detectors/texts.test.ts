import { describe, expect, it } from '@jest/globals';
import { inBody, inCommit, inMessage, mentionedIn } from './found.ts';

describe('trailers', () => {
  it.each([
    { line: 'Assisted-by: Codex', found: ['trailer:codex:declared'] },
    { line: 'Assisted-by: Claude Code (Sonnet 4.6)', found: ['trailer:claude:declared'] },
    { line: 'Assisted-by: Crush:meta/llama-4', found: ['trailer:crush:declared'] },
    { line: 'Assisted-By: openai/gpt-5.5 via Crush (changed)', found: ['trailer:crush:declared'] },
    { line: 'Assisted-by: OpenAI GPT-5.1', found: ['trailer:gpt:declared'] },
    { line: 'Assisted-by: a generic LLM chatbot', found: ['trailer:ai:declared'] },
    { line: 'Generated-by: `Gemini 3 Pro (High)` on `Antigravity`', found: ['trailer:antigravity:declared'] },
    { line: 'Made-with: cursor', found: ['trailer:cursor:declared'] },
    { line: 'Assisted-by: Zed Agent (Claude Sonnet 4.5)', found: ['trailer:zed:declared'] },
    { line: 'Generated-by: Claude Code, Codex', found: ['trailer:claude:declared', 'trailer:codex:declared'] },
    { line: 'Made-with: pi', found: ['trailer:pi:declared'] },
    { line: 'AI-assisted: Amp', found: ['trailer:amp:declared'] },
    { line: 'AI-Assisted: yes', found: ['trailer:ai:declared'] },
    {
      line: 'Claude-Session: https://claude.ai/code/session_01ab',
      found: ['trailer:claude:declared', 'session:claude:possible'],
    },
    { line: 'Agent-Logs-Url: https://github.com/acme/shop/sessions/1', found: ['trailer:copilot:declared'] },
    { line: 'Replit-Commit-Author: Agent', found: ['trailer:replit:declared'] },
    {
      line: 'Amp-Thread-ID:\nhttps://ampcode.com/threads/T-1',
      found: ['trailer:amp:declared', 'session:amp:possible'],
    },
  ])('$line', ({ line, found }) => {
    expect(inMessage(`fix: keep the cache\n\nIt was cold.\n\n${line}\n`)).toEqual(found);
  });

  it.each([
    'Assisted-by: Ina Berg',
    'Assisted-by: Claude Moreau <claude@moreau.example>',
    'Assisted-by: none',
    'Generated-by: protoc 29',
    'Made-with: love',
    'Reported-by: Codex Security',
    'Reviewed-by: copilot',
    'Replit-Commit-Author: Deployment',
    'AI-Assisted: no',
    'Executed-By: hand',
  ])('%s declares nothing', (line) => {
    expect(inMessage(`fix: keep the cache\n\n${line}\n`)).toEqual([]);
  });
});

describe('footers', () => {
  it.each([
    { text: '🤖 Generated with [Claude Code](https://claude.com/claude-code)', found: ['statement:claude:declared'] },
    { text: 'Generated with Claude Code', found: ['statement:claude:declared'] },
    { text: '🤖 Generated with [Claude\nCode](https://claude.com/claude-code)', found: ['statement:claude:declared'] },
    { text: 'Made with [Cursor](https://cursor.com)', found: ['statement:cursor:declared'] },
    { text: '_This PR was generated with [Oz](https://warp.dev/oz)._', found: ['statement:warp:declared'] },
    { text: '<!-- START COPILOT CODING AGENT SUFFIX -->', found: ['footer:copilot:declared'] },
    {
      text: 'Link to Devin run: https://app.devin.ai/sessions/12ab',
      found: ['footer:devin:declared', 'session:devin:possible'],
    },
    { text: 'PR created automatically by Jules for task 12 started by @mia', found: ['footer:jules:declared'] },
    { text: 'https://chatgpt.com/codex/tasks/task_e_12ab', found: ['session:codex:possible'] },
  ])('$text', ({ text, found }) => {
    expect([...inBody(`Keeps the cache.\n\n${text}`)].sort()).toEqual([...found].sort());
  });

  it.each([
    {
      why: 'a comment of a template',
      text: '<!-- add: Generated with [Claude Code](https://claude.com/claude-code) -->',
    },
    { why: 'code', text: 'We no longer want `Generated with Claude Code` here.' },
    { why: 'quotation marks', text: 'Drop the "Generated with Claude Code" line from templates.' },
    { why: 'a quotation', text: '> 🤖 Generated with [Claude Code](https://claude.com/claude-code)' },
    { why: 'the summary of a reviewing machine', text: '## Summary by CodeRabbit\n\nWritten by Claude.' },
    {
      why: 'a summary in comments',
      text: '<!-- CURSOR_SUMMARY -->\nWritten by Cursor Bugbot.\n<!-- /CURSOR_SUMMARY -->',
    },
    { why: 'a link to the product', text: 'See https://claude.ai/code?q=help and https://cursor.com/docs' },
    { why: 'a call for review', text: '@codex review\n@claude please look' },
  ])('are not found in $why', ({ text }) => {
    expect(inBody(`Keeps the cache.\n\n${text}`)).toEqual([]);
  });
});

describe('plain statements', () => {
  it.each([
    { text: 'This patch was written with the help of Claude Code.', found: ['statement:claude:declared'] },
    { text: 'Claude wrote most of the tests.', found: ['statement:claude:declared'] },
    { text: 'I used Codex to draft the parser and read every line of it.', found: ['statement:codex:declared'] },
    { text: 'Most of this was drafted by ChatGPT.', found: ['statement:chatgpt:declared'] },
    { text: 'AI helped me write the unit tests.', found: ['statement:ai:declared'] },
    { text: 'I vibe coded this with Gemini.', found: ['statement:gemini:declared'] },
    { text: 'The view was written by AI, everything else by hand.', found: ['statement:ai:declared'] },
    { text: 'Originally written with Copilot, then revised.', found: ['statement:copilot:declared'] },
    { text: 'The first draft came from Claude Opus 5.', found: ['statement:claude:declared'] },
    { text: 'This commit is AI-generated.', found: ['statement:ai:declared'] },
    { text: 'I used Claude to understand the scheduler.', found: ['statement:claude:possible'] },
  ])('$text', ({ text, found }) => {
    expect(inMessage(`fix: keep the cache\n\n${text}\n`)).toEqual(found);
  });

  it.each([
    { subject: 'Ask Claude to split the reducer', found: ['statement:claude:possible'] },
    { subject: 'Asked Claude to split the reducer', found: ['statement:claude:likely'] },
    { subject: 'vibe coded installer', found: ['statement:ai:declared'] },
    { subject: 'chore: add AI-generated fixtures', found: ['statement:ai:declared'] },
    { subject: 'aider: Added a test for the cache.', found: ['title:aider:likely'] },
    { subject: '🤖 Plandex → build the parser', found: ['title:plandex:likely'] },
  ])('subject $subject', ({ subject, found }) => {
    expect(inMessage(subject)).toEqual(found);
  });

  it.each([
    'feat: show a message when the AI generated an image',
    'Fix the answer that Claude sends for long questions',
    'docs: add a vibe coding workshop',
    'Support Claude Code and Codex as clients',
    'The tests were not written by AI.',
    'Nothing here was generated with Copilot.',
    'Commit messages are generated by Claude when the user asks for it.',
    'We ask contributors how much of their code is AI generated.',
    'The bug was found by Codex Security.',
    'Reported by Devin',
    'Manually fix a bug that Claude left behind.',
    'fix: move the cursor when the terminal is resized',
    'Use the shared AI SDK utilities',
    'Let o4-mini answer',
    'For now we use v0.3.1.',
    'Revert "Add text written by Claude"',
  ])('%s says nothing about this change', (text) => {
    expect(inMessage(text)).toEqual([]);
  });

  it('speaks of the past where the change takes something away', () => {
    const message = 'Drop the slow test\n\nGenerated by Claude Sonnet as part of the cache. Too slow for me.';
    expect(inMessage(message)).toEqual([]);
    expect(mentionedIn(message)).toEqual(['statement:claude']);
  });
});

describe('declarations', () => {
  it.each([
    {
      why: 'a ticked box',
      body: '- [x] An AI assistant wrote a part of this and I went over it.',
      found: ['declaration:ai:declared'],
    },
    {
      why: 'a ticked box that names the tool',
      body: '- [X] Created with Claude Code',
      found: ['declaration:claude:declared'],
    },
    { why: 'a yes below a heading', body: '## AI usage\n\n- [ ] No\n- [x] Yes', found: ['declaration:ai:declared'] },
    {
      why: 'a yes below a question',
      body: '### Was this patch written using generative AI tooling?\n\nYes, the tests.',
      found: ['declaration:ai:declared'],
    },
    {
      why: 'an inline answer',
      body: '**AI disclosure:** Amp was used for most of it. I read all of it.',
      found: ['declaration:amp:declared'],
    },
    { why: 'an answer in words', body: '## AI Disclosure\n\nCodex helped.', found: ['declaration:codex:declared'] },
    {
      why: 'help with research only',
      body: '## AI Disclosure\n\nClaude for research. All code typed by hand.',
      found: ['declaration:claude:possible'],
    },
  ])('are heard in $why', ({ body, found }) => {
    expect(inBody(`Keeps the cache.\n\n${body}`).filter((item) => item.startsWith('declaration'))).toEqual(found);
  });

  it.each([
    { why: 'an unticked box', body: '- [ ] Written with AI; model: `name and version`' },
    { why: 'a ticked "no"', body: '- [x] I used no AI here.\n- [ ] An AI tool wrote some of it.' },
    { why: 'a no below a question', body: '### Was this patch written using generative AI tooling?\n\nNo.' },
    { why: 'a no in words', body: '## AI Disclosure\n\nNone, it is all mine.' },
    { why: 'a section that is left empty', body: '## AI Disclosure\n\n## Notes\n\nClaude is fine.' },
    { why: 'a box that everybody ticks', body: '- [x] I have read the AI policy' },
    { why: 'a box with an if', body: '- [x] If AI was used, I say so above' },
  ])('are not heard in $why', ({ body }) => {
    expect(inBody(`Keeps the cache.\n\n${body}`)).toEqual([]);
  });
});

describe('dependency bots', () => {
  const author = { name: 'renovate[bot]', email: '29139614+renovate[bot]@users.noreply.github.com', account: null };
  const notes =
    'Update sdk\n\nRelease notes: 🤖 Generated with [Claude Code](https://claude.com/claude-code)\nI used Codex to write it.\n';

  it('quote what other projects declare', () => {
    expect(inCommit({ message: notes, authors: [author], committer: author })).toEqual([]);
  });

  it('are believed in a trailer of their own', () => {
    const message = `${notes}\nCo-authored-by: Claude <noreply@anthropic.com>`;
    expect(inCommit({ message, authors: [author], committer: author })).toEqual(['co-author:claude:declared']);
  });
});
