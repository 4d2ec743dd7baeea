import { readdirSync, readFileSync } from 'node:fs';
import { createHash, createPublicKey, verify } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import type { JsonObject, JsonValue } from '../event/audit-event.ts';
import { CanonicalError, canonicalize, canonicalizeRfc8785, isCanonical, quoteCanonical } from './canonical-json.ts';

/** Not typed as JSON on purpose: what an engine could be handed by mistake. */
const refusalOf = (value: unknown): string => {
  try {
    return `accepted as ${canonicalize(value as JsonValue)}`;
  } catch (error) {
    if (error instanceof CanonicalError) return error.reason;
    throw error;
  }
};
const nested = (depth: number): JsonValue => {
  let value: JsonValue = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

describe('canonical JSON (RFC 8785)', () => {
  it('gives the published text of RFC 8785 §3.2.3', () => {
    const input =
      '{"numbers":[333333333.33333329,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
    expect(canonicalize(JSON.parse(input) as JsonValue)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders keys by UTF-16 code units, as the example of RFC 8785 §3.2.3 does', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6', '', 'ö', '10', '9'];
    const value = Object.fromEntries(keys.map((key) => [key, 0]));
    const written = [...canonicalize(value).matchAll(/"((?:[^"\\]|\\.)*)":/g)].map((match) =>
      JSON.parse(`"${match[1]}"`),
    );
    expect(written).toEqual([...new Set(keys)].toSorted());
    expect(written.indexOf('\ud83d\ude00')).toBeLessThan(written.indexOf('\ufb33'));
  });

  it('is a fixed point: parsing and writing again changes nothing', () => {
    const json = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' });
    fc.assert(
      fc.property(json, (raw) => {
        const value = JSON.parse(JSON.stringify(raw)) as JsonValue;
        if (refusalOf(value) === 'number-not-canonical') return;
        const text = canonicalize(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalize(JSON.parse(text) as JsonValue)).toBe(text);
        expect(isCanonical(text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order in which keys were set', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(keys, fc.integer(), (names, seed) => {
        const shuffled = names
          .map((name, i) => [Math.imul(i + 1, seed | 1), name] as const)
          .toSorted(([a], [b]) => a - b);
        const build = (list: readonly string[]): JsonObject => {
          const object = Object.create(null) as JsonObject;
          for (const name of list) object[name] = name.length;
          return object;
        };
        expect(canonicalize(build(shuffled.map(([, name]) => name)))).toBe(canonicalize(build(names)));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps `__proto__`, `constructor` and `toJSON` as the data they are', () => {
    const line = '{"__proto__":{"x":1},"constructor":2,"toJSON":"x","z":[{"__proto__":null}]}';
    expect(isCanonical(line)).toBe(true);
    expect(canonicalize({ toJSON: 'x', b: 1, a: 2 })).toBe('{"a":2,"b":1,"toJSON":"x"}');
    const bare = Object.assign(Object.create(null) as JsonObject, { b: 1 });
    bare['__proto__'] = 2;
    expect(canonicalize(bare)).toBe('{"__proto__":2,"b":1}');
  });

  it('never takes one set of keys for another, whatever the keys hold', () => {
    const objects: JsonObject[] = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      { 'a\0b': 5 },
      { 'a,b': 5 },
      { 'a","b': 5 },
      { ab: 1, c: 2 },
      { a: 1, bc: 2 },
    ];
    // Three rounds: the second and third meet remembered shapes.
    for (let round = 0; round < 3; round++) {
      for (const object of objects) expect(JSON.parse(canonicalize(object))).toEqual(object);
    }
  });

  it('stays right when more shapes pass through than it remembers', () => {
    for (let i = 0; i < 10_000; i++) {
      const object = { [`k${i % 5_000}`]: 1, b: 2, a: 3 };
      expect(canonicalize(object)).toBe(`{"a":3,"b":2,"k${i % 5_000}":1}`);
    }
  });

  it('writes objects with longer keys than a remembered shape may have', () => {
    const object = { [`z${'y'.repeat(3_000)}`]: 1, a: 2 };
    expect([canonicalize(object), canonicalize(object)].map((text) => text.indexOf('"a":2,"zy'))).toEqual([1, 1]);
  });

  it('writes objects with more keys than a remembered shape may have', () => {
    const entries = Array.from({ length: 300 }, (_, i) => [`k${(i * 7) % 300}`, i] as const);
    const text = canonicalize(Object.fromEntries(entries));
    expect(text).toBe(JSON.stringify(Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))));
  });
});

describe('what has no canonical form', () => {
  it.each([
    ['a lone high surrogate', '\ud800', 'text-not-canonical'],
    ['a lone low surrogate', 'x\udc00y', 'text-not-canonical'],
    ['surrogates the wrong way round', '\udc00\ud800', 'text-not-canonical'],
    ['a lone surrogate in a key', { '\ud800': 1 }, 'text-not-canonical'],
    [
      'a lone surrogate in a key beside many',
      Object.fromEntries([...Array(99).keys(), '\ud800'].map((k) => [k, 1])),
      'text-not-canonical',
    ],
    ['NaN', Number.NaN, 'number-not-canonical'],
    ['Infinity', [Number.POSITIVE_INFINITY], 'number-not-canonical'],
    ['-0', { a: -0 }, 'number-not-canonical'],
    ['2^53', 2 ** 53, 'number-not-canonical'],
    ['-2^53', -(2 ** 53), 'number-not-canonical'],
    ['1e21', 1e21, 'number-not-canonical'],
    ['undefined', undefined, 'not-json'],
    ['a field that is undefined', { a: undefined }, 'not-json'],
    ['a hole in an array', [1, , 2], 'not-json'], // oxlint-disable-line no-sparse-arrays
    ['a function', { toJSON: () => 1 }, 'not-json'],
    ['a bigint', 1n, 'not-json'],
    ['a symbol', Symbol('x'), 'not-json'],
    ['a Date', new Date(0), 'not-json'],
    ['a Map', new Map(), 'not-json'],
    ['bytes', new Uint8Array(2), 'not-json'],
    ['a boxed string', Object('x'), 'not-json'],
    ['an array of a class', new (class extends Array {})(), 'not-json'],
    ['65 levels', nested(65), 'depth-exceeded'],
    ['100,000 levels', nested(100_000), 'depth-exceeded'],
  ])('refuses %s', (_, value, reason) => {
    expect(refusalOf(value)).toBe(reason);
  });

  it('takes what lies just inside the limits', () => {
    const edge = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, 5e-324, 0.1, -1.5, '\ud83d\ude00', '\uffff'];
    expect([canonicalize(edge), refusalOf(nested(64)).startsWith('accepted')]).toEqual([
      '[9007199254740991,-9007199254740991,0,5e-324,0.1,-1.5,"😀","\uffff"]',
      true,
    ]);
  });

  it('refuses a cycle, by its depth', () => {
    const cycle: JsonObject = {};
    cycle.self = cycle;
    expect(refusalOf(cycle)).toBe('depth-exceeded');
  });
});

