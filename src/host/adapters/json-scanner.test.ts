/** The JSON scanner against the JavaScript path, its oracle: what it does not decline is the same, byte for byte. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBody } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { toUnixUs } from '../../engines/event/time.ts';
import type { FormatContext, RecordSink } from '../../engines/ingest/format.ts';
import type { JsonScanner } from '../../engines/ingest/parsers/json/json-scanner.ts';
import { jsonReader } from '../../engines/ingest/parsers/json/json-reader.ts';
import { generateAuditLines } from '../../engines/scenario/audit-stream.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { createJsonScanner } from './json-scanner.ts';
import { nodeHasher, nodeTextCodec } from './node-ports.ts';

const SOURCE = nodeHasher.sha256TextHex('a source');
const context: FormatContext = {
  format: 'json',
  dataOffset: 0,
  sourceTag: SOURCE.slice(0, 16),
  sourceHash: SOURCE,
  options: {},
  settings: { layout: 'lines', encoding: 'utf-8', path: [], indent: 0 },
};
const OFFSET = 4_294_967_000;
const scanner = createJsonScanner();
const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

/** What a reader handed out, whichever way. */
interface Outcome {
  body: string;
  timeUs: number;
  timestamp: string | null;
  isAmbiguous: boolean;
}

/** The outcomes of a piece, rejections as text, and how many of them a scanner wrote. */
function read(bytes: Uint8Array, jsonScanner?: JsonScanner): { outcomes: (Outcome | string)[]; scannedCount: number } {
  const outcomes: (Outcome | string)[] = [];
  let scannedCount = 0;
  const sink: RecordSink = {
    event(draft, offset, length, ambiguous) {
      const raw = bytes.subarray(offset - OFFSET, offset - OFFSET + length);
      if (ambiguous.length > 0) Object.assign(draft.metadata, { parse: 'ambiguous', ambiguities: [...ambiguous] });
      const origin = { source: SOURCE, offset, length, rawHash: nodeHasher.sha256Hex(raw) };
      const { timestamp } = draft;
      let body: string;
      try {
        body = canonicalBody({ ...draft, origin } as unknown as JsonObject);
      } catch (error) {
        outcomes.push(`${(error as Error).message} ${offset} ${length}`);
        return;
      }
      outcomes.push({
        body,
        timeUs: timestamp === null ? Number.NaN : toUnixUs(timestamp),
        timestamp,
        isAmbiguous: ambiguous.length > 0,
      });
    },
    scanned({ memory, start, end, timeUs, timestamp, isAmbiguous }) {
      scannedCount += 1;
      outcomes.push({ body: nodeTextCodec.utf8(memory, start, end), timeUs, timestamp: timestamp(), isAmbiguous });
    },
    rejected: (reason, offset, length, message) => outcomes.push(`${reason} ${offset} ${length} ${message}`),
    note: () => undefined,
  };
  const ports = { text: nodeTextCodec, hasher: nodeHasher };
  const piece = { bytes, offset: OFFSET, isLast: true };
  jsonReader.parse(piece, context, jsonScanner === undefined ? ports : { ...ports, jsonScanner }, sink);
  return { outcomes, scannedCount };
}

/** Both ways must say the same. Returns how many records the scanner had a part in. */
function compare(bytes: Uint8Array): number {
  const { outcomes, scannedCount } = read(bytes, scanner);
  expect(outcomes).toEqual(read(bytes).outcomes);
  return scannedCount;
}

/** Whether the scanner takes a line for one of our own shape; whatever it says must be what the JavaScript path says. */
function isTaken(line: string | Uint8Array): boolean {
  const bytes = typeof line === 'string' ? utf8(line) : line;
  compare(bytes);
  scanner.open({ bytes, offset: OFFSET, isLast: true }, SOURCE);
  return scanner.scan(0) !== undefined;
}

const PLAIN = `{"eventType":"login","source":{"ip":"10.0.0.1"},"metadata":{"message":"hello"}}`;
const withTop = (members: string): string => `{"eventType":"login","source":{},"metadata":{"message":"m"},${members}}`;
const withDetails = (value: string): string =>
  `{"eventType":"x","action":{"details":${value}},"metadata":{"message":"m"}}`;

