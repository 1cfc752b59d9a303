import { describe, expect, it } from '@jest/globals';
import { toolOfAccount } from '../../../src/core/detectors/account.ts';
import { agentsIn, explains } from '../../../src/core/detectors/agents.ts';
import { branch } from '../../../src/core/detectors/branch.ts';
import { catalogueOf } from '../../../src/core/detectors/catalogue.ts';
import { recognize } from '../../../src/core/detectors/identity.ts';
import { linesOf } from '../../../src/core/detectors/lines.ts';
import { sentencesOf } from '../../../src/core/detectors/sentences.ts';
import { tools } from '../../../src/core/detectors/tools.ts';
import { identityIn, trailerIn } from '../../../src/core/detectors/trailers.ts';
import type { Tool } from '../../../src/core/evidence.ts';
import { assessTraces } from '../../../src/core/provenance.ts';
import { aBot, aCommit, anIdentity, aPullRequestText, people } from '../../support/facts.ts';
import { inBody, inCommit, inMessage, mentionedIn } from './found.ts';

const catalogue = catalogueOf(tools);
/** Sentences of exactly so many letters that end with these words. */
const endingWith = (words: string, length: number): string => {
  const room = length - words.length - 2;
  const filler = `${'T'.padEnd(98, 'x')}. `.repeat(Math.floor(room / 100) - 1);
  return `${filler}${'X'.repeat(room - filler.length)}. ${words}`;
};

describe('text is read up to a bound, and not one letter further', () => {
  it.each([
    { why: 'a paragraph', text: endingWith('Written by Codex', 4000), found: ['statement:codex:declared'] },
    { why: 'a longer paragraph', text: endingWith('Written by Codex', 4001), found: [] },
    {
      why: 'the answer of a question',
      text: `AI usage: ${endingWith('Codex', 1190)}`,
      found: ['declaration:codex:declared'],
    },
    { why: 'a longer answer', text: `AI usage: ${endingWith('Codex', 1191)}`, found: [] },
  ])('of $why', ({ text, found }) => {
    expect(inBody(text)).toEqual(found);
  });

  it.each([
    { length: 2000, read: true },
    { length: 2001, read: false },
  ])('of a trailer: $read at $length letters', ({ length, read }) => {
    expect(trailerIn(`Assisted-by: ${'x'.repeat(length - 'Assisted-by: '.length)}`) !== null).toBe(read);
  });

  it.each([
    { lines: 40, sentences: 1 },
    { lines: 41, sentences: 2 },
  ])('of lines that were folded: $lines make $sentences', ({ lines, sentences }) => {
    expect(sentencesOf(Array.from({ length: lines }, () => 'on'))).toHaveLength(sentences);
  });
});

describe('a box', () => {
  it.each([
    { indent: 0, found: ['declaration:ai:declared'] },
    { indent: 11, found: ['declaration:ai:declared'] },
    { indent: 12, found: ['statement:ai:possible'] },
  ])('is one behind $indent spaces: $found', ({ indent, found }) => {
    expect(inBody(`${' '.repeat(indent)}[x] I used AI`)).toEqual(found);
  });
});

describe('a question about a product', () => {
  it.each([
    { text: '## Claude usage\n\nyes', found: [] },
    { text: '## Claude disclosure\n\nyes', found: ['declaration:ai:declared'] },
    { text: '## AI usage\n\nyes', found: ['declaration:ai:declared'] },
    { text: '## Did you use Claude for this change?\n\nyes', found: ['declaration:ai:declared'] },
  ])('is about its use here only where it says so: $text', ({ text, found }) => {
    expect(inBody(text)).toEqual(found);
  });
});

describe('what only helped to find out', () => {
  it.each([
    { text: 'I researched the API with the help of Claude.', found: ['statement:claude:possible'] },
    { text: 'Done with the help of Claude.', found: ['statement:claude:declared'] },
  ])('is weaker: $text', ({ text, found }) => {
    expect(inMessage(`fix: keep the cache\n\n${text}`)).toEqual(found);
  });
});

