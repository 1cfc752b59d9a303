import { html } from 'hono/html';

/** What a template gives: text that is escaped already, wherever a value stood in it. */
export type Html = ReturnType<typeof html>;

export { html };
