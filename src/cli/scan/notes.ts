import type { Catalogue } from '../../core/detectors/catalogue.ts';
import { cite } from '../../core/detectors/cite.ts';
import { fold } from '../../core/detectors/words.ts';
import type { Evidence } from '../../core/evidence.ts';

/**
 * What a git-ai note (`refs/notes/ai`) says: lines by file, a rule, and JSON that names the agent of each prompt. A note
 * without a prompt belongs to a commit that people wrote.
 */
export const evidenceInNote = (note: string, commitSha: string, catalogue: Catalogue): readonly Evidence[] => {
  const agents = Array.from(note.matchAll(/"tool"\s{0,9}:\s{0,9}"([^"\n]{1,60})"/g), (match) => match[1] ?? '');
  return [...new Set(agents)].slice(0, 20).flatMap((agent) => {
    const name = fold(agent).replaceAll('-', ' ');
    if (name === 'human') return [];
    const match =
      catalogue.names.get(fold(agent)) ??
      catalogue.names.get(name) ??
      catalogue.sharedNames.get(name) ??
      catalogue.tools.get(fold(agent)) ??
      null;
    return [
      cite({
        detector: 'note',
        confidence: 'declared',
        match,
        autonomy: 'assisted',
        commitSha,
        quotation: `git-ai note: tool ${agent}`,
      }),
    ];
  });
};
