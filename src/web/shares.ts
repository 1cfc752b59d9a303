/** Places of which one person takes only so many, so that nobody keeps the others out. */
export type Shares = {
  /** false: all are taken, or this person has theirs. */
  readonly take: (accountId: number) => boolean;
  readonly giveBack: (accountId: number) => void;
};

export function createShares({ all, each }: { readonly all: number; readonly each: number }): Shares {
  const taken = new Map<number, number>();
  let sum = 0;
  return {
    take: (accountId) => {
      const own = taken.get(accountId) ?? 0;
      if (sum >= all || own >= each) return false;
      taken.set(accountId, own + 1);
      sum += 1;
      return true;
    },
    giveBack: (accountId) => {
      const left = (taken.get(accountId) ?? 0) - 1;
      if (left > 0) taken.set(accountId, left);
      else taken.delete(accountId);
      sum -= 1;
    },
  };
}
