/** One line of a table for spreadsheets. */
export const csvLine = (cells: readonly (string | number | null)[]): string => cells.map(csvCell).join(',');

/** A cell that begins like a formula is one to a spreadsheet, and titles and logins come from strangers. */
function csvCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const harmless = /^(?:[\p{Cc}\s]|[\p{Cc}\s]*[=+\-@＝＋－＠])/u.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
