/**
 * Sixteen bits as a word that can be read out, written down and typed: consonant, vowel, consonant, vowel, consonant.
 *
 * Pure. Source: Daniel S. Wilkerson, "A Proposal for Proquints: Identifiers that are Readable, Spellable, and Pronounceable" (2009).
 */
const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';
const WORD = new RegExp(`^[${CONSONANTS}][${VOWELS}][${CONSONANTS}][${VOWELS}][${CONSONANTS}]$`, 'u');

/** @param bits 0 to 65,535 */
export const proquintOf = (bits: number): string =>
  (CONSONANTS[bits >> 12] as string) +
  VOWELS[(bits >> 10) & 3] +
  CONSONANTS[(bits >> 6) & 15] +
  VOWELS[(bits >> 4) & 3] +
  CONSONANTS[bits & 15];

/** The bits of a word in lower case; undefined where it is none. */
export function parseProquint(word: string): number | undefined {
  if (!WORD.test(word)) return undefined;
  const [a = '', b = '', c = '', d = '', e = ''] = word;
  return (
    (CONSONANTS.indexOf(a) << 12) |
    (VOWELS.indexOf(b) << 10) |
    (CONSONANTS.indexOf(c) << 6) |
    (VOWELS.indexOf(d) << 4) |
    CONSONANTS.indexOf(e)
  );
}