describe('a transcript below a subject', () => {
  it.each([
    { text: 'USER: speed it up\n\nASSISTANT: Claude has sped it up', found: ['statement:ai:declared'] },
    { text: 'ASSISTANT: Claude has sped it up', found: [] },
    { text: 'USER: Claude, speed it up', found: [] },
  ])('has two sides: $text', ({ text, found }) => {
    expect(inMessage(`fix: keep the cache\n\n${text}`)).toEqual(found);
  });
});

describe('the prompt of a change below a subject that names the tool', () => {
  it.each([
    { text: 'Ask claude to sort the list\n\nPrompt: sort the list', found: ['statement:claude:likely'] },
    { text: 'Ask claude to sort the list\n\nfull prompt used: sort the list', found: ['statement:claude:likely'] },
    { text: 'Ask claude to sort the list\n\nSort the list', found: ['statement:claude:possible'] },
    { text: 'Sort the list\n\nPrompt: sort the list', found: [] },
  ])('says who wrote it: $text', ({ text, found }) => {
    expect(inMessage(text)).toEqual(found);
  });
});

describe('a scope in front of a subject', () => {
  it.each([
    { subject: 'fix(claude): ask codex to try again', found: ['statement:codex:possible'] },
    { subject: 'fix(claude)!: ask codex to try again', found: ['statement:codex:possible'] },
    { subject: 'fix(claude): asked codex to try again', found: ['statement:codex:likely'] },
    { subject: 'chore(codex): prompted claude to sort the list', found: ['statement:claude:likely'] },
    { subject: 'fix(api): ask claude to try again', found: ['statement:claude:possible'] },
    { subject: 'fix(claude): try again', found: [] },
  ])('names what is changed, and no tool that changed it: $subject', ({ subject, found }) => {
    expect(inMessage(subject)).toEqual(found);
  });
});

describe('a trailer', () => {
  it('names a tool by its address', () => {
    expect(inMessage('x\n\nAssisted-by: Some Bot <noreply@anthropic.com>')).toEqual(['trailer:claude:declared']);
  });

  it.each([
    { why: 'in a comment', text: '<!--\nAssisted-by: Codex\n-->' },
    {
      why: 'in the summary of a machine',
      text: '<!-- CURSOR_SUMMARY -->\nAssisted-by: Codex\n<!-- /CURSOR_SUMMARY -->',
    },
  ])('says nothing $why', ({ text }) => {
    expect([...inMessage(`x\n\n${text}`), ...mentionedIn(`x\n\n${text}`)]).toEqual([]);
  });

  it('may be an address and nothing else', () => {
    expect(identityIn('noreply@anthropic.com')).toMatchObject({ name: '', email: 'noreply@anthropic.com' });
  });
});

describe('the kind of a first line', () => {
  it('is never an example, however far it is indented', () => {
    expect(linesOf('    a\nb').map(({ kind }) => kind)).toEqual(['text', 'text']);
  });
});

describe('a co-author whom GitHub maps to an account', () => {
  it('is a tool without any trailer in the text', () => {
    const authors = [
      anIdentity(people.mia),
      { name: 'x', email: 'x@mail.example', account: aBot(198982749, 'Copilot') },
    ];
    expect(inCommit({ authors, message: 'tidy up' })).toContain('co-author:copilot:declared');
  });

  it('is a tool by its address alone, too', () => {
    const authors = [anIdentity(people.mia), { name: 'x', email: 'noreply@anthropic.com', account: null }];
    expect(inCommit({ authors, message: 'tidy up' })).toContain('co-author:claude:declared');
  });
});

describe('a person marked with a tool', () => {
  it('was assisted by it, whatever the tool can do by itself', () => {
    const authors = [{ name: 'Mia Holt (aider)', email: 'mia@holt.example', account: null }];
    const { evidence } = assessTraces({ commits: [aCommit({ authors })], pullRequest: null });
    expect(evidence.map(({ tool, autonomy }) => [tool, autonomy])).toEqual([['aider', 'assisted']]);
  });

  it.each(['Mia Holt (aider)', 'Mia Holt (copilot coding agent)', 'Mia Holt (gemini-2.5-pro)'])(
    'acted herself: %s',
    (name) => {
      expect(recognize({ name, email: 'mia@holt.example', account: null }, catalogue)?.match?.acting).toBe(false);
    },
  );
});

const aTool = (only: Partial<Tool> & { readonly id: string }): Tool => ({
  name: only.id,
  autonomy: 'assisted',
  ...only,
});

