/**
 * User-controlled text as a Markdown code span on one line: inside it nothing is a link, a mention, HTML or markup, and
 * characters that reorder, hide or control text are gone.
 */
export function code(text: string, atMost = 200): string {
  const line = plain(text, atMost).replaceAll('`', 'ˋ').replaceAll('|', '¦');
  return line === '' ? '` `' : `\`${line}\``;
}

/** User-controlled text on one line without control, bidirectional and invisible characters, cut to a length. */
export function plain(text: string, atMost = 200): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .trim();
  const letters = [...line];
  return letters.length <= atMost ? line : `${letters.slice(0, atMost - 1).join('')}…`;
}

/**
 * A sentence of ours with its quotations between backticks, as Markdown. What our words never hold outside a quotation came
 * with a quotation that broke out, or was cut in its middle: then all of it is one.
 */
export function sentence(text: string): string {
  const whole = text.split('`').length % 2 === 1;
  const outside = text.replaceAll(/`[^`]*`/g, '');
  if (whole && !foreign.test(outside)) return text;
  const [, before = '', within = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(text) ?? [];
  return `${before}${code(within, Number.POSITIVE_INFINITY)}${after}`;
}

// A mention, HTML, a link, a picture, or emphasis could begin with these; `_` within a word is none.
const foreign = /[<>@[\]\\*~|&]|:\/\/|www\.|(?<!\w)_/u;

export const shortSha = (sha: string): string => sha.slice(0, 7);

/** `1 senior`, `2 seniors`: a count with its noun. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The first few items as lines, and a line that says how many were left out. */
export function firstLines(lines: readonly string[], atMost: number, what: string): readonly string[] {
  if (lines.length <= atMost) return lines;
  return [...lines.slice(0, atMost), `- … and ${lines.length - atMost} more ${what}`];
}
