import { type Logger, pino } from 'pino';

export type { Logger };

/** The program's log: one JSON line per fact, on standard output. Tokens, keys and signatures never pass. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      paths: [
        'token',
        'secret',
        'privateKey',
        'authorization',
        '*.token',
        '*.secret',
        '*.privateKey',
        '*.authorization',
      ],
      censor: '[redacted]',
    },
  });
}

/** What is told of an error. */
export type DescribedError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly status?: number;
  readonly stack?: string;
  readonly causes?: readonly DescribedError[];
};

/**
 * Nothing but what is named here: libraries hang the whole delivery, the request or the statement with its values on their
 * errors, and with them people's text.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (typeof error !== 'object' || error === null) return { type: typeof error, message: String(error) };
  const { name, message, code, status, stack, cause, errors } = error as Readonly<Record<string, unknown>>;
  const below = (of: unknown): DescribedError => describeError(of, depth + 1);
  const causes = depth < deepest ? [cause, errors].flat().filter(isErrorLike) : [];
  return {
    type: typeof name === 'string' ? name : 'unknown',
    message: typeof message === 'string' ? message : 'unknown',
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(causes.length > 0 ? { causes: causes.map(below) } : {}),
  };
}

/** Several causes say enough; one that leads back to itself would say it for ever. */
const deepest = 4;

/** Also what GitHub answers about a query, which is no error of JavaScript. */
const isErrorLike = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
