import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Environment } from './environment.ts';

export type Credentials = {
  readonly appId: number;
  readonly privateKey: string;
  /** The current secret first; a delivery signed with any of them is accepted. */
  readonly webhookSecrets: readonly [string, ...string[]];
};

/** All of the App's credentials, none of them, or a problem for each that is missing or cannot be used. */
export function readCredentials(environment: Environment, problems: string[]): Credentials | null {
  const { APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH, WEBHOOK_SECRET, WEBHOOK_SECRET_PREVIOUS } = environment;
  const given = [APP_ID, PRIVATE_KEY ?? PRIVATE_KEY_PATH, WEBHOOK_SECRET].filter((value) => value !== undefined);
  if (given.length === 0) return null;

  if (APP_ID === undefined && !problems.some((problem) => problem.startsWith('APP_ID'))) {
    problems.push('APP_ID: missing; it is on the settings page of the GitHub App');
  }
  const privateKey = readPrivateKey(PRIVATE_KEY, PRIVATE_KEY_PATH, problems);
  for (const [name, secret] of [
    ['WEBHOOK_SECRET', WEBHOOK_SECRET],
    ['WEBHOOK_SECRET_PREVIOUS', WEBHOOK_SECRET_PREVIOUS],
  ] as const) {
    const problem = secretProblem(name, secret);
    if (problem !== null) problems.push(problem);
  }
  if (APP_ID === undefined || privateKey === null || WEBHOOK_SECRET === undefined) return null;
  const previous = WEBHOOK_SECRET_PREVIOUS === undefined ? [] : [WEBHOOK_SECRET_PREVIOUS];
  return { appId: APP_ID, privateKey, webhookSecrets: [WEBHOOK_SECRET, ...previous] };
}

export function readPrivateKey(text: string | undefined, path: string | undefined, problems: string[]): string | null {
  if (text === undefined && path === undefined) {
    problems.push('PRIVATE_KEY: missing; give the PEM text, or its file in PRIVATE_KEY_PATH');
    return null;
  }
  const name = text === undefined ? 'PRIVATE_KEY_PATH' : 'PRIVATE_KEY';
  try {
    const pem = text === undefined ? readFileSync(path ?? '', 'utf8') : text.replaceAll(String.raw`\n`, '\n');
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs8', format: 'pem' }).toString();
    problems.push(`${name}: is not an RSA key, which GitHub Apps have`);
  } catch (error) {
    problems.push(
      `${name}: cannot be read as a private key in PEM form (${error instanceof Error ? error.message : 'unknown error'})`,
    );
  }
  return null;
}

/** Probot's default, words from examples and short secrets would let anybody forge deliveries. */
function secretProblem(name: string, secret: string | undefined): string | null {
  if (secret === undefined)
    return name === 'WEBHOOK_SECRET' ? `${name}: missing; without it anybody could forge deliveries` : null;
  if (/^(development|secret|changeme|change-me|password|webhook[-_]?secret)$/i.test(secret)) {
    return `${name}: is a default that everybody knows; \`openssl rand -hex 32\` makes a real one`;
  }
  return secret.length < 16 ? `${name}: has fewer than 16 characters; \`openssl rand -hex 32\` makes a real one` : null;
}
