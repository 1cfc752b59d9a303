import * as z from 'zod';
import { readGlob } from '../glob-text.ts';

/** A string with the hint that goes with its problem, in zod's own channel for such things. */
export function text(check: (value: string) => { readonly message: string; readonly hint: string | null } | null) {
  return z.string().superRefine((value, context) => {
    const problem = check(value);
    if (problem === null) return;
    context.addIssue({ code: 'custom', message: problem.message, params: { hint: problem.hint } });
  });
}

export const glob = text((value) => {
  const reading = readGlob(value);
  return 'refused' in reading ? reading.refused : null;
});
export const globs = z.array(glob).min(1);

export const team = text((value) =>
  /^@?(?:[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9_-]*$/i.test(value)
    ? null
    : {
        message: `\`${value.slice(0, 60)}\` is not a team slug`,
        hint: `write the slug, such as \`${slugOf(value.slice(0, 60))}\``,
      },
);
export const login = text((value) =>
  /^@?[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?(?:\[bot\])?$/i.test(value)
    ? null
    : { message: `\`${value.slice(0, 60)}\` is not a login`, hint: 'write the name of the account on GitHub' },
);
/** Addresses of bots, such as `1+robot[bot]@users.noreply.github.com`, are none by the letter of the standards. */
export const address = text((value) =>
  /^[^\s@<>*]{1,100}@[^\s@<>*]{1,200}$/.test(value)
    ? null
    : { message: `\`${value.slice(0, 60)}\` is not an address`, hint: 'write one whole address' },
);
export const levelName = text((value) =>
  /^[a-z][a-z0-9-]{0,39}$/.test(value)
    ? null
    : {
        message: `\`${value.slice(0, 60)}\` is not a level name`,
        hint: `write lower-case letters, digits and dashes, such as \`${slugOf(value.slice(0, 40))}\``,
      },
);
export const name = text((value) =>
  value.trim() !== '' && value.length <= 80 && !/\p{Cc}/u.test(value)
    ? null
    : { message: 'a name is one line of at most 80 characters', hint: null },
);
const slugOf = (value: string): string =>
  value
    .toLowerCase()
    .replaceAll(/[^a-z0-9/-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'seniors';

export const positive = z.int().min(1).max(1_000_000);
export const threshold = z.int().min(0).max(10_000_000);
export const perRisk = <T extends z.ZodType>(value: T) =>
  z.strictObject({ medium: value.optional(), high: value.optional(), critical: value.optional() });
