/**
 * A share as it stands on paper: six rows of five words, each row with a check word of its own, so that a slip is found in its row.
 *
 * Pure. The words are proquints, two bytes each (kernel/proquint.ts).
 * Layout of the 48 bytes: version (1), threshold and count (a nibble each), x, 4 bytes of the case's fingerprint, 4 of the set,
 * the share (32), 5 of SHA-256 over all before. Source: resources/docs/keys.md, "Recovery shares".
 * Trust: a person typed it, or a scanner read it; a text that is no share says which row is wrong.
 */
import { concatBytes, encodeHex, equalBytes } from '../kernel/bytes.ts';
import type { Hasher } from '../kernel/ports.ts';
import { parseProquint, proquintOf } from '../kernel/proquint.ts';
import { MAX_SHARES, MIN_THRESHOLD, type RawShare } from './secret-sharing.ts';

export const SECRET_BYTES = 32;
const VERSION = 1;
const HEAD_BYTES = 11;
const CHECK_BYTES = 5;
const ROW_BYTES = 8;
const ROWS = (HEAD_BYTES + SECRET_BYTES + CHECK_BYTES) / ROW_BYTES;
const WORDS_A_ROW = ROW_BYTES / 2 + 1;
const TAG_BYTES = 4;

export interface Share extends RawShare {
  readonly threshold: number;
  readonly count: number;
  /** The first 8 hex digits of the case's fingerprint. */
  readonly caseTag: string;
  /** 8 hex digits: shares of one set have the same. */
  readonly setId: string;
}

/** SHA-256 of all bytes of the share, 64 hex digits: names a share without telling it. */
export const shareDigest = (hasher: Hasher, share: Share): string =>
  hasher.sha256Hex(concatBytes(DOMAIN, bytesOf(hasher, share)));

/** What people call a share by: the first 8 digits of its digest. */
export const shareName = (digest: string): string => digest.slice(0, 8);

/** Six lines of five words. */
export function writeShare(hasher: Hasher, share: Share): string {
  const bytes = bytesOf(hasher, share);
  return Array.from({ length: ROWS }, (_, row) => {
    const part = bytes.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES);
    return [...wordsOf(part), ...wordsOf(rowCheck(hasher, row, part))].join(' ');
  }).join('\n');
}

/** The share, or in words what is wrong with the text. */
export function readShare(hasher: Hasher, text: string): Share | { readonly problem: string } {
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s,.;:_-]+/u);
  const strange = words.findIndex((word) => parseProquint(word) === undefined);
  if (strange >= 0) return { problem: `${placeOf(strange)} is no word of a share` };
  if (words.length !== ROWS * WORDS_A_ROW) {
    return { problem: `a share has ${ROWS * WORDS_A_ROW} words, and here are ${words.length}` };
  }
  const bytes = new Uint8Array(ROWS * ROW_BYTES);
  for (let row = 0; row < ROWS; row++) {
    const typed = bytesOfWords(words.slice(row * WORDS_A_ROW, (row + 1) * WORDS_A_ROW));
    const part = typed.subarray(0, ROW_BYTES);
    if (!equalBytes(typed.subarray(ROW_BYTES), rowCheck(hasher, row, part))) {
      return { problem: `row ${row + 1} is mistyped: its last word does not fit the four before` };
    }
    bytes.set(part, row * ROW_BYTES);
  }
  return shareOf(hasher, bytes);
}

const placeOf = (word: number): string =>
  `word ${(word % WORDS_A_ROW) + 1} of row ${Math.floor(word / WORDS_A_ROW) + 1}`;

function shareOf(hasher: Hasher, bytes: Uint8Array): Share | { readonly problem: string } {
  const [version, nibbles = 0, x = 0] = bytes;
  if (version !== VERSION) return { problem: 'it is of a version that this program does not read' };
  const [threshold, count] = [nibbles >> 4, nibbles & 15];
  const share: Share = {
    threshold,
    count,
    x,
    caseTag: encodeHex(bytes.subarray(3, 3 + TAG_BYTES)),
    setId: encodeHex(bytes.subarray(3 + TAG_BYTES, HEAD_BYTES)),
    bytes: bytes.slice(HEAD_BYTES, HEAD_BYTES + SECRET_BYTES),
  };
  const isPossible = threshold >= MIN_THRESHOLD && threshold <= count && count <= MAX_SHARES && x >= 1 && x <= count;
  // Rows that fit each for itself may be of two papers.
  if (!isPossible || !equalBytes(bytes, bytesOf(hasher, share))) return { problem: 'its rows do not belong together' };
  return share;
}

const DOMAIN = Uint8Array.from('audittrailpro/recovery-share/v1\n', (char) => char.charCodeAt(0));

function bytesOf(hasher: Hasher, { threshold, count, x, caseTag, setId, bytes }: Share): Uint8Array {
  const head = Uint8Array.of(VERSION, (threshold << 4) | count, x, ...bytesOfHex(caseTag), ...bytesOfHex(setId));
  const body = concatBytes(head, bytes);
  return concatBytes(body, hasher.sha256(concatBytes(DOMAIN, body)).subarray(0, CHECK_BYTES));
}

const bytesOfHex = (hex: string): number[] => (hex.match(/../gu) ?? []).map((pair) => Number.parseInt(pair, 16));

const rowCheck = (hasher: Hasher, row: number, part: Uint8Array): Uint8Array =>
  hasher.sha256(concatBytes(DOMAIN, Uint8Array.of(row), part)).subarray(0, 2);

const wordsOf = (bytes: Uint8Array): string[] =>
  Array.from({ length: bytes.length / 2 }, (_, i) =>
    proquintOf(((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)),
  );

const bytesOfWords = (words: readonly string[]): Uint8Array =>
  Uint8Array.from(
    words.flatMap((word) => {
      const bits = parseProquint(word) ?? 0;
      return [bits >> 8, bits & 255];
    }),
  );
