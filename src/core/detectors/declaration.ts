import type { Traces } from '../facts.ts';

/** What the author declared, if anything; "AI" wins over "no AI", as only that can be held against them. */
export const declarationOf = (traces: Traces): 'ai' | 'no-ai' | null => {
  const texts = [...traces.commits.map((commit) => commit.message), traces.pullRequest?.body ?? ''];
  const answers = texts.flatMap((text) =>
    [...text.matchAll(/^[ *_-]{0,6}AI[- ]Assisted[*_]{0,3}\s{0,3}:[ *_]{0,4}(yes|no)\b/gim)].map((match) =>
      match[1]?.toLowerCase(),
    ),
  );
  if (answers.includes('yes')) return 'ai';
  return answers.includes('no') ? 'no-ai' : null;
};
