import { existsSync } from 'node:fs';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser to drive: the one that CHROMIUM names, or where Linux keeps it. Called before all tests, which says once what is missing. */
export default function findChromium(): string {
  const named = process.env['CHROMIUM'] ?? '';
  const found = (named === '' ? usualPlaces : [named]).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error('Chromium is missing: `apt-get install chromium` brings it, or set CHROMIUM to where it is');
}