describe('a record the scanner takes', () => {
  it.each([false, true])('is an ordinary line of an audit log (realistic: %s)', (realistic) => {
    const lines = [...generateAuditLines(7, 2000, { realistic })].join('');
    const { outcomes, scannedCount } = read(utf8(lines), scanner);
    expect(scannedCount).toBe(2000);
    expect(outcomes).toEqual(read(utf8(lines)).outcomes);
  });

  it.each([
    ['the least there can be', '{"eventType":"x","source":{}}'],
    ['only an action', '{"action":{},"eventType":"x"}'],
    [
      'blanks everywhere',
      ` \t{ "eventType" : "x" ,\t"source" : { } , "metadata" : {"message" : "m" , "a" : [ 1 , { } ] } }\t `,
    ],
    ['unknown names', withTop('"b":{"z":1,"y":[true,false,null]},"a":"1","_id":7,"__proto__":{"x":1}')],
    [
      'every escape',
      withTop(String.raw`"a":"\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\u0000\u001F\u0022\u005c\u007f\ud83d\uDE00"`),
    ],
    ['raw text beyond ASCII', withTop('"a":"é漢😀\u2028\u007f\u0080\ufeff"')],
    ['names beyond ASCII', withTop('"ä":1,"é":2,"漢":3,"z":4,"\u07ff":5,"\ud7ff":6')],
    [
      'numbers as they are',
      withDetails('[0,1,-1,123456789012345,-123456789012345,0.5,-0.5,1588205198.89971,0.000001]'),
    ],
    ['zeros at the end of a fraction', withDetails('[1.0,1.50,0.0,100.00,-2.10,0.10,12345678901234.0]')],
    [
      'digits up to 2^52',
      withDetails('[1588205198.899712,4503599627.370496,0.1234567890123456,-450359962737.0496000000]'),
    ],
    ['nesting', withDetails(`${'[{"b":1,"a":'.repeat(14)}0${'}]'.repeat(14)}`)],
    ['a time of any precision', withTop('"timestamp":"2200-12-31T23:59:59.123456789Z"')],
    ['a time without fraction', withTop('"timestamp":"1970-01-01T00:00:00Z"')],
    ['a leap day', withTop('"timestamp":"2024-02-29T12:00:00.1Z"')],
    ['a time that is null', withTop('"timestamp":null')],
    ['an id that is a number', withTop('"eventId":12345')],
    ['an id that is none', withTop('"eventId":""')],
    ['an id of another kind', withTop('"eventId":{"a":1}')],
    [
      'numbers and nulls as facts of the source',
      '{"eventType":"x","source":{"userId":7,"ip":null,"sessionId":-1.5,"tenantId":"t"}}',
    ],
    ['facts of another kind', '{"eventType":"x","source":{"userId":{"b":1,"a":2},"ip":true,"port":3,"userAgent":[]}}'],
    [
      'parts of an action that do not pass',
      '{"eventType":"x","action":{"type":1,"resource":null,"success":"yes","details":null,"z":1,"a":2}}',
    ],
    ['a success that is null', '{"eventType":"x","action":{"success":null,"method":"GET"}}'],
    ['metadata that is no object', '{"eventType":"x","source":{},"metadata":[1,{"b":1,"a":2}]}'],
    ['metadata that is null', '{"eventType":"x","source":{},"metadata":null,"source2":1}'],
    ['metadata with names of ours', '{"eventType":"x","source":{},"metadata":{"z":1,"fields":{"a":1},"message":"m"}}'],
    ['metadata with a message that is no text', '{"eventType":"x","source":{},"metadata":{"z":1,"message":5}}'],
    ['metadata that tells of ambiguities', '{"eventType":"x","source":{},"metadata":{"ambiguities":[],"message":"m"}}'],
    [
      'metadata with a name like one of ours',
      '{"eventType":"x","source":{},"metadata":{"ambiguitiez":[],"message":"m"}}',
    ],
    ['a message of its own', '{"eventType":"x","source":{},"message":"say \\"hi\\""}'],
    ['a message that is a number', '{"eventType":"x","source":{},"message":1.50}'],
    ['a message that is true', '{"eventType":"x","source":{},"message":true}'],
    ['messages that say nothing', '{"eventType":"x","source":{"ip":"1.2.3.4"},"message":"N/A"}'],
    ['messages that nearly say nothing', '{"eventType":"x","source":{"ip":"1.2.3.4"},"message":"N/a"}'],
    [
      'a message made from the facts',
      '{"eventType":"x","source":{"userId":7,"ip":"i"},"action":{"resource":"r","success":false}}',
    ],
    ['a message of 512 characters', `{"eventType":"x","source":{},"message":"${'é'.repeat(510)}😀"}`],
    [
      'names that begin alike',
      withDetails('{"abcdefghij":1,"abcdefgh":2,"abcdefghi":3,"abcdefg":4,"":5,"abcdefghia":6}'),
    ],
    [
      'as many members as there may be',
      withDetails(`{${Array.from({ length: 128 }, (_, i) => `"n${i}":${i}`).join(',')}}`),
    ],
    ['a long text', withDetails(`"${'a long text \\n '.repeat(5000)}"`)],
  ])('may have %s', (_, line) => {
    expect(isTaken(line)).toBe(true);
  });

  it.each(['low', 'medium', 'high', 'critical'])('may be of severity %s', (severity) => {
    expect(isTaken(withTop(`"severity":"${severity}"`))).toBe(true);
  });
});

