import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilFromDays, daysFromCivil, isCivilDate } from './time-civil.ts';
import { parseTime, toUnixUs } from './time.ts';
import type { TimeOptions } from './time.ts';

const at = (text: string, options: TimeOptions = {}): string | null | undefined => parseTime(text, options)?.timestamp;
const doubt = (text: string, options: TimeOptions = {}): string | undefined => parseTime(text, options)?.basis.doubt;

describe('forms of time', () => {
  it.each([
    // RFC 3339 §5.8 examples
    ['1985-04-12T23:20:50.52Z', '1985-04-12T23:20:50.52Z'],
    ['1996-12-19T16:39:57-08:00', '1996-12-20T00:39:57Z'],
    ['1937-01-01T12:00:27.87+00:20', null],
    ['2024-01-15t10:11:12z', '2024-01-15T10:11:12Z'],
    ['2024-01-15 10:11:12,123', '2024-01-15T10:11:12.123Z'],
    ['2024-01-15T10:11:12.123456789+05:30', '2024-01-15T04:41:12.123456789Z'],
    ['2024-01-15T10:11Z', '2024-01-15T10:11:00Z'],
    ['2024-01-15 10:11:12+02', '2024-01-15T08:11:12Z'],
    ['2024-01-15 10:11:12 -0700', '2024-01-15T17:11:12Z'],
    ['2024-01-15T10:11:12+01:00[Europe/Paris]', '2024-01-15T09:11:12Z'],
    ['20240115T101112.5+0200', '2024-01-15T08:11:12.5Z'],
    ['20240115101112Z', '2024-01-15T10:11:12Z'],
    ['20240115101112123', '2024-01-15T10:11:12.123Z'],
    ['20240115101112.123456+060', '2024-01-15T09:11:12.123456Z'],
    ['081109 203615', '2008-11-09T20:36:15Z'],
    ['2005-06-03-15.42.50.675872', '2005-06-03T15:42:50.675872Z'],
    ['2005/06/09 06:07:04', '2005-06-09T06:07:04Z'],
    ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36Z'],
    ['Thu Jun 09 06:07:04 2005', '2005-06-09T06:07:04Z'],
    ['Thu Jun  9 06:07:04.123456 2005', '2005-06-09T06:07:04.123456Z'],
    ['Thu Jun  9 06:07:04 UTC 2005', '2005-06-09T06:07:04Z'],
    ['Mon Jan 15 2024 10:11:12 GMT+0100 (CET)', '2024-01-15T09:11:12Z'],
    ['Thu, 09 Jun 2005 06:07:04 +0200', '2005-06-09T04:07:04Z'],
    ['21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['15-Jul-2020 08:31:02.013', '2020-07-15T08:31:02.013Z'],
    ['10Nov2024 14:23:07', '2024-11-10T14:23:07Z'],
    ['2024 Mar 15 14:23:07', '2024-03-15T14:23:07Z'],
    ['Mar 15 2024 14:23:07', '2024-03-15T14:23:07Z'],
    ['Jun 9, 2005 6:07:04 PM', '2005-06-09T18:07:04Z'],
    ['6/19/2005 12:07:04 AM', '2005-06-19T00:07:04Z'],
    ['19/06/2005 06:07:04', '2005-06-19T06:07:04Z'],
    ['09.06.2005 06:07:04', '2005-06-09T06:07:04Z'],
    ['2017-07-31 13:36:42.585 CEST', '2017-07-31T11:36:42.585Z'],
    ['@4000000050d506482d9da234', '2012-12-22T01:00:46.765305396Z'],
  ])('reads %s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each([
    ['1700000000', '2023-11-14T22:13:20Z'],
    ['999999999', '2001-09-09T01:46:39Z'],
    ['1157689312.049', '2006-09-08T04:21:52.049Z'],
    ['1700000000123', '2023-11-14T22:13:20.123Z'],
    ['1700000000123456', '2023-11-14T22:13:20.123456Z'],
    ['1700000000123456789', '2023-11-14T22:13:20.123456789Z'],
    ['1.7000000001e9', '2023-11-14T22:13:20.1Z'],
    ['133497134720000001', '2024-01-14T13:44:32.0000001Z'],
    ['638409926720000001', '2024-01-16T09:04:32.0000001Z'],
    ['13349713472000001', '2024-01-14T13:44:32.000001Z'],
  ])('reads the number %s by its magnitude', (text, expected) => {
    expect(parseTime(text, { timeZone: '+05:00' })).toEqual({
      timestamp: expected,
      basis: { original: text, zone: 'format' },
    });
  });

  it.each([
    '',
    ' ',
    'hello',
    '12',
    '12345',
    '0123456789',
    '1.2.3.4',
    '192.168.100.200',
    '2024',
    '2024-13-15 10:11:12',
    '2024-01-15T25:11:12Z',
    '2024-01-15T10:61:12Z',
    '2024-01-15T10:11:61Z',
    '2024-01-15T10:11:12Zulu',
    '2024-01-15T10:11:12 and more',
    'Oct 11',
    'May I have 10:11:12',
    'Jan 99 10:11:12',
    '1e400',
    '-1700000000',
    '12345678901',
    '6/9/2005',
  ])('says that %j is no time', (text) => {
    expect(parseTime(text, { year: 2024 })).toBeUndefined();
  });
});