describe('of two names', () => {
  it('the longer one is meant, in whatever order a tool lists them', () => {
    const own = catalogueOf([aTool({ id: 'acme', names: ['Acme Bot', 'Acme Bot Pro'] })]);
    const text = 'made with Acme Bot Pro';
    expect(agentsIn(text, own).map(({ start, end }) => text.slice(start, end))).toEqual(['Acme Bot Pro']);
  });

  it('of one length the product is meant rather than the model', () => {
    const model = aTool({ id: 'a-model', models: ['acme one'] });
    const product = aTool({ id: 'a-product', words: ['acme one'] });
    for (const order of [
      [model, product],
      [product, model],
    ]) {
      const [mention] = agentsIn('made with acme one', catalogueOf(order));
      expect(mention?.matches[0]?.tool.id).toBe('a-product');
    }
  });
});

describe('a name without an address', () => {
  it.each([
    { name: 'Anthropic Claude', tool: 'claude' },
    { name: 'agent GPT 5', tool: 'gpt' },
    { name: 'Roo Code Translate Mode', tool: 'roo-code' },
    { name: 'Claude Moreau', tool: null },
  ])('$name is $tool', ({ name, tool }) => {
    expect(recognize({ name, email: '', account: null }, catalogue)?.match?.tool.id ?? null).toBe(tool);
  });

  it.each([
    { name: 'GPT 5', tool: 'gpt' },
    { name: 'Claude', tool: null },
    { name: 'Anthropic Claude', tool: 'claude' },
    { name: 'Gemini Pro agent', tool: 'gemini' },
  ])('$name alone explains $tool', ({ name, tool }) => {
    expect(explains(name, catalogue)?.tool.id ?? null).toBe(tool);
  });
});

describe('the account of a tool', () => {
  const own = catalogueOf([
    aTool({ id: 'by-suffix', logins: ['robot[bot]'] }),
    aTool({ id: 'by-login', logins: ['helper'] }),
    aTool({ id: 'by-suffixed-helper', logins: ['helper[bot]'] }),
    aTool({ id: 'by-number', accounts: [77] }),
  ]);

  it.each([
    {
      why: 'its number, whatever it is called',
      who: { id: 77, login: 'robot', kind: 'bot' as const },
      tool: 'by-number',
    },
    { why: 'its login as it stands', who: { id: 1, login: 'helper', kind: 'bot' as const }, tool: 'by-login' },
    { why: 'the login of its App', who: { id: 1, login: 'robot', kind: 'bot' as const }, tool: 'by-suffix' },
    { why: 'nothing of a person', who: { id: 1, login: 'robot', kind: 'user' as const }, tool: null },
  ])('is known by $why', ({ who, tool }) => {
    expect(toolOfAccount(who, own)?.tool.id ?? null).toBe(tool);
  });
});

describe('the number in an address', () => {
  it('says more than the address and the login beside it', () => {
    const email = '77+robot[bot]@users.noreply.github.com';
    const own = catalogueOf([
      aTool({ id: 'by-address', emails: [email] }),
      aTool({ id: 'by-login', logins: ['robot[bot]'] }),
      aTool({ id: 'by-number', accounts: [77] }),
    ]);
    expect(recognize({ name: 'x', email, account: null }, own)?.match?.tool.id).toBe('by-number');
    expect(recognize({ name: 'x', email: email.replace('77', '78'), account: null }, own)?.match?.tool.id).toBe(
      'by-login',
    );
  });
});

describe('the name of a branch', () => {
  it('is the vendor’s own form before it is a prefix that people use too', () => {
    const own = [
      aTool({ id: 'by-prefix', branchPrefixes: ['work/**'] }),
      aTool({ id: 'by-form', branches: ['work/task-*'] }),
    ];
    const found = (headBranch: string) =>
      branch
        .detect({ commits: [], pullRequest: aPullRequestText({ headBranch }) }, own)
        .map(({ tool, confidence }) => `${tool}:${confidence}`);
    expect(found('work/task-1')).toEqual(['by-form:likely']);
    expect(found('work/other')).toEqual(['by-prefix:possible']);
    expect(found('other')).toEqual([]);
  });
});
