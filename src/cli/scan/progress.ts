/** A line on a terminal that tells how far the reading has come; nothing where nobody watches. */
export const startProgress = (
  stream: NodeJS.WritableStream,
  countAll: () => Promise<string | null>,
): { readonly advance: (done: number) => void; readonly stop: () => void } => {
  if (!('isTTY' in stream) || stream.isTTY !== true) return { advance: () => undefined, stop: () => undefined };
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
      stream.write(`\r\u001b[K${lineOf(done, total)}`);
    },
    stop: () => stream.write('\r\u001b[K'),
  };
};

const width = 30;

const lineOf = (done: number, total: number): string => {
  if (total <= 0) return `${done} commits`;
  const part = Math.min(1, done / total);
  return `${'█'.repeat(Math.round(part * width)).padEnd(width, '░')} ${Math.floor(part * 100)} %  ${done} of ${total} commits`;
};