describe('doubts', () => {
  it('keeps the original and says whose zone it is', () => {
    expect(parseTime(' 2024-07-01 12:00:00 ', { timeZone: 'Europe/Berlin' })).toEqual({
      timestamp: '2024-07-01T10:00:00Z',
      basis: { original: '2024-07-01 12:00:00', zone: 'option' },
    });
    expect(parseTime('2024-07-01 12:00:00', {})?.basis.zone).toBe('assumed-utc');
    expect(parseTime('2024-07-01 12:00:00', { isFormatUtc: true, timeZone: 'Asia/Tokyo' })).toEqual({
      timestamp: '2024-07-01T12:00:00Z',
      basis: { original: '2024-07-01 12:00:00', zone: 'format' },
    });
  });

  it('gives no timestamp outside 1970 to 2200, judged in UTC', () => {
    for (const text of [
      '1601-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
      '0001-01-01 00:00:00',
    ]) {
      expect(parseTime(text, {})).toMatchObject({ timestamp: null, basis: { doubt: 'out-of-range' } });
    }
    expect(at('1969-12-31T23:30:00-01:00')).toBe('1970-01-01T00:30:00Z');
    expect(at('1970-01-01T00:30:00+01:00')).toBeNull();
    expect(at('2200-12-31T23:59:59Z')).toBe('2200-12-31T23:59:59Z');
    expect(at('2200-12-31T23:59:59-01:00')).toBeNull();
  });

  it('counts a leap second as the first second after it, and 24:00:00 as the next day', () => {
    expect([at('2016-12-31T23:59:60.5Z'), doubt('2016-12-31T23:59:60.5Z')]).toEqual([
      '2017-01-01T00:00:00.5Z',
      'leap-second',
    ]);
    expect([at('2024-01-15T24:00:00Z'), doubt('2024-01-15T24:00:00Z')]).toEqual(['2024-01-16T00:00:00Z', 'hour-24']);
    expect(at('2024-01-15T24:00:01Z')).toBeNull();
  });

  it('never invents a day', () => {
    expect([at('2023-02-29 10:00:00'), doubt('2023-02-29 10:00:00')]).toEqual([null, 'no-such-day']);
    expect([at('2024-02-29'), doubt('2024-02-29')]).toEqual(['2024-02-29T00:00:00Z', 'date-only']);
  });

  it('does not guess the order of day and month', () => {
    expect([at('6/9/2005 06:07:04'), doubt('6/9/2005 06:07:04')]).toEqual([null, 'day-month-order']);
    expect(at('6/9/2005 06:07:04', { isDayFirst: true })).toBe('2005-09-06T06:07:04Z');
    expect(at('6/9/2005 06:07:04', { isDayFirst: false })).toBe('2005-06-09T06:07:04Z');
    expect([at('6/9/2005 6:07:04 AM'), doubt('6/9/2005 6:07:04 AM')]).toEqual([
      '2005-06-09T06:07:04Z',
      'day-month-order',
    ]);
    expect(doubt('6/6/2005 06:07:04')).toBeUndefined();
  });

  it('marks names of zones, years of two digits, cut fractions and unknown zones', () => {
    expect(doubt('2024-01-15 10:11:12 EST')).toBe('zone-name');
    expect(doubt('Sunday, 06-Nov-94 08:49:37 GMT')).toBe('two-digit-year');
    expect(doubt('2024-01-15T10:11:12.0123456789Z')).toBe('fraction-cut');
    expect(doubt('2024-01-15T10:11:12', { timeZone: 'Mars/Olympus' })).toBe('unknown-zone');
  });
});

