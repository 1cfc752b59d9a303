import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toolsDocument } from '../../../scripts/tools-document.ts';
import { catalogueOf } from '../../../src/core/detectors/catalogue.ts';
import { tools } from '../../../src/core/detectors/tools.ts';
import { wordTest } from '../../../src/core/detectors/words.ts';
import { assessTraces } from '../../../src/core/provenance.ts';
import { aCommit } from '../../support/facts.ts';

describe('the catalogue', () => {
  it('has an entry for each tool once', () => {
    expect(new Set(tools.map((tool) => tool.id)).size).toBe(tools.length);
  });

  it('gives each account, login and address to one tool', () => {
    const surfaces = tools.flatMap((tool) =>
      [tool, tool.agent ?? {}].flatMap((each) =>
        [...(each.accounts ?? []), ...(each.logins ?? []), ...(each.emails ?? [])].map((key) =>
          String(key).toLowerCase(),
        ),
      ),
    );
    expect(surfaces.filter((key, at) => surfaces.indexOf(key) !== at)).toEqual([]);
  });

  it('is told in docs/tools.md as it is; `node scripts/make-tools-doc.ts` writes that file', () => {
    expect(readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'tools.md'), 'utf8')).toBe(
      toolsDocument(tools),
    );
  });

  it('builds its look-ups once for each list', () => {
    expect(catalogueOf(tools)).toBe(catalogueOf(tools));
  });

  const addresses = tools.flatMap((tool) =>
    [tool, tool.agent ?? {}].flatMap((each) =>
      (each.emails ?? []).filter((email) => !email.includes('*')).map((email) => ({ tool: tool.id, email })),
    ),
  );

  it.each(addresses)('recognizes $tool by $email', ({ tool, email }) => {
    const message = `fix\n\nCo-authored-by: x <${email}>`;
    expect(assessTraces({ commits: [aCommit({ message })], pullRequest: null }).tools).toEqual([tool]);
  });

  const trailers = tools.flatMap((tool) =>
    [tool, tool.agent ?? {}].flatMap((each) => (each.trailers ?? []).map((trailer) => ({ tool: tool.id, trailer }))),
  );

  it.each(trailers)('recognizes $tool by $trailer', ({ tool, trailer }) => {
    const [key, value = 'x'] = trailer.split('=');
    const message = `fix\n\n${key}: ${value.replaceAll('*', 'x')}`;
    expect(assessTraces({ commits: [aCommit({ message })], pullRequest: null }).tools).toEqual([tool]);
  });
});

describe('the test for words', () => {
  const wanted = ['ai', 'claude', 'v0', '198982749', 'copilot'];
  const test = wordTest(new Set(wanted));

  it.each([
    { text: 'an AI wrote it', holds: true },
    { text: 'GPT and Claude4 agree', holds: true },
    { text: '198982749+Copilot', holds: true },
    { text: 'v0', holds: true },
    { text: 'main and maid said no', holds: false },
    { text: 'claudette', holds: false },
    { text: 'v01', holds: false },
    { text: '', holds: false },
  ])('$text: $holds', ({ text, holds }) => {
    expect(test.inText(text)).toBe(holds);
  });

  it('says the same of a text and of its bytes', () => {
    const anyText = fc
      .array(
        fc.oneof(fc.constantFrom(...wanted, ' ', '-', '1', 'x', 'é'), fc.string({ unit: 'grapheme', maxLength: 3 })),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = Buffer.from(`  ${text}  `, 'utf8');
        expect(test.inBytes(bytes, 2, bytes.length - 2)).toBe(test.inText(text.toWellFormed()));
      }),
    );
  });
});
