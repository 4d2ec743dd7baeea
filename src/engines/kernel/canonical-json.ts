/**
 * Canonical JSON: one text for one value, so that a hash of the text is a hash of the value.
 *
 * Pure. O(n) in the text plus one sort for each new set of keys; nesting is bounded, memory is the text itself.
 * Source: RFC 8785 (JCS): keys in UTF-16 code unit order, numbers as ECMAScript prints them, shortest escapes, no space.
 * Differences: stricter at the door. Refused with a `CanonicalError`, never repaired: lone surrogates, numbers that are
 * not finite, -0, integers beyond ±(2^53-1), undefined, functions, bigints, symbols, holes in arrays, class instances
 * (Date, Map, boxed values), nesting deeper than 64. `canonicalizeRfc8785` lifts the two number rules only.
 * Trust: keys and values come from logs an attacker may have written. `__proto__` and `toJSON` are data like any other.
 */
import type { JsonValue } from '../event/audit-event.ts';

/** Objects and arrays may be nested this deep; the outermost one counts as 1. */
export const MAX_DEPTH = 64;

export type CanonicalRefusal = 'text-not-canonical' | 'number-not-canonical' | 'depth-exceeded' | 'not-json';

/** The value has no canonical form. `reason` is stable and goes into rejection records. */
export class CanonicalError extends Error {
  readonly reason: CanonicalRefusal;

  constructor(reason: CanonicalRefusal, message: string) {
    super(message);
    this.name = 'CanonicalError';
    this.reason = reason;
  }
}

/** The keys of an object in the order it holds them, the canonical order, and each key quoted with what precedes it. */
interface Shape {
  readonly keys: readonly string[];
  readonly sorted: readonly string[];
  /**
   * What stands before each value, four forms a key: `,"b":` and with a quote before it, after it, or both. A string
   * value is written bare between two of them: half the pieces, so the text is sooner one again when it is hashed.
   */
  readonly prefixes: readonly string[];
}

/** Keys are an attacker's words, so what is remembered of them is bounded: about 20 MB at the very most. */
const CACHE_SLOTS = 2_048;
const CACHED_KEYS = 64;
const CACHED_LENGTH = 2_048;
/** Offsets of the forms of a prefix. */
const OPENING = 1;
const CLOSING = 2;
const shapes: (Shape | undefined)[] = Array.from({ length: CACHE_SLOTS });

// Everything that JSON must escape, and every surrogate: a hit only means that the slow path looks closer.
// oxlint-disable-next-line no-control-regex
const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * A string as canonical JSON, in quotes.
 *
 * @throws CanonicalError `text-not-canonical` for a lone surrogate
 */
