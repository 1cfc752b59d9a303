import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { Environment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config.ts';

// GitHub has a JSON schema of the Compose Specification, but no package on the registry holds it. What stands here are
// the rules of https://github.com/compose-spec/compose-spec/blob/main/spec.md for the keys that our file uses; every
// other key is refused, so that a new one is looked up and not guessed.
const name = /^[a-zA-Z0-9._-]+$/;
const duration = z.string().regex(/^(?:\d+(?:us|ms|s|m|h))+$/);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const HealthCheck = z.strictObject({
  test: z.union([z.string(), z.tuple([z.enum(['CMD', 'CMD-SHELL', 'NONE'])], z.string())]),
  interval: duration.optional(),
  timeout: duration.optional(),
  start_period: duration.optional(),
  retries: z.int().positive().optional(),
});

const Service = z
  .strictObject({
    image: z.string().optional(),
    build: z.string().optional(),
    restart: z.string().regex(/^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/),
    env_file: z.string().optional(),
    environment: z.record(z.string().regex(/^[A-Z_]+$/), scalar).optional(),
    secrets: z.array(z.string()).optional(),
    configs: z.array(z.strictObject({ source: z.string(), target: z.string().startsWith('/') })).optional(),
    depends_on: z
      .record(
        z.string().regex(name),
        z.strictObject({
          condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
        }),
      )
      .optional(),
    stop_grace_period: duration,
    healthcheck: HealthCheck,
    read_only: z.boolean().optional(),
    tmpfs: z.array(z.string().startsWith('/')).optional(),
    cap_drop: z.array(z.string()).optional(),
    security_opt: z.array(z.string()).optional(),
    ports: z.array(z.string().regex(/^\d+:\d+$/)).optional(),
    volumes: z.array(z.string().regex(/^[a-zA-Z0-9._-]+:\/[^:]*$/)).optional(),
    networks: z.array(z.string()),
  })
  .refine(({ image, build }) => image !== undefined || build !== undefined, 'an image or a build');

const fileOf = z.strictObject({ file: z.string() });

const Compose = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  'x-server': z.unknown(),
  services: z.record(z.string().regex(name), Service),
  secrets: z.record(z.string().regex(name), fileOf),
  configs: z.record(z.string().regex(name), fileOf),
  volumes: z.record(z.string().regex(name), z.strictObject({})),
  networks: z.record(z.string().regex(name), z.strictObject({ internal: z.boolean().optional() })),
});

const folder = 'docs/deploy';
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');
const compose = Compose.parse(parse(text));
const { services } = compose;
const servers = Object.values(services).filter(({ build }) => build !== undefined);
const environmentFile = Object.fromEntries(
  [...readFileSync(join(folder, 'countersign.env.example'), 'utf8').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
    ([, variable = '', value = '']) => [variable, value],
  ),
);
const seconds = (written: string): number =>
  [...written.matchAll(/(\d+)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * ({ h: 3600, m: 60, s: 1, ms: 0.001 }[unit] ?? 0),
    0,
  );

describe('the compose file', () => {
  it('refers only to what it declares', () => {
    const lost = Object.values(services).flatMap((service) => [
      ...Object.keys(service.depends_on ?? {}).filter((other) => services[other] === undefined),
      ...(service.secrets ?? []).filter((secret) => compose.secrets[secret] === undefined),
      ...(service.configs ?? []).filter(({ source }) => compose.configs[source] === undefined),
      ...(service.networks ?? []).filter((network) => compose.networks[network] === undefined),
      ...(service.volumes ?? []).filter((volume) => compose.volumes[volume.split(':')[0] ?? ''] === undefined),
    ]);
    expect(lost).toEqual([]);
  });

  it('waits only for what says when it is healthy, and not in a circle', () => {
    const waits = (service: string, path: readonly string[]): readonly string[] =>
      path.includes(service)
        ? [[...path, service].join(' → ')]
        : Object.keys(services[service]?.depends_on ?? {}).flatMap((other) => waits(other, [...path, service]));
    expect(Object.keys(services).flatMap((service) => waits(service, []))).toEqual([]);
  });

  it('names files that are in the repository, or that its beginning names', () => {
    const needed = [compose.configs, compose.secrets].flatMap((group) => Object.values(group).map(({ file }) => file));
    const [beginning = ''] = text.split('\nname:');
    const missing = needed.filter(
      (file) => !existsSync(join(folder, file)) && !beginning.includes(file.replace(/^\.\//, '')),
    );
    expect(missing).toEqual([]);
    expect(beginning).toContain('countersign.env');
    expect(existsSync(join(folder, servers[0]?.build ?? '', 'Dockerfile'))).toBe(true);
  });

  it('runs two servers on one database, which nobody outside reaches', () => {
    expect(servers).toHaveLength(2);
    expect(services['database']?.networks).toEqual(['inside']);
    expect(compose.networks['inside']?.internal).toBe(true);
    expect(
      Object.entries(services)
        .filter(([, { ports }]) => ports !== undefined)
        .map(([service]) => service),
    ).toEqual(['proxy']);
  });

  it('gives the servers variables that the program knows, and enough of them to start', () => {
    const variables = { ...environmentFile, ...servers[0]?.environment };
    expect(Object.keys(variables).filter((variable) => !(variable in Environment.shape))).toEqual([]);
    const config = parseConfig({
      ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
      RECORD_KEY: 'k'.repeat(32),
      PUBLIC_URL: String(variables['PUBLIC_URL']).replace(/\$\{[^}]+\}/, 'gate.acme.test'),
      PRIVATE_KEY_PATH: '',
      APP_ID: '',
      WEBHOOK_SECRET: '',
    });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 3000, publicUrl: 'https://gate.acme.test' });
    expect(config.databaseUrl).toContain('@database:5432/');
  });

  it('lets a server end its jobs before it is killed', () => {
    for (const { stop_grace_period, environment } of servers)
      expect(seconds(stop_grace_period)).toBeGreaterThanOrEqual(
        Number(environment?.['LINGER_SECONDS']) + Number(environment?.['SHUTDOWN_SECONDS']) + 5,
      );
  });

  it('asks the servers whether they are ready, in the words of the image', () => {
    const image = readFileSync('Dockerfile', 'utf8');
    const [, command = '[]'] = /HEALTHCHECK[^\n]*\\\n\s*CMD (\[.*\])/.exec(image) ?? [];
    const [, ...words] = servers[0]?.healthcheck.test ?? [];
    expect(words.map((word) => word.replace('/readyz', '/healthz'))).toEqual(JSON.parse(command));
  });

  it('brings every server behind the proxy, and keeps the metrics inside', () => {
    const caddy = readFileSync(join(folder, 'Caddyfile'), 'utf8');
    const upstreams = /reverse_proxy (.+) \{/.exec(caddy)?.[1]?.split(' ');
    const expected = Object.entries(services).filter(([, { build }]) => build !== undefined);
    expect(upstreams).toEqual(
      expected.map(([service, { environment }]) => `${service}:${String(environment?.['PORT'])}`),
    );
    expect(caddy).toContain('respond /metrics 404');
    expect(caddy.split('{').length).toBe(caddy.split('}').length);
  });
});
