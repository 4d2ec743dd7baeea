import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { canonicalize } from '../../../kernel/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { findJsonFault } from './json-check.ts';
import { jsonReader } from './json-reader.ts';
import { readSource, uncovered } from './testing/read-source.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

const record = fc.dictionary(
  fc.constantFrom('a', 'time', 'eventType', 'source', 'user', '__proto__', '"}', '{', 'é'),
  fc.jsonValue({ maxDepth: 3, noUnicodeString: false }),
  { maxKeys: 6, noNullPrototype: true },
) as fc.Arbitrary<JsonObject>;

/** Ways to write the same records. */
const layouts: Record<string, (records: JsonObject[]) => string> = {
  lines: (records) => records.map((one) => JSON.stringify(one)).join('\n'),
  crlf: (records) => records.map((one) => `${JSON.stringify(one)}\r\n`).join('\r\n'),
  array: (records) => JSON.stringify(records),
  prettyArray: (records) => JSON.stringify(records, null, 2),
  wrapper: (records) => JSON.stringify({ Records: records, next: 'x' }),
  stream: (records) => records.map((one) => JSON.stringify(one, null, 1)).join('\n'),
};

describe('any split of a JSON source', () => {
  it.each(Object.keys(layouts))('gives the events of one piece, in the layout %s', (layout) => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 1, max: 200 }),
        (records, windowBytes) => {
          const source = bytesOf((layouts[layout] as (records: JsonObject[]) => string)(records));
          const whole = readSource(jsonReader, source, ports);
          expect(readSource(jsonReader, source, ports, { windowBytes })).toEqual(whole);
          expect(uncovered(whole, source)).toMatch(/^[\s,\]}"next:x]*$/);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps each record as it stands under `fields`', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 5 }), (records) => {
        const whole = readSource(jsonReader, bytesOf(records.map((one) => JSON.stringify(one)).join('\n')), ports);
        const exact = whole.events.filter(
          ({ ambiguous, draft }) => ambiguous.length === 0 && draft.metadata['event'] !== undefined,
        );
        for (const { draft, offset, length } of exact) {
          const slice = bytesOf(records.map((one) => JSON.stringify(one)).join('\n')).subarray(offset, offset + length);
          expect(draft.metadata['fields']).toEqual(JSON.parse(Buffer.from(slice).toString('utf8')));
        }
      }),
      { numRuns: 100 },
    );
  });
});

const SEEDS = [
  '{"timestamp":"2024-01-01T00:00:00Z","eventType":"user_login","severity":"low","source":{"ip":"10.0.0.1"},"action":{"success":true}}\n{"a":[1,2,{"b":"c\\u0041"}]}\n',
  '[\n  {"eventName":"A","eventSource":"s","eventTime":"2024-01-01T00:00:00Z"},\n  {"a":"é","n":12345678901234567890}\n]\n',
  '{"Records":[{"a":1},{"b":{"c":[{}]}}],"x":{"y":"z"}}',
  '{\n "a": 1,\n "b": "\\"}"\n}\n{\n "a": 2\n}\n',
  '{"EventID":4624,"Channel":"Security","TimeCreated":"x"}\n{"message":"m","datetime":"d","timestamp_desc":"t"}\n',
];

const mutation = fc.record({
  at: fc.nat(400),
  byte: fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\\\n\r 0-e\u001e')), fc.integer({ min: 0, max: 255 })),
  kind: fc.constantFrom('set', 'insert', 'delete', 'cut' as const),
});

describe('damaged JSON', () => {
  it('never throws, covers every byte once, on any cut, and gives canonical events', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SEEDS),
        fc.array(mutation, { maxLength: 6 }),
        fc.integer({ min: 1, max: 120 }),
        (seed, changes, windowBytes) => {
          const bytes = [...Buffer.from(seed, 'utf8')];
          for (const { at, byte, kind } of changes) {
            const place = at % (bytes.length + 1);
            if (kind === 'set') bytes[Math.min(place, bytes.length - 1)] = byte;
            else if (kind === 'insert') bytes.splice(place, 0, byte);
            else if (kind === 'delete') bytes.splice(place, 1);
            else bytes.length = Math.max(1, place);
          }
          const source = new Uint8Array(bytes.map((byte) => byte ?? 0));
          const whole = readSource(jsonReader, source, ports);
          // What stands around the records of a wrapper is part of none.
          const between = seed.includes('Records') ? '' : uncovered(whole, source);
          expect(between.replaceAll('\u001e', '')).toMatch(/^[\s,[\]]*$/);
          for (const { draft } of whole.events) expect(() => canonicalize(draft as unknown as JsonValue)).not.toThrow();
          for (const { message } of whole.rejected) expect(message.isWellFormed()).toBe(true);
          const split = readSource(jsonReader, source, ports, { windowBytes });
          expect(split.events).toEqual(whole.events);
          expect(split.rejected).toEqual(whole.rejected);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('finds a fault exactly where JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json({ maxDepth: 3 }), fc.string({ unit: fc.constantFrom(...'{}[]",:\\ 01-.eEtrufalsn\u0000\n') })),
        (text) => {
          let isJson = true;
          try {
            JSON.parse(text);
          } catch {
            isJson = false;
          }
          expect(findJsonFault(text) === undefined).toBe(isJson);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
