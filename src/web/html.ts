import { html } from 'hono/html';

/** What a template gives: text that is escaped already, wherever a value stood in it. */
export type Html = ReturnType<typeof html>;

export { html };

/** Items of a sentence, one after the other. */
export const joined = (items: readonly (Html | string)[], between = ', '): readonly (Html | string)[] =>
  items.flatMap((item, index) => (index === 0 ? [item] : [between, item]));
