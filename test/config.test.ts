import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseAccess } from '../src/config/access.ts';
import { Environment } from '../src/config/environment.ts';
import { parseConfig } from '../src/config.ts';
import { ConfigError } from '../src/errors.ts';

const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.export({ type: 'pkcs1', format: 'pem' }).toString();
const ecPem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const good = { APP_ID: '12', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'f'.repeat(32) };

const problemsOf = (variables: Record<string, string>): readonly string[] => {
  try {
    parseConfig(variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('configuration', () => {
  it('asks for the set-up page when nothing about an App is given', () => {
    expect(parseConfig({})).toMatchObject({
      credentials: null,
      apiUrl: 'https://api.github.com',
      port: 3000,
      databaseUrl: null,
    });
  });

  it('reads credentials, with a key whose line breaks are written out and an older secret after the current one', () => {
    const config = parseConfig({
      ...good,
      PRIVATE_KEY: pem.replaceAll('\n', String.raw`\n`),
      WEBHOOK_SECRET_PREVIOUS: 'e'.repeat(32),
    });
    expect(config.credentials?.appId).toBe(12);
    expect(config.credentials?.privateKey).toContain('BEGIN PRIVATE KEY');
    expect(config.credentials?.webhookSecrets).toEqual(['f'.repeat(32), 'e'.repeat(32)]);
  });

  it.each([
    { why: 'the webhook secret is missing', change: { WEBHOOK_SECRET: '' }, problem: /^WEBHOOK_SECRET: missing/ },
    {
      why: "the webhook secret is Probot's default",
      change: { WEBHOOK_SECRET: 'development' },
      problem: /^WEBHOOK_SECRET: is a default/,
    },
    {
      why: 'the webhook secret is short',
      change: { WEBHOOK_SECRET: 'abc' },
      problem: /^WEBHOOK_SECRET: has fewer than 16/,
    },
    {
      why: 'the older secret is a default',
      change: { WEBHOOK_SECRET_PREVIOUS: 'development' },
      problem: /^WEBHOOK_SECRET_PREVIOUS: is a default/,
    },
    { why: 'the key is no key', change: { PRIVATE_KEY: 'nonsense' }, problem: /^PRIVATE_KEY: cannot be read/ },
    { why: 'the key is not RSA', change: { PRIVATE_KEY: ecPem }, problem: /^PRIVATE_KEY: is not an RSA key/ },
    {
      why: 'the key file is not there',
      change: { PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' },
      problem: /^PRIVATE_KEY_PATH: cannot be read/,
    },
    { why: 'the key is missing', change: { PRIVATE_KEY: '' }, problem: /^PRIVATE_KEY: missing/ },
    { why: 'the App id is missing', change: { APP_ID: '' }, problem: /^APP_ID: missing/ },
    { why: 'the App id is not a number', change: { APP_ID: 'twelve' }, problem: /^APP_ID: / },
    { why: 'the port is out of range', change: { PORT: '70000' }, problem: /^PORT: / },
    { why: 'the address of GitHub is no URL', change: { GITHUB_API_URL: 'github' }, problem: /^GITHUB_API_URL: / },
    {
      why: 'the address of the metrics has no port',
      change: { METRICS_ADDRESS: '127.0.0.1' },
      problem: /^METRICS_ADDRESS: /,
    },
    { why: 'the token of the metrics is short', change: { METRICS_TOKEN: 'abc' }, problem: /^METRICS_TOKEN: / },
    { why: 'the log level is unknown', change: { LOG_LEVEL: 'loud' }, problem: /^LOG_LEVEL: / },
    {
      why: 'an allowed account is no login',
      change: { ALLOWED_ACCOUNTS: 'acme, no/name' },
      problem: /^ALLOWED_ACCOUNTS: /,
    },
    {
      why: 'a chat has an address without TLS',
      change: { CHAT_WEBHOOKS: 'acme/reviews=http://chat.example/1' },
      problem: /^CHAT_WEBHOOKS: must be ACCOUNT\/ALIAS=https/,
    },
    {
      why: 'a chat belongs to nobody',
      change: { CHAT_WEBHOOKS: 'acme/ok=https://chat.example/1 reviews=https://chat.example/2' },
      problem: /^CHAT_WEBHOOKS: must be/,
    },
    {
      why: 'PostgreSQL is given without a record key',
      change: { DATABASE_URL: 'postgres://db/x' },
      problem: /^RECORD_KEY: required/,
    },
    {
      why: 'the database is not PostgreSQL',
      change: { DATABASE_URL: 'mysql://db/x', RECORD_KEY: 'k'.repeat(32) },
      problem: /^DATABASE_URL: /,
    },
  ])('is refused when $why, naming the variable', ({ change, problem }) => {
    const problems = problemsOf({ ...good, ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it.each([
    { why: 'nothing is said', given: {}, metrics: { address: null, token: null } },
    {
      why: 'an address is given',
      given: { METRICS_ADDRESS: '127.0.0.1:9464' },
      metrics: { address: { host: '127.0.0.1', port: 9464 }, token: null },
    },
    {
      why: 'the address is one of IPv6',
      given: { METRICS_ADDRESS: '[::1]:9464' },
      metrics: { address: { host: '::1', port: 9464 }, token: null },
    },
    {
      why: 'a token is given',
      given: { METRICS_TOKEN: 't'.repeat(16) },
      metrics: { address: null, token: 't'.repeat(16) },
    },
  ])('says where metrics are read when $why', ({ given, metrics }) => {
    expect(parseConfig({ ...good, ...given }).metrics).toEqual(metrics);
  });

  it('reads chats by account and alias, and never says an address that is a secret', () => {
    const given = 'Acme/reviews=https://chat.example/1?key=a \n other/x=https://chat.example/2';
    expect(parseConfig({ ...good, CHAT_WEBHOOKS: given }).chats).toEqual([
      { account: 'acme', alias: 'reviews', url: 'https://chat.example/1?key=a' },
      { account: 'other', alias: 'x', url: 'https://chat.example/2' },
    ]);
    const [problem] = problemsOf({ ...good, CHAT_WEBHOOKS: 'https://chat.example/secret' });
    expect(problem).not.toContain('secret');
  });

  it('names every problem at once', () => {
    expect(problemsOf({ APP_ID: 'x', PRIVATE_KEY: 'y', WEBHOOK_SECRET: 'development', PORT: '-1' })).toHaveLength(4);
  });

  it('is what .env.example documents: the same variables with the same defaults and descriptions', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const documented = lines.flatMap((line, index) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value, comment: lines[index - 1]?.slice(2) }];
    });
    const expected = Object.entries(Environment.shape).map(([name, schema]) => {
      const parsed: unknown = schema.safeParse(undefined).data;
      const fallback = typeof parsed === 'string' || typeof parsed === 'number' ? `${parsed}` : '';
      return { name, value: fallback, comment: schema.description };
    });
    expect(documented).toEqual(expected);
  });
});

describe('how a command that only reads asks GitHub', () => {
  it('needs the App’s id and key, and nothing of a server', () => {
    const { appId, privateKey, floor } = parseAccess({ APP_ID: '12', PRIVATE_KEY: pem }, 'app');
    expect([appId, privateKey?.includes('PRIVATE KEY'), floor]).toEqual([12, true, 'read']);
    expect(parseAccess({}, 'app')).toMatchObject({ appId: null, privateKey: null });
  });

  it('looks at no key where a person asks', () => {
    const access = parseAccess({ PRIVATE_KEY: 'broken', ORGANIZATION_POLICY: 'none' }, 'person');
    expect(access).toMatchObject({ privateKey: null, floor: 'none' });
  });

  it.each([
    { why: 'no id', variables: { PRIVATE_KEY: pem }, problem: 'APP_ID: missing' },
    { why: 'no key', variables: { APP_ID: '12' }, problem: 'PRIVATE_KEY: missing' },
    {
      why: 'a key that is none',
      variables: { APP_ID: '12', PRIVATE_KEY: 'x' },
      problem: 'PRIVATE_KEY: cannot be read',
    },
  ])('says what is missing: $why', ({ variables, problem }) => {
    expect(() => parseAccess(variables, 'app')).toThrow(problem);
  });
});
