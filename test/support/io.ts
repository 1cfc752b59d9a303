import { Readable, Writable } from 'node:stream';
import type { Io, Run } from '../../src/cli/io.ts';

export type Heard = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command on what is typed into it, and tells what it said where. */
export async function hear(
  run: (io: Io) => ReturnType<Run>,
  stdin: NodeJS.ReadableStream = Readable.from([]),
): Promise<Heard> {
  const said = { out: '', err: '' };
  const stream = (name: keyof typeof said) =>
    new Writable({
      write(chunk, _encoding, done) {
        said[name] += String(chunk);
        done();
      },
    });
  const code = await run({ stdin, stdout: stream('out'), stderr: stream('err') });
  return { code, ...said };
}
