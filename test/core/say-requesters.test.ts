import { describe, expect, it } from '@jest/globals';
import { tools } from '../../src/core/detectors/tools.ts';
import type { PullRequestText } from '../../src/core/facts.ts';
import { toMarkdown } from '../../src/core/phrase.ts';
import { sayRequesters } from '../../src/core/say-requesters.ts';
import { aBot, aPullRequestText, aSnapshot, people } from '../support/facts.ts';

const rendered = (only: Partial<PullRequestText>): string =>
  toMarkdown(sayRequesters(aSnapshot({ pullRequest: aPullRequestText(only) }), tools));

describe('who asked an agent for the change, in the check', () => {
  it('is named with how it is known, the most trusted first and each once', () => {
    const agentEvents = [{ actor: people.ada, appSlug: 'copilot-swe-agent', at: '2026-03-02T10:00:00Z' }];
    const assignments = [people.ada, people.bo].map((assignee) => ({ assignee, by: null, stands: true }));
    expect(rendered({ author: aBot(198982749, 'Copilot'), agentEvents, assignments })).toBe(
      'Asked for by `ada` (asked copilot-swe-agent, says the timeline) and `bo` (assigned to what an agent made).',
    );
  });

  it('is nobody where nobody is known', () => {
    expect(rendered({ author: aBot(198982749, 'Copilot') })).toBe('');
  });

  it('is a handful of many', () => {
    const body = Array.from({ length: 8 }, (_, at) => `requested by @user${at}`).join('\n');
    expect(rendered({ body })).toMatch(/`user4` \(asked for it, says the text\) and 3 more\.$/);
  });
});
