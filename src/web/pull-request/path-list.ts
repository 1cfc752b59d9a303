import { type Html, html } from '../html.ts';

/** Paths as one reads them in a sentence. */
export const pathList = (paths: readonly string[]): readonly Html[] =>
  paths.map((path, index) => html`${index === 0 ? '' : ', '}<code>${path}</code>`);
