/**
 * The words that a head is told by: eight proquints (kernel/proquint.ts), of the first 16 bytes of a SHA-256.
 *
 * Pure. Upper case and any separator are read.
 * Trust: what is typed is a person's; a text that is no such words gives `undefined`.
 */
import { parseProquint, proquintOf } from '../kernel/proquint.ts';

/** 8 words of 16 bits: another head with the same words would take 2^128 tries. */
export const WORD_COUNT = 8;

/** @param digest at least 16 bytes */
export function checkWords(digest: Uint8Array): string {
  const words = Array.from({ length: WORD_COUNT }, (_, i) =>
    proquintOf(((digest[2 * i] as number) << 8) | (digest[2 * i + 1] as number)),
  );
  return words.join(' ');
}

/** The same words as `checkWords` writes them; `undefined` where the text is not eight of them. */
export function readCheckWords(text: string): string | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,.;:_-]+/u);
  return words.length === WORD_COUNT && words.every((word) => parseProquint(word) !== undefined)
    ? words.join(' ')
    : undefined;
}
