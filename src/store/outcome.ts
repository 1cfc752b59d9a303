/**
 * What an entry of the record came to, in SQL: a decision's verdict, how a merge found the gate, else its kind. An index
 * is made of exactly this expression.
 */
export const outcomeOf = (prefix: '' | 'd.'): string =>
  `(case ${prefix}kind when 'decision' then ${prefix}content->'verdict'->>'state'
    when 'merge' then case ${prefix}content->>'gate' when 'open' then 'merge' else 'merge-without-gate' end
    else ${prefix}kind end)`;
