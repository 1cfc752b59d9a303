import type { GitIdentity } from '../facts.ts';

/** A `Key: value` line. The key is lower case with hyphens; several credits glued to one line are several values. */
export type Trailer = {
  readonly key: string;
  /** The key is one word, as in a real trailer, and not the beginning of a sentence. */
  readonly hyphenated: boolean;
  readonly value: string;
  readonly values: readonly string[];
};

const shape =
  /^\s*(?:[*•+-]\s+|\d{1,3}[.)]\s+)?[_*`~]{0,3}([A-Za-z]{1,25}(?:[ -][A-Za-z]{1,24}){0,4})[_*`~]{0,3}\s{0,3}[:：]\s*[_*`~]{0,3}\s*(\S.*)$/;
const withoutColon = /^\s*(?:[*•-]\s+)?(co[- ]?authored[ -]by)\s+(\S.*)$/i;
const glued = /co-?authored-by\s*[:：]/i;

/** The trailer on a line, wherever in a message the line stands: squash merges and web forms scatter them. */
export const trailerIn = (line: string): Trailer | null => {
  if (line.length > longestTrailer) return null;
  const [, key, value] = shape.exec(line) ?? withoutColon.exec(line) ?? [];
  if (key !== undefined && value !== undefined) {
    const named = key.toLowerCase().replace(/\s+/g, '-');
    return { key: named, hyphenated: !key.includes(' '), value: value.trim(), values: splitGlued(value) };
  }
  return gluedTrailer(line);
};

const longestTrailer = 2000;

// Only where a sentence ends: inside one, and after a quotation mark, the trailer is being talked about.
const gluedTrailer = (line: string): Trailer | null => {
  const found = glued.exec(line);
  if (found === null || !/[\w.)!\]>]$|[.!)>]\s$/.test(line.slice(Math.max(0, found.index - 2), found.index)))
    return null;
  const value = line.slice(found.index + found[0].length).trim();
  return { key: 'co-authored-by', hyphenated: true, value, values: splitGlued(value) };
};

const splitGlued = (value: string): readonly string[] =>
  value.split(/[,;]?\s*\bco-?authored-by\s*[:：]\s*/i).filter((part) => part !== '');

/** Name and address from a trailer's value, in the forms that people and web pages leave behind. */
export const identityIn = (value: string): GitIdentity => {
  const plain = value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('<', ' <');
  const parts = plain.split(/\s+/).filter((part) => part !== '');
  const at = parts.findIndex((part) => part.indexOf('@') > 0);
  const name = at < 0 ? parts : parts.slice(0, at);
  return { name: tidy(name.join(' ')), email: at < 0 ? '' : addressIn(parts[at] ?? ''), account: null };
};

// `[oz@example.com](mailto:oz@example.com)` is what Markdown makes of an address.
const addressIn = (part: string): string => {
  const [visible = '', target] = part.split('](mailto:');
  const address = visible.includes('@') ? visible : (target ?? '');
  return address.replace(/^[`"'[(<]{0,4}(?:mailto:)?/, '').replace(/[`"'\])>;.,\\]{1,6}$/, '');
};

const tidy = (text: string): string => {
  const bare = text.replace(/^[\s`"'*_@<]{1,6}/, '').replace(/[\s`"'*_,;.<>(\\]{1,6}$/, '');
  return bare.startsWith('[') && !bare.startsWith('[bot]') ? bare.slice(1).replace(/\]$/, '') : bare;
};
