import { isTerminal } from '../io.ts';
import { progressBar } from '../progress-bar.ts';

/** A line on a terminal that tells how far the reading has come; nothing where nobody watches. */
export const startProgress = (
  stream: NodeJS.WritableStream,
  countAll: () => Promise<string | null>,
): { readonly advance: (done: number) => void; readonly stop: () => void } => {
  if (!isTerminal(stream)) return { advance: () => undefined, stop: () => undefined };
  let total = 0;
  let shown = 0;
  // The total is told when it is known: nobody has to wait for it.
  const learn = async () => {
    total = Number((await countAll()) ?? 0);
  };
  void learn();
  return {
    advance: (done) => {
      if (done - shown < 997) return;
      shown = done;
      stream.write(`\r\u001b[K${progressBar(done, total, 'commits')}`);
    },
    stop: () => stream.write('\r\u001b[K'),
  };
};
