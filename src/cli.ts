#!/usr/bin/env node
import { countersign } from './cli/countersign.ts';
import { ConfigError } from './errors.ts';
import { type DescribedError, describeError } from './log.ts';

const messages = ({ message, causes = [] }: DescribedError): readonly string[] => [
  message,
  ...causes.flatMap(messages),
];

// Whoever reads may have read enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  process.exitCode = await countersign(process.argv.slice(2), process);
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError ? error.explanation : `countersign: ${messages(describeError(error)).join(': ')}\n`,
  );
  process.exitCode = 1;
}