describe('isCanonical', () => {
  it.each([
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{ "a":1}',
    '{"a":1}\n',
    '1.0',
    '1e0',
    '-0',
    '9007199254740993',
    '"\\u0041"',
    '"\\/"',
    '"\\ud800"',
    '"\\u000F"',
    'NaN',
    '',
    '{',
    '['.repeat(100_000),
  ])('refuses the line %#', (line) => {
    expect(isCanonical(line)).toBe(false);
  });
});

describe('quoteCanonical', () => {
  it('escapes exactly what RFC 8785 §3.2.2.2 asks for', () => {
    const controls = Array.from({ length: 0x20 }, (_, i) => String.fromCharCode(i)).join('');
    expect(quoteCanonical(`${controls}"\\/\u007f\u2028é`)).toBe(
      '"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\\"\\\\/\u007f\u2028é"',
    );
  });
});

const double = new DataView(new ArrayBuffer(8));
const numberOfHex = (hex: string): number => {
  double.setBigUint64(0, BigInt(`0x${hex}`));
  return double.getFloat64(0);
};

describe.skipIf(!hasShared)('published vectors', () => {
  const text = (path: string): string => readFileSync(sharedPath(`vectors/jcs/${path}`), 'utf8');
  const json = (path: string): JsonValue => JSON.parse(text(path)) as JsonValue;

  it.each(hasShared ? readdirSync(sharedPath('vectors/jcs/input')) : [])('writes %s byte for byte', (name) => {
    const written = canonicalizeRfc8785(json(`input/${name}`));
    expect(written).toBe(text(`output/${name}`));
    const bytes = text(`outhex/${name.replace('.json', '.txt')}`).replaceAll(/\s/g, '');
    expect(Buffer.from(written).toString('hex')).toBe(bytes);
  });

  it('refuses only the one upstream file with an integer beyond 2^53-1 (1E30 in values.json)', () => {
    const names = readdirSync(sharedPath('vectors/jcs/input'));
    const refused = names.filter((name) => !refusalOf(json(`input/${name}`)).startsWith('accepted'));
    expect(refused).toEqual(['values.json']);
  });

  it('prints every number of the ECMAScript sequence as published', () => {
    const lines = text('numbers/es6testfile-part.txt').split('\n').filter(Boolean);
    const wrong = lines.filter((line) => {
      const [hex, expected] = line.split(',') as [string, string];
      return canonicalizeRfc8785(numberOfHex(hex.padStart(16, '0'))) !== expected;
    });
    expect([lines.length, wrong]).toEqual([6_589, []]);
  });

  it('takes or refuses the named numbers of RFC 8785 appendix B', () => {
    const { cases } = json('numbers/appendix-b-sample.json') as unknown as {
      cases: [hex: string, expected: string | null][];
    };
    const wrong = cases.filter(([hex, expected]) => {
      const number = numberOfHex(hex);
      try {
        return canonicalizeRfc8785(number) !== expected;
      } catch {
        return expected !== null;
      }
    });
    expect([cases.length, wrong]).toEqual([9, []]);
  });

  it('reaches the hash and the signature of a whole W3C eddsa-jcs-2022 proof', () => {
    const path = (name: string): string => `w3c-eddsa-jcs-2022/${name}`;
    const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
    const proof = canonicalize(json(path('proofConfigJCS.json')));
    const document = canonicalize(json(path('unsigned.json')));
    expect([proof, document]).toEqual([text(path('proofCanonJCS.txt')), text(path('canonDocJCS.txt'))]);
    const combined = sha256(proof) + sha256(document);
    expect(combined).toBe(text(path('combinedHashJCS.txt')).trim());
    const { publicKeyMultibase } = json(path('keyPair.json')) as { publicKeyMultibase: string };
    const key = base58(publicKeyMultibase.slice(1)).subarray(2);
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const signature = Buffer.from(text(path('sigHexJCS.txt')).trim(), 'hex');
    expect(verify(null, Buffer.from(combined, 'hex'), publicKey, signature)).toBe(true);
  });
});

function base58(encoded: string): Uint8Array {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let value = 0n;
  for (const letter of encoded) value = value * 58n + BigInt(alphabet.indexOf(letter));
  return Buffer.from(value.toString(16).padStart(68, '0'), 'hex');
}
