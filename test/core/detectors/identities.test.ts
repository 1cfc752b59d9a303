import { describe, expect, it } from '@jest/globals';
import { aBot, aUser } from '../../support/facts.ts';
import { inCommit, inMessage, inPullRequest } from './found.ts';

const person = { name: 'Mia Holt', email: 'mia@holt.example', account: null };

describe('the git author', () => {
  it.each([
    { why: 'an exact address', name: 'Claude', email: 'noreply@anthropic.com', found: ['author:claude:declared'] },
    {
      why: 'the number of an App, whatever it is called now',
      name: 'renamed',
      email: '158243242+renamed[bot]@users.noreply.github.com',
      found: ['author:devin:declared'],
    },
    {
      why: 'the name of an App under the number of another',
      name: 'claude[bot]',
      email: '41898282+claude[bot]@users.noreply.github.com',
      found: ['author:claude:declared'],
    },
    {
      why: 'an address in capital letters',
      name: 'Cursor Agent',
      email: 'CursorAgent@Cursor.com',
      found: ['author:cursor:declared'],
    },
    {
      why: 'a product name nobody bears',
      name: 'Codex',
      email: 'somebody@mail.example',
      found: ['author:codex:declared'],
    },
    {
      why: 'a model with its version',
      name: 'DeepSeek V3 agent',
      email: 'agent@mail.example',
      found: ['author:deepseek:declared'],
    },
    {
      why: 'a person whose commit a tool made',
      name: 'Mia Holt (aider)',
      email: 'mia@holt.example',
      found: ['author:aider:declared'],
    },
    {
      why: 'a person marked with the model',
      name: 'Mia Holt (gemini-2.5-pro)',
      email: 'mia@holt.example',
      found: ['author:gemini:declared'],
    },
    {
      why: 'an address borrowed from another vendor',
      name: 'goose',
      email: 'noreply@anthropic.com',
      found: ['author:goose:declared'],
    },
    {
      why: 'an address that counts only with the name',
      name: 'Gemini',
      email: 'noreply@google.com',
      found: ['author:gemini:declared'],
    },
  ])('is a tool by $why', ({ name, email, found }) => {
    expect(inCommit({ authors: [{ name, email, account: null }], committer: person })).toEqual(found);
  });

  it.each([
    { why: 'a first name', name: 'Claude', email: 'claude@holt.example' },
    { why: 'a first name and a surname', name: 'Devin Holt', email: 'devin@holt.example' },
    { why: 'a hyphenated first name', name: 'Jean-Claude Holt', email: 'jc@holt.example' },
    { why: 'a surname', name: 'Ada Cline', email: 'ada@holt.example' },
    { why: 'an employee of a vendor', name: 'Bo Holt', email: 'olga@anthropic.com' },
    { why: 'a login that contains a tool', name: 'codexrunner', email: '55+codexrunner@users.noreply.github.com' },
    { why: 'the shared address without the name', name: 'Ada Holt', email: 'noreply@google.com' },
    { why: 'a machine that bears a product name', name: 'kilocode-bot', email: 'releases@kilocode.ai' },
    { why: 'a dependency bot', name: 'dependabot[bot]', email: '49699333+dependabot[bot]@users.noreply.github.com' },
    { why: 'nothing at all', name: '', email: '' },
  ])('is nobody we know by $why', ({ name, email }) => {
    expect(inCommit({ authors: [{ name, email, account: null }], committer: person })).toEqual([]);
  });

  it('is known by the account that GitHub maps', () => {
    const copilot = { name: 'x', email: 'x@holt.example', account: aBot(198982749, 'Copilot') };
    expect(inCommit({ authors: [copilot], committer: person })).toEqual(['author:copilot:declared']);
  });

  it('weighs little when it only committed', () => {
    const claude = { name: 'Claude', email: 'noreply@anthropic.com', account: null };
    expect(inCommit({ authors: [person], committer: claude })).toEqual(['committer:claude:possible']);
  });
});

