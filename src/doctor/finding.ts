/** Something to know about a set-up, and what to do about it. */
export type Finding = {
  /** error: the gate does not work or does not hold. warning: it does, and something weakens it. note: good to know. */
  readonly severity: 'error' | 'warning' | 'note';
  /** A name that stays the same, for scripts. */
  readonly code: string;
  /** An account, a repository, or the App; the same finding about many is shown once. */
  readonly about: string;
  readonly says: string;
  readonly repair: string;
};

export const severities = ['error', 'warning', 'note'] as const satisfies readonly Finding['severity'][];

type Text = { readonly says: string; readonly repair: string };

/** Findings about one thing, each by its severity. */
export const about = (subject: string) => ({
  error: (code: string, text: Text): Finding => ({ severity: 'error', code, about: subject, ...text }),
  warning: (code: string, text: Text): Finding => ({ severity: 'warning', code, about: subject, ...text }),
  note: (code: string, text: Text): Finding => ({ severity: 'note', code, about: subject, ...text }),
});

/** Exit code 1 means that something should be done. */
export const needsRepair = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity !== 'note');

export type Group = Finding & { readonly subjects: readonly string[] };

/** The same finding about several things once, with all of them. */
export function grouped(findings: readonly Finding[]): readonly Group[] {
  const same = Map.groupBy(findings, ({ code, says, repair }) => JSON.stringify([code, says, repair]));
  return [...same.values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({ ...first, subjects: [...new Set(group.map((each) => each.about))] })),
  );
}
