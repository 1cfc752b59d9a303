import { type Logger, pino } from 'pino';

export type { Logger };

/** The program's log: one JSON line per fact, on standard output. Tokens, keys and signatures never pass. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
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
