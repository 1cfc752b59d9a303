import { isTerminal } from '../io.ts';
import { progressBar } from '../progress-bar.ts';

/** Says on standard error how far the reading has come: one line that moves on a terminal, a few plain ones elsewhere. */
export type Progress = { readonly advance: (done: number) => void; readonly note: (text: string) => void };

export function createProgress(stream: NodeJS.WritableStream, total: number): Progress {
  const watched = isTerminal(stream);
  let told = 0;
  return {
    advance: (done) => {
      if (watched) stream.write(`\r\u001b[K${done < total ? progressBar(done, total, 'pull requests') : ''}`);
      else if (done === total || done - told >= total / 10) {
        told = done;
        stream.write(`${done} of ${total} pull requests\n`);
      }
    },
    note: (text) => stream.write(`${watched ? '\r\u001b[K' : ''}${text}\n`),
  };
}