describe('co-authors', () => {
  it.each([
    { why: 'the usual form', line: 'Co-authored-by: Claude Opus 4.6 <noreply@anthropic.com>', tool: 'claude' },
    { why: 'other capitals', line: 'CO-AUTHORED-BY: Cursor <cursoragent@cursor.com>', tool: 'cursor' },
    {
      why: 'a bullet of a squash merge',
      line: '* Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>',
      tool: 'copilot',
    },
    { why: 'a missing bracket', line: 'Co-authored-by: Crush <crush@charm.land', tool: 'crush' },
    { why: 'escaped brackets', line: 'Co-authored-by: Codex &lt;noreply@openai.com&gt;', tool: 'codex' },
    { why: 'a Markdown link', line: 'Co-Authored-By: Oz [oz-agent@warp.dev](mailto:oz-agent@warp.dev)', tool: 'warp' },
    { why: 'no space before the address', line: 'Co-authored-by: Amp<amp@ampcode.com>', tool: 'amp' },
    { why: 'no address and a full name', line: 'Co-authored-by: Claude Sonnet 4.5', tool: 'claude' },
    { why: 'no colon', line: 'Co-authored-by Cursor Agent', tool: 'cursor' },
    { why: 'no hyphens', line: 'Co Authored By: Claude Opus 5', tool: 'claude' },
    { why: 'emphasis', line: '**Co-authored-by:** Codex <noreply@openai.com>', tool: 'codex' },
    {
      why: 'an App in brackets',
      line: 'Co-authored-by: devin-ai-integration[bot] <158243242+devin-ai-integration[bot]@users.noreply.github.com>',
      tool: 'devin',
    },
    { why: 'a plus-address', line: 'Co-authored-by: Mia <mia+claude-code@holt.example>', tool: 'claude' },
    {
      why: 'a vendor in brackets',
      line: 'Co-authored-by: Antigravity (Google DeepMind) <noreply@google.com>',
      tool: 'antigravity',
    },
    { why: 'the wrong trailer', line: 'Signed-off-by: Claude <noreply@anthropic.com>', tool: 'claude' },
    {
      why: 'text glued before it',
      line: 'Repairs the cache.Co-authored-by: Claude <noreply@anthropic.com>',
      tool: 'claude',
    },
  ])('are found in $why', ({ line, tool }) => {
    expect(inMessage(`fix: keep the cache\n\nIt was cold.\n\n${line}\n`)).toEqual([`co-author:${tool}:declared`]);
  });

  it.each([
    {
      why: 'above the last paragraph',
      message: 'fix\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\nAnd a last word.',
    },
    { why: 'after a literal line break', message: 'fix\\n\\nCo-authored-by: Claude <noreply@anthropic.com>' },
    { why: 'behind carriage returns', message: 'fix\r\n\r\nCo-authored-by: Claude <noreply@anthropic.com>\r\n' },
    {
      why: 'in a message that is indented as a whole',
      message: 'fix\n\n    words\n\n    Co-authored-by: Claude <noreply@anthropic.com>',
    },
    {
      why: 'below a sentence that begins like a fence',
      message: 'fix\n\n```a2ui blocks are drawn as a document``` now\n\nCo-authored-by: Claude <noreply@anthropic.com>',
    },
    {
      why: 'below a fence that nobody closes',
      message: 'fix\n\n```\ncode\n\nCo-authored-by: Claude <noreply@anthropic.com>',
    },
  ])('are found $why', ({ message }) => {
    expect(inMessage(message)).toEqual(['co-author:claude:declared']);
  });

  it.each([
    {
      why: 'people named like tools',
      message: 'fix\n\nCo-authored-by: Claude Holt <c@holt.example>\nCo-authored-by: Gemini Ruiz <g@ruiz.example>',
    },
    { why: 'staff of vendors', message: 'fix\n\nCo-authored-by: Ina Berg <ina@openai.com>' },
    { why: 'a fenced example', message: 'docs: show it\n\n```\nCo-authored-by: Claude <noreply@anthropic.com>\n```' },
    {
      why: 'an indented example',
      message: 'docs: show it\n\nSuch as:\n\n    Co-authored-by: Claude <noreply@anthropic.com>',
    },
    { why: 'a quotation', message: 'Revert "Add cache"\n\n> Co-authored-by: Claude <noreply@anthropic.com>' },
    {
      why: 'a trailer that is talked about',
      message: 'Stop adding "Co-authored-by: Claude <noreply@anthropic.com>" to messages',
    },
  ])('are not found in $why', ({ message }) => {
    expect(inMessage(message)).toEqual([]);
  });

  it('are weak by a name that people have', () => {
    expect(inMessage('fix\n\nCo-authored-by: Jules <jules@holt.example>')).toEqual(['co-author:jules:possible']);
  });
});

