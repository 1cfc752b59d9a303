/** How far something has come, in one line; `what` it counts. */
export function progressBar(done: number, total: number, what: string): string {
  if (total <= 0) return `${done} ${what}`;
  const part = Math.min(1, done / total);
  return `${'█'.repeat(Math.round(part * width)).padEnd(width, '░')} ${Math.floor(part * 100)} %  ${done} of ${total} ${what}`;
}

const width = 30;
