/**
 * Writes canonical lines of one batch straight into bytes, around bodies that are canonical bytes already.
 *
 * Pure. The same line as `recordLine` (record.ts) gives as text, for a tenth of its time.
 * Source: evidence-format.md §1; RFC 4648 §5 for the salt.
 * Trust: bodies are not looked at again: they must be canonical, and short enough (MAX_LINE_BYTES is the caller's check).
 */
import type { TextCodec } from '../kernel/ports.ts';
import { asciiBytes } from '../kernel/bytes.ts';
import { quoteCanonical } from '../kernel/canonical-json.ts';
import { RECORD_KINDS, type RecordKind } from './record.ts';

/** Bytes a salt is made of. */
export const SALT_BYTES = 16;
const SALT_CHARS = 22;
const MAX_SEQ_DIGITS = 16;
const ALPHABET = asciiBytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const SEQ = asciiBytes('","seq":');
const END = asciiBytes(',"v":1}\n');

export class LineWriter {
  readonly #head: Uint8Array;
  readonly #tails: readonly Uint8Array[];

  /** @param log the log's origin @param at when the records are recorded, RFC 3339 UTC */
  constructor(text: TextCodec, log: string, at: string) {
    this.#head = text.encodeUtf8(`{"at":${quoteCanonical(at)},"body":`);
    this.#tails = RECORD_KINDS.map((kind) =>
      text.encodeUtf8(`,"kind":"${kind}","log":${quoteCanonical(log)},"salt":"`),
    );
  }

  /** Bytes of a line of this kind beside its body, at most; its line feed included. */
  overheadBytes(kind: RecordKind): number {
    const tail = this.#tails[RECORD_KINDS.indexOf(kind)] as Uint8Array;
    return this.#head.length + tail.length + SALT_CHARS + SEQ.length + MAX_SEQ_DIGITS + END.length;
  }

  /** How far the body lies behind the start of its line. */
  get bodyOffset(): number {
    return this.#head.length;
  }

  /**
   * Writes a line and its line feed.
   *
   * @param kind place in RECORD_KINDS
   * @param salts SALT_BYTES from `saltAt` on
   * @returns the offset after the line feed
   */
  write(
    target: Uint8Array,
    at: number,
    kind: number,
    body: Uint8Array,
    salts: Uint8Array,
    saltAt: number,
    seq: number,
  ): number {
    const tail = this.#tails[kind] as Uint8Array;
    target.set(this.#head, at);
    let to = at + this.#head.length;
    target.set(body, to);
    to += body.length;
    target.set(tail, to);
    to += tail.length;
    to = writeSalt(target, to, salts, saltAt);
    for (let i = 0; i < SEQ.length; i++) target[to++] = SEQ[i] as number;
    to = writeInteger(target, to, seq);
    for (let i = 0; i < END.length; i++) target[to++] = END[i] as number;
    return to;
  }
}

/** Base64url without padding: five groups of three bytes, and one byte. */
function writeSalt(target: Uint8Array, at: number, salts: Uint8Array, saltAt: number): number {
  let to = at;
  for (let i = saltAt; i < saltAt + 15; i += 3) {
    const bits = ((salts[i] as number) << 16) | ((salts[i + 1] as number) << 8) | (salts[i + 2] as number);
    target[to] = ALPHABET[bits >>> 18] as number;
    target[to + 1] = ALPHABET[(bits >>> 12) & 63] as number;
    target[to + 2] = ALPHABET[(bits >>> 6) & 63] as number;
    target[to + 3] = ALPHABET[bits & 63] as number;
    to += 4;
  }
  const last = salts[saltAt + 15] as number;
  target[to] = ALPHABET[last >>> 2] as number;
  target[to + 1] = ALPHABET[(last & 3) << 4] as number;
  return to + 2;
}

/** @param value integer from 0 to 2^53-1 */
function writeInteger(target: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  let rest = value;
  for (let to = at + digits - 1; to >= at; to--) {
    const next = Math.floor(rest / 10);
    target[to] = 48 + (rest - next * 10);
    rest = next;
  }
  return at + digits;
}