describe('times without a year', () => {
  const mtimeMs = Date.UTC(2024, 2, 15, 12);

  it('take the latest year no later than a day after the file was written', () => {
    expect(parseTime('Oct 11 22:14:15', { mtimeMs })).toEqual({
      timestamp: '2023-10-11T22:14:15Z',
      basis: { original: 'Oct 11 22:14:15', zone: 'assumed-utc', year: 'file-time' },
    });
    expect(at('Mar 16 11:59:59', { mtimeMs })).toBe('2024-03-16T11:59:59Z');
    expect(at('Mar 16 12:00:01', { mtimeMs })).toBe('2023-03-16T12:00:01Z');
    expect(at('Jan  1 00:00:01', { mtimeMs: Date.UTC(2023, 11, 31, 23) })).toBe('2024-01-01T00:00:01Z');
  });

  it('look back to a leap year for 29 February', () => {
    expect(at('Feb 29 10:00:00', { mtimeMs: Date.UTC(2023, 5, 1) })).toBe('2020-02-29T10:00:00Z');
    expect(at('Feb 29 10:00:00', { mtimeMs: Date.UTC(2103, 5, 1) })).toBe('2096-02-29T10:00:00Z');
    expect(at('Feb 30 10:00:00', { mtimeMs })).toBeNull();
  });

  it('take the year of the option before that of the file, and none where nobody says it', () => {
    expect(parseTime('Oct 11 22:14:15', { year: 2019, mtimeMs })).toMatchObject({
      timestamp: '2019-10-11T22:14:15Z',
      basis: { year: 'option' },
    });
    expect([at('Feb 29 10:00:00', { year: 2019 }), doubt('Feb 29 10:00:00', { year: 2019 })]).toEqual([
      null,
      'no-such-day',
    ]);
    expect([at('Oct 11 22:14:15'), doubt('Oct 11 22:14:15')]).toEqual([null, 'no-year']);
  });

  it.each([
    ['Oct 11 22:14:15.123456', '2023-10-11T22:14:15.123456Z'],
    ['06-09 06:07:04.123', '2023-06-09T06:07:04.123Z'],
    ['10.30 16:49:06', '2023-10-30T16:49:06Z'],
    ['I0609 06:07:04.123456', '2023-06-09T06:07:04.123456Z'],
    ['Thu Jun  9 06:07:04', '2023-06-09T06:07:04Z'],
  ])('come in the form %s', (text, expected) => {
    expect(at(text, { mtimeMs })).toBe(expected);
  });
});

describe('calendar', () => {
  it('agrees with Date on every day from 1900 to 2300', () => {
    const wrong: number[] = [];
    for (let day = -25_567; day < 120_530; day += 1) {
      const [year, month, ofMonth] = civilFromDays(day);
      const isRight =
        Date.UTC(year, month - 1, ofMonth) === day * 86_400_000 &&
        daysFromCivil(year, month, ofMonth) === day &&
        isCivilDate(year, month, ofMonth);
      if (!isRight) wrong.push(day);
    }
    expect(wrong).toEqual([]);
  });
});

describe('toUnixUs', () => {
  const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

  it('agrees with Date and keeps microseconds', () => {
    const ms = fc.integer({ min: 0, max: Date.UTC(2200, 11, 31) });
    fc.assert(
      fc.property(ms, fc.integer({ min: 0, max: 999_999 }), (instant, micros) => {
        const second = Math.floor(instant / 1000);
        const text = `${new Date(second * 1000).toISOString().slice(0, 19)}.${pad(micros, 6)}7Z`;
        expect(toUnixUs(text)).toBe(second * 1_000_000 + micros);
        expect(parseTime(text, {})?.timestamp).toBe(text);
      }),
    );
  });

  it('refuses whatever is not canonical', () => {
    for (const text of [
      '',
      '2024-01-15T10:11:12',
      '2024-01-15 10:11:12Z',
      '2024-01-15T10:11:12.Z',
      '2024-01-15T10:11:12.1234567890Z',
      '2024-02-30T10:11:12Z',
      '2024-00-10T10:11:12Z',
      '2024-01-15T24:00:00Z',
      '2024-01-15T10:11:60Z',
      '1969-01-15T10:11:12Z',
      '2201-01-15T10:11:12Z',
      '2024-01-15T10:11:12+00:00Z',
      '2024-01-15T1:011:12.1Z',
      '2024-1-015T10:11:12Z',
    ]) {
      expect(toUnixUs(text)).toBeNaN();
    }
  });
});

describe('any text', () => {
  it('gives a canonical timestamp, null or no time, and never throws', () => {
    const piece = fc.constantFrom(
      '2024',
      '-',
      ':',
      ' ',
      '01',
      '15',
      'T',
      'Z',
      '.',
      '+',
      'Oct',
      '11',
      '/',
      ',',
      '@',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 14 }).map((p) => p.join('')),
        ),
        (text) => {
          const parsed = parseTime(text, { year: 2024, timeZone: 'America/New_York' });
          expect(toUnixUs(parsed?.timestamp ?? '1970-01-01T00:00:00Z')).toBeGreaterThanOrEqual(0);
          expect(text).toContain(parsed?.basis.original ?? '');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('time.md', () => {
  it('explains every doubt that the program can say, and no other', () => {
    const document = readFileSync(new URL('../../../resources/docs/time.md', import.meta.url), 'utf8');
    const [, after = ''] = document.split('## Doubts');
    const explained = [...after.matchAll(/^\| `([a-z0-9-]+)`/gm)].map((match) => match[1]);
    const source = [
      './time.ts',
      './zone.ts',
      '../ingest/parsers/text/column-log.ts',
      '../ingest/parsers/text/powershell-transcript.ts',
      '../ingest/parsers/syslog/syslog-message.ts',
    ]
      .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
      .join('\n');
    const said = [...source.matchAll(/doubt(?::| =| \|\|=) '([a-z0-9-]+)'|'((?:ambiguous|nonexistent)-local)'/g)].map(
      (match) => match[1] ?? match[2],
    );
    expect(explained).toEqual([...new Set(said)].toSorted());
  });
});
