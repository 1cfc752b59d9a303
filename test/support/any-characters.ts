import fc from 'fast-check';

/**
 * Text of any characters that Unicode has, and the words that are dangerous in JavaScript. `fc.string` has a unit for that,
 * but fills a table of all characters first, which takes a second or two in every file that asks for it.
 */
export const anyCharacters = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 7, arbitrary: fc.array(character, { maxLength }).map((codes) => String.fromCodePoint(...codes)) },
    { weight: 1, arbitrary: fc.string({ maxLength }) },
  );

/** Halves of surrogate pairs are no characters. */
const character = fc.nat(0x10_ff_ff).filter((code) => code < 0xd8_00 || code > 0xdf_ff);