describe('a record the scanner leaves to the JavaScript path', () => {
  it.each([
    ['another shape', '{"message":"x","user":"y"}'],
    ['no event type', '{"source":{}}'],
    ['an event type that is empty', '{"eventType":"","source":{}}'],
    ['an event type that is no text', '{"eventType":5,"source":{}}'],
    ['neither source nor action', '{"eventType":"x"}'],
    ['a source that is no object', '{"eventType":"x","source":"web","action":{}}'],
    ['a severity of others', withTop('"severity":"error"')],
    ['a severity that is null', withTop('"severity":null')],
    ['a name twice', withTop('"a":1,"a":2')],
    ['a name of ours twice', withTop('"eventType":"y"')],
    ['an id twice', withTop('"eventId":"","eventId":"a"')],
    ['a part twice', withTop('"source":{}')],
    ['a name twice inside', withDetails('{"b":1,"a":{"c":1,"d":2,"c":3}}')],
    ['an escaped name', withTop(String.raw`"\u0061":1`)],
    ['a name beyond U+DFFF', withTop('"\ue000":1')],
    ['a name beyond the basic plane', withTop('"😀":1')],
    ['half a character', withTop(String.raw`"a":"\ud83d"`)],
    ['the halves in the wrong order', withTop(String.raw`"a":"\ude00\ud83d"`)],
    ['an integer of 16 digits', withDetails('1234567890123456')],
    ['digits above 2^52', withDetails('4503599627.370497')],
    ['a fraction of 17 digits', withDetails('0.30000000000000004')],
    ['an exponent', withDetails('1e5')],
    ['an exponent after a fraction', withDetails('1.5E5')],
    ['minus zero', withDetails('-0')],
    ['minus zero with a fraction', withDetails('-0.0')],
    ['a very small number', withDetails('0.0000001')],
    ['deep nesting', withDetails(`${'['.repeat(40)}${']'.repeat(40)}`)],
    ['129 members', withDetails(`{${Array.from({ length: 129 }, (_, i) => `"n${i}":${i}`).join(',')}}`)],
    ['a time with an offset', withTop('"timestamp":"2024-01-01T00:00:00+01:00"')],
    ['a day that does not exist', withTop('"timestamp":"2023-02-29T00:00:00Z"')],
    ['a leap second', withTop('"timestamp":"2016-12-31T23:59:60Z"')],
    ['a time beyond the plausible years', withTop('"timestamp":"2201-01-01T00:00:00Z"')],
    ['ten fraction digits', withTop('"timestamp":"2024-01-01T00:00:00.1234567890Z"')],
    ['a time that is a number', withTop('"timestamp":1700000000')],
    ['a message of two lines', String.raw`{"eventType":"x","source":{},"message":"a\nb"}`],
    ['a message of 513 characters', `{"eventType":"x","source":{},"message":"${'é'.repeat(511)}😀"}`],
    ['a control character in a made message', '{"eventType":"x","source":{"ip":"\u0085"}}'],
    ['a carriage return between values', withTop('\r"a":1')],
    ['two records', `${PLAIN}${PLAIN}`],
    ['something behind it', `${PLAIN} x`],
    ['a record of more than 256 KiB', withDetails(`"${'x'.repeat(262_144)}"`)],
  ])('has %s', (_, line) => {
    expect(isTaken(line)).toBe(false);
  });

  it('has bytes that are no UTF-8, while the others of its piece are taken', () => {
    const bytes = new Uint8Array([
      ...utf8(`${PLAIN}\n{"eventType":"x","source":{"ip":"`),
      0xff,
      ...utf8(`"}}\n${PLAIN}\n`),
    ]);
    const { outcomes, scannedCount } = read(bytes, scanner);
    expect(scannedCount).toBe(2);
    expect(outcomes).toEqual(read(bytes).outcomes);
  });

  it.each([
    '',
    'tru',
    'nul',
    '01',
    '1.',
    '.5',
    '-',
    '+1',
    '"',
    '"\\',
    '"\\u12',
    '"\\x"',
    '[1,]',
    '[',
    '{',
    '{"a"',
    '{"a":}',
    '{,}',
    '{"a":1,}',
    'NaN',
  ])('is no JSON: details of %s', (value) => {
    expect(isTaken(withDetails(value))).toBe(false);
  });
});

