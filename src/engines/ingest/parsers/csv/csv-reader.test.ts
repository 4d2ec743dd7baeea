import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import { canonicalize } from '../../../kernel/canonical-json.ts';
import { readSource, uncovered } from '../json/testing/read-source.ts';
import type { ReadHow } from '../json/testing/read-source.ts';
import { csvReader } from './csv-reader.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const read = (source: string | Uint8Array, how?: ReadHow) =>
  readSource(csvReader, typeof source === 'string' ? bytesOf(source) : source, ports, how);
const rows = (source: string | Uint8Array) =>
  read(source).events.map(({ draft }) => draft.metadata['fields'] as JsonObject);

describe('tables', () => {
  it('reads rows by their header, with CRLF, quotes, line ends in quotes and a byte-order mark', () => {
    const source =
      '\uFEFFtime,message\r\n2024-01-01T00:00:00Z,"say ""hi"", twice\r\nand again"\r\n2024-01-02T00:00:00Z,b';
    expect(rows(source)).toEqual([
      { time: '2024-01-01T00:00:00Z', message: 'say "hi", twice\r\nand again' },
      { time: '2024-01-02T00:00:00Z', message: 'b' },
    ]);
    const [first] = read(source).events;
    expect(Buffer.from(source).toString('utf8', first?.offset, (first?.offset ?? 0) + (first?.length ?? 0))).toBe(
      '2024-01-01T00:00:00Z,"say ""hi"", twice\r\nand again"',
    );
  });

  it.each([',', ';', '\t', '|'])('finds the delimiter %j', (delimiter) => {
    const source =
      ['time', 'user', 'text'].join(delimiter) + '\n' + ['2024-01-01T00:00:00Z', 'x', 'a b'].join(delimiter) + '\n';
    expect(rows(source)).toEqual([{ time: '2024-01-01T00:00:00Z', user: 'x', text: 'a b' }]);
  });

  it('leaves blanks between delimiter and quote out where the table writes them', () => {
    expect(rows('"time", "user"\n"2024-01-01", "x, y"\n')).toEqual([{ time: '2024-01-01', user: 'x, y' }]);
  });

  it('names columns without a name, and numbers names that stand twice', () => {
    const { events, notes } = read(',user,user,__proto__\n0,a,b,c\n1,d,e,f\n');
    expect(Object.entries(events[0]?.draft.metadata['fields'] as JsonObject)).toEqual([
      ['c1', '0'],
      ['user', 'a'],
      ['user_2', 'b'],
      ['__proto__', 'c'],
    ]);
    expect(notes).toMatchObject([{ kind: 'csv-header-repeated', level: 'warning', offset: 0 }]);
  });

  it('calls the columns c1, c2 ... where the first row holds values', () => {
    const { notes } = read('2024-01-01,10.0.0.1,5\n2024-01-02,10.0.0.2,6\n2024-01-03,10.0.0.3,7\n');
    expect(rows('2024-01-01,10.0.0.1,5\n2024-01-02,10.0.0.2,6\n')[0]).toEqual({
      c1: '2024-01-01',
      c2: '10.0.0.1',
      c3: '5',
    });
    expect(notes.map(({ kind }) => kind)).toEqual(['csv-no-header']);
  });

  it('takes the first value that is a time where the columns have no names', () => {
    const { events } = read('a1 | 1400681361906 | x\na2 | 1400681361907 | y\na3 | 1400681361908 | z\n');
    expect(events[0]?.draft.metadata['time']).toMatchObject({ original: '1400681361906', field: 'c2' });
  });

  it('keeps rows with too many or too few fields, as ambiguous', () => {
    const { events } = read('user,ip,text\na,10.0.0.1,x\nb,10.0.0.2\nc,10.0.0.3,y,z,w\n');
    expect(events.map(({ draft, ambiguous }) => [draft.metadata['fields'], ambiguous])).toEqual([
      [{ user: 'a', ip: '10.0.0.1', text: 'x' }, []],
      [{ user: 'b', ip: '10.0.0.2' }, ['column-count']],
      [{ user: 'c', ip: '10.0.0.3', text: 'y', extra_1: 'z', extra_2: 'w' }, ['column-count']],
    ]);
  });

  it('keeps a row with text after a closing quote, quote and all', () => {
    const { events } = read('user,text\na,"x"y\nb,c"d\n');
    expect(events.map(({ draft, ambiguous }) => [draft.metadata['fields'], ambiguous])).toEqual([
      [{ user: 'a', text: '"x"y' }, ['stray-quote']],
      [{ user: 'b', text: 'c"d' }, []],
    ]);
  });

  it('rejects the line with a quote that has no end, and reads the next', () => {
    const { events, rejected } = read('user,text\na,b\n"c,d\ne,f\n');
    expect(events.map(({ draft }) => draft.source.userId)).toEqual(['a', 'e']);
    expect(rejected).toEqual([{ reason: 'bad-csv', offset: 14, length: 4, message: 'a quoted field has no end' }]);
  });

  it('reads UTF-16, and guesses windows-1252 where the bytes are no UTF-8', () => {
    const table = 'time\tuser\ttext\n2024-01-01T00:00:00Z\tJürgen\tx\n';
    expect(rows(new Uint8Array(Buffer.from(`\uFEFF${table}`, 'utf16le')))[0]).toMatchObject({ user: 'Jürgen' });
    const { events, notes } = read(new Uint8Array(Buffer.from(table, 'latin1')));
    expect([events[0]?.draft.source.userId, notes.map(({ kind }) => kind)]).toEqual(['Jürgen', ['encoding-guessed']]);
  });

  it('marks rows with bytes that are no UTF-8', () => {
    const source = new Uint8Array([...bytesOf('user,text\né,é\né,'), 0xff, ...bytesOf('\n')]);
    expect(read(source).events.map(({ draft, ambiguous }) => [draft.metadata['fields'], ambiguous])).toEqual([
      [{ user: 'é', text: 'é' }, []],
      [{ user: 'é', text: '\uFFFD' }, ['bad-encoding']],
    ]);
  });

  it('tells the order of day and month by any date that only fits one', () => {
    const time = (source: string) => read(source).events.map(({ draft }) => draft.timestamp);
    expect(time('time,user\n7/8/2019 16:08,a\n7/23/2019 16:09,b\n')).toEqual([
      '2019-07-08T16:08:00Z',
      '2019-07-23T16:09:00Z',
    ]);
    expect(time('time,user\n7/8/2019 16:08,a\n23/7/2019 16:09,b\n')).toEqual([
      '2019-08-07T16:08:00Z',
      '2019-07-23T16:09:00Z',
    ]);
    expect(time('time,user\n7/8/2019 16:08,a\n')).toEqual([null]);
  });
});

