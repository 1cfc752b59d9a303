import { catalogueOf } from './catalogue.ts';
import { cite } from './cite.ts';
import type { Detector } from './detector.ts';
import { fold } from './words.ts';

/** A label that a tool puts on its work, or by which a project marks AI. Labels only ever raise: taking one away lowers nothing. */
export const label: Detector = {
  name: 'label',
  detect: ({ pullRequest }, tools) => {
    const catalogue = catalogueOf(tools);
    return (pullRequest?.labels ?? []).flatMap((name) => {
      const match = catalogue.labels.get(fold(name)) ?? null;
      if (match === null && !marksAi.test(fold(name))) return [];
      return [
        cite({
          detector: 'label',
          confidence: 'possible',
          match,
          autonomy: 'assisted',
          commitSha: null,
          quotation: `label ${name}`,
        }),
      ];
    });
  },
};

// `ai`, `llm` and a tool's name alone say what a change is about. These say how it was made.
const marksAi =
  /^(?:[\w ]{1,20}[:/] ?)?(?:ai|llm|agent)[ -]?(?:assisted|generated|authored|written|created|contribution|co-?authored)$|^(?:assisted|generated|created|written)[ -](?:by|with)[ -](?:ai|llm)$|^vibe[ -]?coded$/;