describe('a record of another shape', () => {
  it.each([
    ['of no known kind', '{"user":"ada","b":{"z":1,"y":2},"when":"2024-01-01T00:00:00Z","é":"\\u00e9"}'],
    [
      'of a cloud',
      '{"eventVersion":"1.08","eventTime":"2024-01-01T00:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","userIdentity":{"type":"Root"},"awsRegion":"eu","sourceIPAddress":"1.2.3.4"}',
    ],
    ['inside an envelope', '{"_index":"a","_source":{"message":"hello","@timestamp":"2024-01-01T00:00:00Z"}}'],
    [
      'of a timeline',
      '{"message":"m","datetime":"2024-01-01T00:00:00+00:00","timestamp_desc":"Creation Time","z":1,"a":[0.5]}',
    ],
    ['without a time', '{"a":1}'],
    ['without anything', '{}'],
  ])('is written around its own text: %s', (_, line) => {
    expect(isTaken(line)).toBe(false);
    expect(compare(utf8(line))).toBe(1);
  });

  it.each([
    ['a name twice', '{"user":"ada","user":"bob"}'],
    ['a number that is not exact', '{"n":12345678901234567890}'],
    [
      'times that contradict each other',
      '{"message":"m","datetime":"2024-01-01T00:00:00Z","timestamp":5,"timestamp_desc":"d"}',
    ],
    ['a time that is none', '{"message":"m","datetime":"never","timestamp_desc":"d"}'],
    ['more text than the scanner has room for', `{"user":"${'x'.repeat(200_000)}"}`],
  ])('takes the ordinary path where it has %s', (_, line) => {
    expect(compare(utf8(line))).toBe(0);
  });

  it('is not tried each time where the scanner declines nearly all', () => {
    const lines = Array.from({ length: 200 }, (_, i) => (i === 100 ? '{"a":1}' : '{"n":1e5}'));
    const tries: number[] = [];
    const counting: JsonScanner = {
      open: (piece, hash) => scanner.open(piece, hash),
      scan: () => undefined,
      record: (start) => {
        tries.push(start);
        return scanner.record(start);
      },
      enclose: (...parts) => scanner.enclose(...parts),
    };
    const bytes = utf8(lines.join('\n'));
    expect(read(bytes, counting).outcomes).toEqual(read(bytes).outcomes);
    expect(tries.length).toBeLessThan(30);
  });

  it
    .skipIf(!hasShared)
    .each([
      'cloud/detection_unit_tests/aws_cloudtrail/events.jsonl',
      'cloud/detection_unit_tests/gcp_audit/events.jsonl',
      'cloud/detection_unit_tests/crowdstrike/events.jsonl',
      'lnav/gharchive_log.jsonl',
      'mordor_json/psh_lsass_memory_dump_comsvcs_2020-10-18T19500924.json',
      'mordor_json/ec2_proxy_s3_exfiltration_2020-09-14011940.json',
    ])('gives the same events as the ordinary path on real data: %s', (path) => {
    const bytes = new Uint8Array(readFileSync(sharedPath(`data/${path}`)));
    const lineCount = bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
    expect(compare(bytes)).toBeGreaterThan(0.5 * lineCount);
  });
});

