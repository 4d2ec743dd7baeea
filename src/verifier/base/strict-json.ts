/**
 * JSON read by one strict reader: no duplicate name, no number another reader would take for something else, no lone
 * surrogate, bounded depth. And the RFC 8785 form of what was read.
 *
 * Pure. O(n), recursion bounded by the depth limit. Source: RFC 8259, RFC 7493 (I-JSON), RFC 8785 §3.2.
 * Differences from RFC 8785: integers beyond ±(2^53-1) are refused where `integers` is `safe` (a record's rule): readers in
 * other languages would take them for exact numbers that they are not.
 * Trust: the text is hostile; objects are made without a prototype, so that no name reaches one.
 */
import { demand, Refused } from './refused.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}
export interface JsonLimits {
  readonly depth: number;
  readonly integers: 'safe' | 'any';
}
/** The rule of records: evidence-format.md §1. */
export const RECORD_LIMITS: JsonLimits = { depth: 64, integers: 'safe' };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
// oxlint-disable-next-line no-control-regex
const PLAIN = /[^"\\\u0000-\u001f]*/uy;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

export function parseJson(text: string, limits: JsonLimits = RECORD_LIMITS): Json {
  let at = 0;

  function value(depth: number): Json {
    skip();
    const start = text[at];
    if (start === '{' || start === '[') {
      demand(depth < limits.depth, 'nested too deep');
      return start === '{' ? object(depth + 1) : array(depth + 1);
    }
    if (start === '"') return string();
    for (const [word, meant] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meant;
      }
    }
    return number();
  }

  function object(depth: number): JsonObject {
    const members = Object.create(null) as Record<string, Json>;
    at += 1;
    skip();
    if (text[at] === '}') return (at++, members);
    for (;;) {
      skip();
      const name = string();
      demand(!Object.hasOwn(members, name), 'a name stands twice in one object');
      skip();
      expect(':');
      members[name] = value(depth);
      skip();
      if (text[at] === '}') return (at++, members);
      expect(',');
    }
  }

  function array(depth: number): Json[] {
    const items: Json[] = [];
    at += 1;
    skip();
    if (text[at] === ']') return (at++, items);
    for (;;) {
      items.push(value(depth));
      skip();
      if (text[at] === ']') return (at++, items);
      expect(',');
    }
  }

  function string(): string {
    expect('"');
    let read = '';
    for (;;) {
      PLAIN.lastIndex = at;
      const plain = PLAIN.exec(text)?.[0] ?? '';
      read += plain;
      at += plain.length;
      if (text[at] === '"') break;
      demand(text[at] === '\\', 'a text with a control character, or without an end');
      const sign = text[at + 1] ?? '';
      if (sign === 'u') {
        const code = text.slice(at + 2, at + 6);
        demand(/^[0-9a-fA-F]{4}$/u.test(code), 'a wrong escape');
        read += String.fromCharCode(Number.parseInt(code, 16));
        at += 6;
      } else {
        const meant = ESCAPES[sign];
        demand(meant !== undefined, 'a wrong escape');
        read += meant;
        at += 2;
      }
    }
    at += 1;
    demand(read.isWellFormed(), 'a lone surrogate');
    return read;
  }

  function number(): number {
    NUMBER.lastIndex = at;
    const digits = NUMBER.exec(text)?.[0];
    demand(digits !== undefined, 'not JSON');
    at += digits.length;
    const read = Number(digits);
    demand(Number.isFinite(read), 'a number out of range');
    if (limits.integers === 'safe') demand(!isUnsafe(read), 'an integer out of range');
    return read;
  }

  function skip(): void {
    while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at += 1;
  }
  function expect(sign: string): void {
    if (text[at] !== sign) throw new Refused('not JSON');
    at += 1;
  }

  const read = value(0);
  skip();
  demand(at === text.length, 'more after the end of the JSON');
  return read;
}

const isUnsafe = (number: number): boolean => Number.isInteger(number) && !Number.isSafeInteger(number);

/** RFC 8785: names sorted by UTF-16 code units, ECMAScript's numbers and escapes. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] as Json)}`).join(',')}}`;
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