describe('the tool behind a borrowed address', () => {
  it.each([
    { credit: 'Claude Opus 4.5 via Cursor <cursoragent@cursor.com>', tool: 'cursor' },
    { credit: 'GPT-5.6 Sol <noreply@anthropic.com>', tool: 'gpt' },
    { credit: 'x-ai/grok-4.5 <noreply@opencode.ai>', tool: 'opencode' },
    { credit: 'GPT 5.4 <codex@openai.com>', tool: 'codex' },
    {
      credit: 'Copilot Autofix powered by AI <62310815+github-advanced-security[bot]@users.noreply.github.com>',
      tool: 'copilot',
    },
    { credit: 'aider (openrouter/anthropic/claude-sonnet-4) <aider@aider.chat>', tool: 'aider' },
  ])('$credit is $tool', ({ credit, tool }) => {
    expect(inMessage(`fix\n\nCo-authored-by: ${credit}`)).toEqual([`co-author:${tool}:declared`]);
  });

  it.each([
    'github-advanced-security[bot] <62310815+github-advanced-security[bot]@users.noreply.github.com>',
    'autofix-ci[bot] <114827586+autofix-ci[bot]@users.noreply.github.com>',
  ])('%s is no AI', (credit) => {
    expect(inMessage(`fix\n\nCo-authored-by: ${credit}`)).toEqual([]);
  });
});

describe('a merge commit', () => {
  it('names the branch of an agent, which is weak', () => {
    expect(inMessage('Merge pull request #3 from acme/copilot/fix-42\n\nFix it')).toEqual(['branch:copilot:possible']);
    expect(inMessage('Merge pull request #3 from acme/copilot-docs\n\nTell more')).toEqual([]);
  });
});

describe('who opened the pull request', () => {
  it.each([
    { why: 'its number', author: aBot(158243242, 'whatever[bot]'), found: ['account:devin:declared'] },
    { why: 'its login', author: aBot(0, 'google-labs-jules[bot]'), found: ['account:jules:declared'] },
    { why: 'its login without the suffix', author: aBot(0, 'seer-by-sentry'), found: ['account:seer:declared'] },
    {
      why: 'the spelling of a command line',
      author: aBot(0, 'app/copilot-swe-agent'),
      found: ['account:copilot:declared'],
    },
    { why: 'a person', author: aUser(9, 'aider-fan'), found: [] },
    { why: 'nobody any more', author: null, found: [] },
  ])('is told by $why', ({ author, found }) => {
    expect(inPullRequest({ author })).toEqual(found);
  });

  it('may have set an agent to work, which the timeline tells', () => {
    const agentEvents = [{ actor: aUser(9, 'mia'), appSlug: 'copilot-swe-agent', at: '2026-01-01T00:00:00Z' }];
    expect(inPullRequest({ agentEvents })).toEqual(['timeline:copilot:declared']);
  });
});

describe('the head branch', () => {
  it.each([
    { headBranch: 'copilot/fix-42', found: ['branch:copilot:likely'] },
    { headBranch: 'claude/tidy-cache-E7DmT', found: ['branch:claude:likely'] },
    { headBranch: 'claude/tidy-cache', found: ['branch:claude:possible'] },
    { headBranch: 'devin/1771095052-tidy', found: ['branch:devin:likely'] },
    { headBranch: 'devin/tidy', found: ['branch:devin:possible'] },
    { headBranch: 'cursor/tidy-1a2b', found: ['branch:cursor:likely'] },
    { headBranch: 'cursor-blink', found: [] },
    { headBranch: 'feat/claude-gateway', found: [] },
    { headBranch: 'agent/heartbeat', found: [] },
    { headBranch: 'mia/codex-links', found: [] },
  ])('$headBranch says $found', ({ headBranch, found }) => {
    expect(inPullRequest({ headBranch })).toEqual(found);
  });

  it('says less in a fork, where anybody names branches', () => {
    expect(inPullRequest({ headBranch: 'copilot/fix-42', sameRepository: false })).toEqual(['branch:copilot:possible']);
  });
});

describe('labels', () => {
  it.each([
    { label: 'codex', found: ['label:codex:possible'] },
    { label: 'AI-assisted', found: ['label:ai:possible'] },
    { label: 'ai generated', found: ['label:ai:possible'] },
    { label: 'ai', found: [] },
    { label: 'area: copilot', found: [] },
    { label: 'backend/claude', found: [] },
  ])('$label says $found', ({ label, found }) => {
    expect(inPullRequest({ labels: [label] })).toEqual(found);
  });
});