// JSON text with everything that can be odd about it: the same value is written in many ways.
const often = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>, weight = 12): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });
const blank = often(fc.constant(''), fc.constantFrom(' ', '\t', ' \t ', '\r'), 20);
const joined = (parts: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(parts, { maxLength }).map((all) => all.join(''));
const plainPart = fc
  .constantFrom('a', 'B', ' ', 'word', '0', '/', 'é', '漢字', '😀', '\u2028', '{', '":', 'sixteen letters.')
  .map((text) => text.replaceAll('"', '\\"'));
const escapedPart = fc.constantFrom(
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u0041',
  '\\u00E9',
  '\\u001f',
  '\\u20ac',
  '\\ud83d\\ude00',
);
const oddPart = fc.constantFrom('\u007f', '\u0085', '\u0001', '\\ud83d', '\\ude00', '\\u12', '\\x', '\u00a0', '\ufeff');
const textOf = (maxLength: number) =>
  joined(often(fc.oneof(plainPart, plainPart, escapedPart), oddPart, 60), maxLength).map((text) => `"${text}"`);
const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${maxLength}}$`));
const numberText = fc.oneof(
  fc.integer().map(String),
  fc
    .tuple(fc.constantFrom('', '-'), fc.nat(1e9), digits(11))
    .map(([sign, whole, fraction]) => `${sign}${whole}.${fraction}`),
  often(
    fc.constantFrom('0', '1', '200', '0.25'),
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc
        .tuple(fc.constantFrom('', '-'), digits(18), fc.constantFrom('', '.', 'e', 'E+', 'e-'), digits(18))
        .map((all) => all.join('')),
      fc.constantFrom(
        '-0',
        '0.0',
        '-0.0',
        '0.0000001',
        '1e21',
        '00',
        '1.',
        '123456789012345',
        '1234567890123456',
        '9007199254740993',
      ),
    ),
    3,
  ),
);
const OUR_NAMES =
  'eventId eventType severity source action metadata timestamp ip userAgent userId sessionId tenantId type resource method success details message fields time parse ambiguities'.split(
    ' ',
  );
const nameText = often(
  fc.oneof(
    fc.constantFrom(...OUR_NAMES, 'a', 'b', 'service', 'eventTypes', 'ambiguitiez', 'userAgenT', 'timestamb', ''),
    fc.stringMatching(/^[a-z0-9_.-]{1,20}$/),
    fc.constantFrom('ä', '漢', 'é'),
  ),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '\\u0061', '\ue000', '\ufb33', '😀', 'a\u0001'),
  40,
).map((name) => `"${name}"`);
const objectOf = (members: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(fc.tuple(blank, members, blank), { maxLength }), blank)
    .map(([all, inner]) => `{${inner}${all.map((one) => one.join('')).join(',')}}`);
const memberOf = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(name, blank, blank, value).map(([left, before, after, right]) => `${left}${before}:${after}${right}`);
const { value: anyValue } = fc.letrec<{ value: string; object: string; array: string; member: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    textOf(12),
    numberText,
    fc.constantFrom('true', 'false', 'null'),
    tie('object'),
    tie('array'),
  ),
  member: memberOf(nameText, tie('value')),
  object: objectOf(tie('member'), 6),
  array: fc
    .array(fc.tuple(blank, tie('value'), blank), { maxLength: 5 })
    .map((all) => `[${all.map((one) => one.join('')).join(',')}]`),
}));
const timeText = often(
  fc
    .date({ min: new Date(0), max: new Date('2200-12-31T23:59:59Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.oneof(
    fc.constantFrom(
      '2024-02-30T00:00:00Z',
      '2024-01-01 00:00:00',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:00:00.123456789Z',
      '1969-12-31T23:59:59Z',
      '2024-01-01T00:00:00.Z',
      '2024-01-01T00:00:00z',
      'yesterday',
      '',
      '1700000000',
    ),
    fc.stringMatching(/^20[0-9]{2}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,10})?Z$/),
  ),
  4,
).map((text) => `"${text}"`);
const name = (text: string): fc.Arbitrary<string> => fc.constant(`"${text}"`);
const word = textOf(4);
const optional = (value: fc.Arbitrary<string>, odd: fc.Arbitrary<string> = anyValue) => often(value, odd);
const sourceText = objectOf(
  often(
    memberOf(fc.constantFrom('"ip"', '"userAgent"', '"userId"', '"sessionId"', '"tenantId"'), often(word, anyValue, 6)),
    memberOf(nameText, anyValue),
    8,
  ),
  3,
);
const actionText = objectOf(
  fc.oneof(
    memberOf(fc.constantFrom('"type"', '"resource"', '"method"'), often(word, anyValue, 6)),
    memberOf(name('success'), often(fc.constantFrom('true', 'false'), anyValue)),
    memberOf(name('details'), anyValue),
    memberOf(nameText, anyValue),
  ),
  3,
);
const metadataText = objectOf(
  fc.oneof(memberOf(name('message'), optional(textOf(20))), memberOf(nameText, anyValue)),
  5,
);
const topMember = fc.oneof(
  memberOf(name('eventId'), optional(fc.oneof(word, numberText))),
  memberOf(name('timestamp'), optional(timeText)),
  memberOf(name('severity'), optional(fc.constantFrom('"low"', '"medium"', '"high"', '"critical"'))),
  memberOf(name('source'), optional(sourceText)),
  memberOf(name('metadata'), optional(metadataText)),
  memberOf(name('message'), optional(textOf(40))),
  memberOf(nameText, anyValue),
);
/** Mostly of our shape: an event type and an action, and whatever else, in any order. */
const lineText = fc
  .tuple(
    memberOf(name('eventType'), optional(word, fc.oneof(anyValue, name('')))),
    memberOf(name('action'), optional(actionText)),
    fc.array(topMember, { maxLength: 6 }),
    fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    blank,
    blank,
  )
  .map(([type, action, rest, order, before, after]) => {
    const members = [type, action, ...rest].map((text, i) => ({ text, place: order[i] ?? 0 }));
    return `${before}{${members
      .toSorted((a, b) => a.place - b.place)
      .map(({ text }) => text)
      .join(',')}}${after}`;
  });

/** Names that other mappings look at, and any others. */
const otherText = objectOf(
  fc.oneof(
    memberOf(
      fc.constantFrom(
        ...'message msg time @timestamp timestamp datetime timestamp_desc eventTime eventName eventSource userIdentity EventID Channel Computer TimeCreated winlog event host user protoPayload fields log level ts id.orig_h'
          .split(' ')
          .map((text) => `"${text}"`),
      ),
      fc.oneof(timeText, word, numberText, anyValue),
    ),
    memberOf(nameText, anyValue),
  ),
  6,
);

describe('any line', () => {
  it('gives what the JavaScript path gives, or is declined', () => {
    let taken = 0;
    fc.assert(
      fc.property(lineText, (line) => void (taken += isTaken(line) ? 1 : 0)),
      { numRuns: 4000 },
    );
    // The property would hold of a scanner that declines all: about one in seven is plain.
    expect(taken).toBeGreaterThan(300);
  });

  it('of another shape gives what the JavaScript path gives', () => {
    let taken = 0;
    fc.assert(
      fc.property(otherText, (line) => void (taken += compare(utf8(line)))),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  it('gives what the JavaScript path gives after any change of its bytes', () => {
    const [sample = ''] = generateAuditLines(3, 1, { realistic: true });
    const change = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...utf8('"\\{}[]:,0-. \teu\n\r')), fc.nat(255)));
    const lines = fc.oneof(fc.constant(sample), lineText);
    fc.assert(
      fc.property(
        lines,
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.nat(),
        (line, changes, isCut, cut) => {
          const bytes = utf8(line);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          isTaken(isCut ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes);
        },
      ),
      { numRuns: 4000 },
    );
    expect(isTaken(PLAIN)).toBe(true);
  });

  it('leaves the memory beside the body as it was', () => {
    const memory = memoryOf();
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ minLength: 16, maxLength: 300 }), lineText.map(utf8)), (bytes) => {
        scanner.open({ bytes, offset: 0, isLast: true }, SOURCE);
        scanner.scan(0);
        const at = memory.indexOf(Buffer.concat([bytes, Buffer.alloc(64)]));
        expect(at).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['\n', '\r\n'])('is taken wherever it lies in a big piece, with line ends %j', (lineEnd) => {
    const lines = Array.from({ length: 3000 }, (_, i) => withDetails(`"${'y'.repeat((i * 37) % 900)}"`));
    expect(compare(utf8(lines.join(lineEnd)))).toBe(3000);
    expect(compare(utf8(`${lines.join(lineEnd)}${lineEnd}`))).toBe(3000);
  });

  it('is taken beside others that are not: blank, folded, several on one line, too long', () => {
    const odd = [
      '',
      ' \r',
      '{"a":1,\n"b":2}',
      `${PLAIN}${PLAIN}`,
      '\u001e{"a":1}',
      'x',
      `{"a":"${'x'.repeat(300_000)}"}`,
    ];
    const lines = odd.flatMap((line) => [line, PLAIN, PLAIN]);
    expect(compare(utf8(lines.join('\n')))).toBe(2 * odd.length);
  });
});

/** The scanner's memory, as an event shows it. */
function memoryOf(): Buffer {
  const bytes = utf8(PLAIN);
  scanner.open({ bytes, offset: 0, isLast: true }, SOURCE);
  const event = scanner.scan(0);
  if (event === undefined) throw new Error('the plain line was declined');
  return Buffer.from(event.memory.buffer, event.memory.byteOffset, event.memory.byteLength);
}