describe('what is taken for a table', () => {
  it.each([
    ['time,user,message\n2024-01-01,a,b\n', 0.92],
    ['alpha,beta,gamma\n1,2,3\n', 0.75],
    ['time,user,message\n', 0.6],
    ['1,2,3\n4,5,6\n7,8,9\n', 0.45],
    ['2015-04-17 09:41:50,544 INFO one\n2015-04-17 09:41:51,100 INFO two\n2015-04-17 09:41:52,100 INFO three\n', 0],
    ['{"a":1,"b":2}\n', 0],
    ['#fields\tts\tuid\n', 0],
    ['just text\nmore text\n', 0],
    ['web-1 | starting now\nweb-1 | still starting\n', 0.2],
    ['', 0],
  ])('scores %j with %d', (source, score) => {
    expect(read(source).score).toBe(score);
  });
});

describe('timelines', () => {
  it('refuses a timeline that lacks required columns, and names them', () => {
    expect(read('DT,timestampDesc,message\n2020-01-01,x,y\n').refused).toEqual({
      refused: 'missing-column',
      message:
        'a timeline must have the columns message, datetime and timestamp_desc; missing: datetime, timestamp_desc',
    });
  });

  it('refuses rows without a readable time, and marks rows whose two times differ', () => {
    const { events, rejected } = read(
      [
        'message,timestamp,datetime,timestamp_desc',
        'good,1437764461000000,2015-07-24T19:01:01+00:00,Write time',
        'none,1437764461000000,,Write time',
        'bad,88888888,1234 19:01:01,Write time',
        'other,123456,2017-09-24 19:01:01,Write time',
        'number,,1723474994349345,Write time',
        'short',
      ].join('\n'),
    );
    expect(events.map(({ draft, ambiguous }) => [draft.metadata['message'], draft.timestamp, ambiguous])).toEqual([
      ['good', '2015-07-24T19:01:01Z', []],
      ['other', '2017-09-24T19:01:01Z', ['time-contradiction']],
      ['number', '2024-08-12T15:03:14.349345Z', []],
    ]);
    expect(rejected.map(({ reason }) => reason)).toEqual(['bad-time', 'bad-time', 'bad-time']);
  });
});

const cell = fc.string({ unit: fc.constantFrom(...'ab"\n\r ,;é'), maxLength: 6 });
const quoted = (text: string): string => (/[",\r\n;\t ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

describe('any table', () => {
  it('gives back what was written, on any split', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        (table, windowBytes) => {
          const source = bytesOf(
            `user,message,level\n${table.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`,
          );
          const whole = read(source);
          const expected = table.map(([user, message, level]) => ({ user, message, level }));
          expect(whole.events.map(({ draft }) => draft.metadata['fields'])).toEqual(expected);
          expect(read(source, { windowBytes })).toEqual(whole);
          expect(uncovered(whole, source)).toMatch(/^(?:\r\n)*$/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws on damage, covers every byte once and gives canonical events', () => {
    const source =
      'message,timestamp,datetime,timestamp_desc\n"a ""b""",1437764461000000,2015-07-24T19:01:01+00:00,x\n"c\nd",1,2015-07-24,y\n';
    const change = fc.tuple(
      fc.nat(150),
      fc.oneof(fc.constantFrom(34, 44, 10, 13), fc.integer({ min: 0, max: 255 })),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.integer({ min: 1, max: 80 }), (changes, windowBytes) => {
        const bytes = [...Buffer.from(source)];
        for (const [at, byte, isInsert] of changes) bytes.splice(at % bytes.length, isInsert ? 0 : 1, byte);
        const damaged = new Uint8Array(bytes);
        const whole = read(damaged);
        const covered = whole.refused === undefined ? uncovered(whole, damaged) : '';
        expect(covered).toMatch(/^[\r\n]*$/);
        for (const { draft } of whole.events) expect(() => canonicalize(draft as unknown as JsonValue)).not.toThrow();
        expect(read(damaged, { windowBytes })).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });
});
