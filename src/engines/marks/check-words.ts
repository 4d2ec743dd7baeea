/**
 * Bytes as words that can be read out, written down and typed: five letters for two bytes, consonant and vowel in turn.
 *
 * Pure. Source: Daniel S. Wilkerson, "A Proposal for Proquints: Identifiers that are Readable, Spellable, and Pronounceable" (2009).
 * Differences: eight words, of the first 16 bytes of a SHA-256; upper case and any separator are read.
 * Trust: what is typed is a person's; a text that is no such words gives `undefined`.
 */
const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';
/** 8 words of 16 bits: another head with the same words would take 2^128 tries. */
export const WORD_COUNT = 8;

const wordOf = (bits: number): string =>
  (CONSONANTS[bits >> 12] as string) +
  VOWELS[(bits >> 10) & 3] +
  CONSONANTS[(bits >> 6) & 15] +
  VOWELS[(bits >> 4) & 3] +
  CONSONANTS[bits & 15];

/** @param digest at least 16 bytes */
export function checkWords(digest: Uint8Array): string {
  const words = Array.from({ length: WORD_COUNT }, (_, i) =>
    wordOf(((digest[2 * i] as number) << 8) | (digest[2 * i + 1] as number)),
  );
  return words.join(' ');
}

const WORD = new RegExp(`^[${CONSONANTS}][${VOWELS}][${CONSONANTS}][${VOWELS}][${CONSONANTS}]$`, 'u');

/** The same words as `checkWords` writes them; `undefined` where the text is not eight of them. */
export function readCheckWords(text: string): string | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,.;:_-]+/u);
  return words.length === WORD_COUNT && words.every((word) => WORD.test(word)) ? words.join(' ') : undefined;
}
