import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import type { JsonObject } from '../../../event/audit-event.ts';
import { jsonReader } from './json-reader.ts';
import { readSource } from './testing/read-source.ts';
import type { ReadHow } from './testing/read-source.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const read = (source: string | Uint8Array, how?: ReadHow) =>
  readSource(jsonReader, typeof source === 'string' ? utf8(source) : source, ports, how);
/** The records as they stand in the source. */
const slices = (source: string): string[] => {
  const bytes = Buffer.from(source, 'utf8');
  return read(source).events.map(({ offset, length }) => bytes.toString('utf8', offset, offset + length));
};
const fieldsOf = (source: string | Uint8Array) =>
  read(source).events.map(({ draft }) => draft.metadata['fields'] as JsonObject);

describe('layouts of JSON', () => {
  it('reads one record a line, with blank lines, CRLF and a byte-order mark', () => {
    const source = '\uFEFF{"a":1}\r\n\r\n  {"a":2}\n{"a":3}';
    expect(fieldsOf(source)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
    expect(slices(source)).toEqual(['{"a":1}', '  {"a":2}', '{"a":3}']);
    expect(read(source).rejected).toEqual([]);
  });

  it('reads the members of one array', () => {
    const source = '[\n  {"a":1},\n  {"a":[{"b":"]}"}]}\n]\n';
    expect(slices(source)).toEqual(['{"a":1}', '{"a":[{"b":"]}"}]}']);
  });

  it('reads arrays one after another', () => {
    expect(fieldsOf('[{"a":1}]\n[{"a":2},{"a":3}]')).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  it('reads pretty-printed objects one after another', () => {
    expect(slices('{\n "a": 1\n}\n{\n "a": {\n  "b": 2\n }\n}\n')).toEqual([
      '{\n "a": 1\n}',
      '{\n "a": {\n  "b": 2\n }\n}',
    ]);
  });

  it('takes a single object for one record', () => {
    expect(fieldsOf('{"a":{"b":[1,2]}}')).toEqual([{ a: { b: [1, 2] } }]);
  });

  it.each([
    ['{"Records":[{"a":1},{"a":2}]}'],
    ['{"@odata.context":"x","value":[{"a":1},{"a":2}],"@odata.nextLink":"y"}'],
    ['{"took":3,"hits":{"total":{"value":2},"hits":[{"a":1},{"a":2}]}}'],
    ['{\n  "kind": "list",\n  "things": [\n    {"a":1},\n    {"a":2}\n  ]\n}\n'],
  ])('finds the records inside a wrapper: %s', (source) => {
    const { notes, rejected } = read(source);
    expect([fieldsOf(source), rejected, notes.map(({ kind }) => kind)]).toEqual([
      [{ a: 1 }, { a: 2 }],
      [],
      ['json-wrapper'],
    ]);
  });

  it('does not take an event with one array of objects for a wrapper', () => {
    const source = '{"timestamp":"2024-01-01T00:00:00Z","items":[{"id":1},{"id":2}]}';
    expect(read(source).events).toHaveLength(1);
  });

  it('leaves the lists of records that stand one a line to the records', () => {
    expect(read('{"user":"x","items":[{"a":1},{"a":2}]}\n{"user":"y","items":[]}\n').events).toHaveLength(2);
  });

  it('reads wrappers that stand one a line or directly one after another', () => {
    for (const between of ['\n', '']) {
      const source = `{"Records":[{"a":1},{"a":2}]}${between}{"Records":[{"a":3}]}`;
      expect(slices(source)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}']);
    }
  });

  it('reads several objects on one line', () => {
    expect(slices('{"a":1}{"a":2} {"a":3}\n{"a":4}\n')).toEqual(['{"a":1}', '{"a":2}', '{"a":3}', '{"a":4}']);
  });

  it('reads a record that goes on in further lines among records of one line', () => {
    const source = '{"a":1}\n{"a":2,\n"trace":["x",\n"y"]}\n{"a":3}\n';
    expect(slices(source)).toEqual(['{"a":1}', '{"a":2,\n"trace":["x",\n"y"]}', '{"a":3}']);
  });

  it('reads records set apart by record separators (RFC 7464)', () => {
    expect(slices('\u001e{"a":1}\n\u001e{"a":2}\n')).toEqual(['{"a":1}', '{"a":2}']);
    expect(fieldsOf('{"a":1\n}\u001e{"a":2\n}')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each(['utf16le', 'utf16be'] as const)('reads %s with byte offsets of the source', (encoding) => {
    const little = Buffer.from('\uFEFF{"a":"é😀"}\r\n{"a":2}\n', 'utf16le');
    const source = new Uint8Array(encoding === 'utf16be' ? Buffer.from(little).swap16() : little);
    const { events, rejected } = read(source);
    expect(events.map(({ draft, offset, length }) => [draft.metadata['fields'], offset, length])).toEqual([
      [{ a: 'é😀' }, 2, 22],
      [{ a: 2 }, 28, 14],
    ]);
    expect(rejected).toEqual([]);
  });
});

describe('damage in JSON', () => {
  it('rejects a broken line with its place and reads the next', () => {
    const { events, rejected } = read('{"a":1}\n{"a":}\n{"a":3}\n');
    expect(events.map(({ offset }) => offset)).toEqual([0, 15]);
    expect(rejected).toEqual([
      {
        reason: 'bad-json',
        offset: 8,
        length: 6,
        message: 'not JSON at character 6: a value should stand where `}` stands',
      },
    ]);
  });

  it('rejects values that are no objects', () => {
    const { rejected } = read('{"a":1}\n5\n"x"\n[1]\nnull\n');
    expect(rejected.map(({ reason, offset, length }) => [reason, offset, length])).toEqual([
      ['not-an-object', 8, 1],
      ['not-an-object', 10, 3],
      ['not-an-object', 14, 3],
      ['not-an-object', 18, 4],
    ]);
    expect(read('[1,{"a":1},"x",[2]]').rejected.map(({ reason, offset }) => [reason, offset])).toEqual([
      ['not-an-object', 1],
      ['not-an-object', 11],
      ['not-an-object', 15],
    ]);
  });

  it('says that the source ends inside a record', () => {
    expect(read('{"a":1}\n{"a":2,"b"').rejected).toMatchObject([{ reason: 'record-truncated', offset: 8, length: 10 }]);
    expect(read('[{"a":1},\n{"a":2,"b').rejected).toMatchObject([
      { reason: 'record-truncated', offset: 10, length: 9 },
    ]);
  });

  it('says that an array or a wrapper is not closed', () => {
    expect(read('[{"a":1},{"a":2}').notes).toMatchObject([{ kind: 'json-array-open', level: 'warning', offset: 16 }]);
    expect(read('{"Records":[{"a":1}]').rejected).toMatchObject([
      { reason: 'record-truncated', offset: 19, length: 1 },
    ]);
    expect(read('{"Records":[{"a":1}] oops }').rejected).toMatchObject([{ reason: 'bad-json', offset: 19 }]);
  });

  it('goes on with the next record of an array after a broken one', () => {
    const { events, rejected } = read('[\n  {"a":1},\n  {"a":"x\n  },\n  {"a":3}\n]');
    expect(events.map(({ draft }) => draft.metadata['fields'])).toEqual([{ a: 1 }, { a: 3 }]);
    expect(rejected).toMatchObject([{ reason: 'bad-json', offset: 15 }]);
  });

  it('keeps a record with bytes that are no UTF-8, as ambiguous', () => {
    const source = new Uint8Array([...utf8('{"a":"x'), 0xff, ...utf8('"}\n{"a":"é"}\n')]);
    expect(read(source).events.map(({ draft, ambiguous }) => [draft.metadata['fields'], ambiguous])).toEqual([
      [{ a: 'x\uFFFD' }, ['bad-encoding']],
      [{ a: 'é' }, []],
    ]);
  });

  it('refuses what is nested deeper than a canonical record can be', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(read(nested(56)).events).toHaveLength(1);
    expect(read(`${nested(57)}\n`).rejected).toMatchObject([{ reason: 'depth-exceeded', offset: 0 }]);
    expect(read(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`).rejected).toMatchObject([
      { reason: 'depth-exceeded' },
    ]);
  });
});

describe('records that two readers could read differently', () => {
  const ambiguity = (source: string) =>
    read(source).events.map(({ draft, ambiguous }) => [draft.metadata['fields'], ambiguous])[0];

  it.each([
    ['{"a":1,"a":2}', { a: 2 }],
    ['{"a" : 1,"b":"\\":", "a":2}', { a: 2, b: '":' }],
    ['{"x":{"a":1,"\\u0061":2}}', { x: { a: 2 } }],
    ['{"x":[{"a":1,"a":2}],"y":{}}', { x: [{ a: 2 }], y: {} }],
  ])('marks a name that stands twice: %s', (source, fields) => {
    expect(ambiguity(source)).toEqual([fields, ['duplicate-key']]);
  });

  it('does not mark equal names in different objects, nor names in strings', () => {
    expect(ambiguity('{"a":{"a":1},"b":"{\\"a\\":1,\\"a\\":2}"}')).toEqual([{ a: { a: 1 }, b: '{"a":1,"a":2}' }, []]);
  });

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['1234567890123456', 1234567890123456],
    ['1e999', '1e999'],
    ['-0', '-0'],
    ['-0.0', '-0.0'],
    ['1e-400', '1e-400'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['1e16', '1e16'],
  ])('keeps the number %s as it stands and marks it', (text, kept) => {
    expect(ambiguity(`{"a":[${text}],"b":"x"}`)).toEqual([{ a: [kept], b: 'x' }, ['big-number']]);
  });

  it.each(['1588205198.89971', '0.0015780925750732422', '1.0', '1E2', '-1.5e-7', '123456789012345', '0.0'])(
    'leaves the number %s alone',
    (text) => {
      expect(ambiguity(`{"a":${text}}`)).toEqual([{ a: Number(text) }, []]);
    },
  );

  it('replaces half a character and marks the record', () => {
    expect(ambiguity('{"a":"x\\ud800y","\\udc00":1,"\\udc01":2}')).toEqual([
      { a: 'x\uFFFDy', '\uFFFD': 1, '\uFFFD\uFFFD': 2 },
      ['bad-encoding'],
    ]);
    expect(ambiguity('{"a":"\\ud83d\\ude00"}')).toEqual([{ a: '😀' }, []]);
  });

  it('keeps `__proto__` and its like as data', () => {
    const [fields] = fieldsOf('{"__proto__":{"x":1},"constructor":"y","a":12345678901234567890}');
    expect(Object.keys(fields as object)).toEqual(['__proto__', 'constructor', 'a']);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(({} as JsonObject)['x']).toBeUndefined();
  });
});

describe('what is taken for JSON', () => {
  it.each([
    ['{"a":1}\n{"a":2}\n', 1],
    ['{"a":1}\nnot json\n', 0.8],
    ['[\n{"a":1}\n]', 0.95],
    ['{\n"a":1\n}', 0.9],
    ['[2024-01-01 00:00:00] text\n', 0],
    ['[error] text\n', 0],
    ['2024-01-01T00:00:00Z text {"a":1}\n', 0],
    ['{not json}\n', 0],
    ['<134>{"a":1}\n{"a":2}\n', 0.15],
    ['a,b\n1,2\n', 0],
    ['', 0],
  ])('scores %j with %d', (source, score) => {
    expect(read(source).score).toBeCloseTo(score, 5);
  });

  it('knows an array whose first record goes beyond the sample', () => {
    expect(read(`[{"a":"${'x'.repeat(100)}"}]`, { headBytes: 40 }).score).toBe(0.95);
  });
});
