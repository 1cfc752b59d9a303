/** Says on standard error how far the reading has come: one line that moves on a terminal, a few plain ones elsewhere. */
export type Progress = { readonly advance: (done: number) => void; readonly note: (text: string) => void };

export function createProgress(stream: NodeJS.WritableStream, total: number): Progress {
  const watched = 'isTTY' in stream && stream.isTTY === true;
  let told = 0;
  return {
    advance: (done) => {
      if (watched) stream.write(`\r\u001b[K${done < total ? lineOf(done, total) : ''}`);
      else if (done === total || done - told >= total / 10) {
        told = done;
        stream.write(`${done} of ${total} pull requests\n`);
      }
    },
    note: (text) => stream.write(`${watched ? '\r\u001b[K' : ''}${text}\n`),
  };
}

const width = 30;

function lineOf(done: number, total: number): string {
  const part = Math.min(1, done / total);
  return `${'█'.repeat(Math.round(part * width)).padEnd(width, '░')} ${Math.floor(part * 100)} %  ${done} of ${total} pull requests`;
}