export function quoteCanonical(text: string): string {
  if (!NEEDS_CARE.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new CanonicalError('text-not-canonical', 'text holds a lone surrogate');
  // ECMAScript's own escapes are those of RFC 8785 §3.2.2.2 for well-formed text.
  return JSON.stringify(text);
}

/**
 * The canonical text of a value.
 *
 * @param maxDepth nesting allowed, 1 to 64
 * @throws CanonicalError with the reason; nothing is repaired
 */
export function canonicalize(value: JsonValue, maxDepth: number = MAX_DEPTH): string {
  return write(value, maxDepth, true);
}

/** As RFC 8785 has it: every finite number is taken, -0 is written as 0. For documents that others canonicalise too. */
export function canonicalizeRfc8785(value: JsonValue): string {
  return write(value, MAX_DEPTH, false);
}

/** Whether a text is exactly the canonical form of the value it holds. Never throws. */
export function isCanonical(line: string): boolean {
  return parseCanonical(line) !== undefined;
}

/** The value of a text that is exactly canonical; `undefined` for any other text. Never throws. */
export function parseCanonical(line: string): { readonly value: JsonValue } | undefined {
  try {
    const value = JSON.parse(line) as JsonValue;
    return canonicalize(value) === line ? { value } : undefined;
  } catch (error) {
    if (error instanceof CanonicalError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function write(value: unknown, room: number, exact: boolean): string {
  switch (typeof value) {
    case 'string':
      return quoteCanonical(value);
    case 'number':
      return writeNumber(value, exact);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (room <= 0) throw new CanonicalError('depth-exceeded', 'nested too deep');
      return Array.isArray(value) ? writeArray(value, room, exact) : writeObject(value as PlainObject, room, exact);
    default:
      throw new CanonicalError('not-json', `a value of type ${typeof value}`);
  }
}

function writeNumber(value: number, exact: boolean): string {
  // The quickest test first: most numbers are small integers. `1 / value` tells -0 from 0.
  if (Number.isSafeInteger(value) ? value !== 0 || 1 / value > 0 || !exact : isWritable(value, exact))
    return `${value}`;
  throw new CanonicalError(
    'number-not-canonical',
    Number.isFinite(value) ? 'a number that is not exact' : 'not finite',
  );
}

const isWritable = (value: number, exact: boolean): boolean =>
  Number.isFinite(value) && !(exact && Number.isInteger(value));

function writeArray(items: readonly unknown[], room: number, exact: boolean): string {
  if (Object.getPrototypeOf(items) !== Array.prototype) throw new CanonicalError('not-json', 'a class instance');
  if (items.length === 0) return '[]';
  let text = `[${write(items[0], room - 1, exact)}`;
  for (let i = 1; i < items.length; i++) text += `,${write(items[i], room - 1, exact)}`;
  return `${text}]`;
}

type PlainObject = Readonly<Record<string, unknown>>;

function writeObject(object: PlainObject, room: number, exact: boolean): string {
  const prototype = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new CanonicalError('not-json', 'a class instance');
  const keys = Object.keys(object);
  if (keys.length === 0) return '{}';
  const { sorted, prefixes } = shapeOf(keys);
  let text = '';
  // Whether the last value was a string whose closing quote is still to come.
  let isOpen = false;
  for (let i = 0; i < sorted.length; i++) {
    const value = object[sorted[i] as string];
    const form = 4 * i + (isOpen ? CLOSING : 0);
    isOpen = typeof value === 'string' && !NEEDS_CARE.test(value);
    if (isOpen) {
      text += prefixes[form + OPENING] as string;
      text += value as string;
    } else {
      text += prefixes[form] as string;
      text += write(value, room - 1, exact);
    }
  }
  return isOpen ? `${text}"}` : `${text}}`;
}

/**
 * Two slots for each hash, found by lengths and middle letters, confirmed key by key: joining the keys with any separator
 * would be ambiguous (a key may hold NUL), and a wrong hit would lose data.
 */
function shapeOf(keys: readonly string[]): Shape {
  const count = keys.length;
  if (count > CACHED_KEYS) return makeShape(keys);
  let hash = count;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const key = keys[i] as string;
    const length = key.length;
    total += length;
    hash = (Math.imul(hash, 31) + length * 7 + (length === 0 ? 0 : key.charCodeAt(length >> 1))) | 0;
  }
  if (total > CACHED_LENGTH) return makeShape(keys);
  const slot = (hash ^ (hash >>> 11)) & (CACHE_SLOTS - 2);
  const first = shapes[slot];
  if (first !== undefined && sameKeys(first.keys, keys)) return first;
  const second = shapes[slot + 1];
  if (second !== undefined && sameKeys(second.keys, keys)) return second;
  const made = makeShape(keys);
  // The newer one takes the first slot, the older one moves down: a rare shape never evicts two others.
  shapes[slot + 1] = first;
  shapes[slot] = made;
  return made;
}

function sameKeys(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

function makeShape(keys: readonly string[]): Shape {
  // Without a comparator ECMAScript sorts by UTF-16 code units, which is what RFC 8785 §3.2.3 asks for.
  const sorted = keys.toSorted();
  const prefixes = sorted.flatMap((key, i) => {
    const plain = `${i === 0 ? '{' : ','}${quoteCanonical(key)}:`;
    return [plain, `${plain}"`, `"${plain}`, `"${plain}"`];
  });
  return { keys, sorted, prefixes };
}
