/** A day in milliseconds, by the clock of UTC, in which all days have the same length. */
export const dayLength = 24 * 60 * 60 * 1000;

/** The beginning of a day that is written as 2026-12-31; null: it is written otherwise, or the calendar has no such day. */
export function dayIn(text: string): Date | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  // The 30th of February would be read as the 2nd of March.
  return day === null || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text) ? null : day;
}
