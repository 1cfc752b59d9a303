import { counted } from '../text.ts';

type Open = {
  readonly gaps: readonly { readonly clause: string; readonly missing: number; readonly owners: readonly unknown[] }[];
  readonly declarationMissing: boolean;
};

/**
 * What is waited for, in the words of the check wherever it is said. Of each level the most that any clause still misses:
 * one person may serve several clauses, so they do not add up.
 */
export function waitsFor(
  { gaps, declarationMissing }: Open,
  clauses: readonly { readonly id: string; readonly level: string }[],
): readonly string[] {
  const missing = new Map<string, number>();
  let paths = 0;
  for (const gap of gaps) {
    const level = clauses.find(({ id }) => id === gap.clause)?.level;
    if (gap.missing > 0 && level !== undefined) missing.set(level, Math.max(missing.get(level) ?? 0, gap.missing));
    else paths += gap.owners.length;
  }
  const levels = [...missing].map(([level, count]) => `${count} × ${level}`);
  const owners = paths === 0 ? [] : [`the owners of ${counted(paths, 'path')}`];
  return [...(declarationMissing ? ["the author's declaration"] : []), ...levels, ...owners];
}
