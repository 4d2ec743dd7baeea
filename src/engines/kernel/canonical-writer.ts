/**
 * Canonical JSON written straight into bytes, for texts that are put together from known parts.
 *
 * Pure but for the memory it is given. About a nanosecond a character: no text in between, nothing to encode afterwards.
 * Source: RFC 8785 §3.2.2.2 (strings); canonical-json.ts is the authority, canonical-writer.test.ts compares the two.
 * Trust: texts come from logs; a lone surrogate is a CanonicalError, and what does not fit is a `NoRoom`.
 */
import type { JsonValue } from '../event/audit-event.ts';
import { CanonicalError, canonicalize } from './canonical-json.ts';

/** The memory is too small for the text. */
export class NoRoom extends Error {}

/** Most bytes that one UTF-16 unit becomes: \u00xx. */
const MOST_BYTES = 6;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** The letter behind the backslash of the controls that have one. */
const SHORT_ESCAPES: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0x62, 0x74, 0x6e, 0, 0x66, 0x72];

/** ASCII text as bytes. */
export const constantOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** A key of ASCII letters, quoted, with its colon. */
export const keyOf = (name: string): Uint8Array => constantOf(`"${name}":`);

export class CanonicalWriter {
  readonly #memory: Uint8Array;
  #limit = 0;
  #isFirst = false;
  /** Where the next byte goes. */
  at = 0;

  constructor(memory: Uint8Array) {
    this.#memory = memory;
  }

  /** Goes on at `at`; nothing is written from `limit` on. */
  moveTo(at: number, limit: number): void {
    this.at = at;
    this.#limit = limit;
  }

  /** Canonical JSON from `constantOf`. */
  constant(bytes: Uint8Array): void {
    const memory = this.#memory;
    const { length } = bytes;
    const { at } = this;
    if (at + length > this.#limit) throw new NoRoom();
    for (let i = 0; i < length; i += 1) memory[at + i] = bytes[i] as number;
    this.at = at + length;
  }

  /** Text that is canonical JSON already: ASCII, without need of escapes. */
  raw(text: string): void {
    const memory = this.#memory;
    const { length } = text;
    const { at } = this;
    if (at + length > this.#limit) throw new NoRoom();
    for (let i = 0; i < length; i += 1) memory[at + i] = text.charCodeAt(i);
    this.at = at + length;
  }

  /** Begins an object. Its members are to be given in canonical order. */
  open(): void {
    this.raw('{');
    this.#isFirst = true;
  }

  close(): void {
    this.raw('}');
    this.#isFirst = false;
  }

  /** @param key from `keyOf`; the value comes next */
  key(key: Uint8Array): void {
    if (!this.#isFirst) this.raw(',');
    this.#isFirst = false;
    this.constant(key);
  }

  /** A member of the object, if there is a value. */
  member(key: Uint8Array, value: JsonValue | undefined): void {
    if (value === undefined) return;
    this.key(key);
    if (typeof value === 'string') this.text(value);
    else this.value(value);
  }

  /** A string in quotes. */
  text(text: string): void {
    const memory = this.#memory;
    const { length } = text;
    let { at } = this;
    if (at + length * MOST_BYTES + 2 > this.#limit) throw new NoRoom();
    memory[at++] = QUOTE;
    for (let i = 0; i < length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit < 0x20 || unit > 0x7f || unit === QUOTE || unit === BACKSLASH) {
        at = this.#odd(text, i, at);
        // A surrogate pair is two units.
        if (unit >= 0xd800 && unit < 0xdc00) i += 1;
      } else memory[at++] = unit;
    }
    memory[at++] = QUOTE;
    this.at = at;
  }

  /** Any value. */
  value(value: JsonValue): void {
    if (typeof value === 'string') this.text(value);
    else if (typeof value === 'number') this.raw((value | 0) === value && value > 0 ? `${value}` : canonicalize(value));
    else this.#unescaped(canonicalize(value));
  }

  /** Canonical text that may hold any character. */
  #unescaped(text: string): void {
    let { at } = this;
    if (at + text.length * MOST_BYTES > this.#limit) throw new NoRoom();
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) this.#memory[at++] = unit;
      else {
        at = this.#odd(text, i, at);
        if (unit >= 0xd800 && unit < 0xdc00) i += 1;
      }
    }
    this.at = at;
  }

  /** The character at `i`, which takes an escape or several bytes. @returns where the next byte goes */
  #odd(text: string, i: number, start: number): number {
    const memory = this.#memory;
    let at = start;
    const point = text.codePointAt(i) as number;
    if (point < 0x80) {
      memory[at++] = BACKSLASH;
      const short = point >= 0x20 ? point : (SHORT_ESCAPES[point] ?? 0);
      if (short !== 0) memory[at++] = short;
      else {
        const hex = `u00${point.toString(16).padStart(2, '0')}`;
        for (let n = 0; n < hex.length; n += 1) memory[at++] = hex.charCodeAt(n);
      }
    } else if (point < 0x800) {
      memory[at++] = 0xc0 | (point >> 6);
      memory[at++] = 0x80 | (point & 63);
    } else if (point < 0x10000) {
      if (point >= 0xd800 && point < 0xe000) {
        throw new CanonicalError('text-not-canonical', 'text holds a lone surrogate');
      }
      memory[at++] = 0xe0 | (point >> 12);
      memory[at++] = 0x80 | ((point >> 6) & 63);
      memory[at++] = 0x80 | (point & 63);
    } else {
      memory[at++] = 0xf0 | (point >> 18);
      memory[at++] = 0x80 | ((point >> 12) & 63);
      memory[at++] = 0x80 | ((point >> 6) & 63);
      memory[at++] = 0x80 | (point & 63);
    }
    return at;
  }
}
