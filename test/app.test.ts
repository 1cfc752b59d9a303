import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { heardEvents } from '../src/app.ts';

const text = readFileSync('app.yml', 'utf8');
const manifest = parseDocument(text).toJS() as {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
};
const lines = text.split('\n');

describe('the manifest of the App', () => {
  it('subscribes to what the program hears, but for the events that arrive unasked', () => {
    const unasked = ['check_run', 'check_suite', 'installation', 'installation_repositories'];
    expect([...manifest.default_events, ...unasked].sort()).toEqual([...heardEvents].sort());
  });

  it('asks for no more than its documented permissions', () => {
    expect(manifest.default_permissions).toEqual({
      metadata: 'read',
      contents: 'read',
      pull_requests: 'write',
      checks: 'write',
      members: 'read',
      merge_queues: 'read',
      issues: 'read',
      statuses: 'write',
    });
  });

  it.each(Object.keys(manifest.default_permissions))('says why it needs the permission %s', (name) => {
    const index = lines.findIndex((line) => line.trim().startsWith(`${name}:`));
    expect(lines[index - 1]?.trim()).toMatch(/^# .{20,}/);
  });
});
