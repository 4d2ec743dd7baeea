import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runReader, sampleOf, testPorts, textBytes } from '../../../../test/helpers/run-reader.ts';
import type { RunOptions } from '../../../../test/helpers/run-reader.ts';
import type { EventDraft } from '../../../event/audit-event.ts';
import { textReader } from './text-reader.ts';

const mtimeMs = Date.UTC(2024, 5, 1);
const run = (text: string, options: RunOptions = {}) => runReader(textReader, textBytes(text), { mtimeMs, ...options });
const drafts = (text: string, options: RunOptions = {}): EventDraft[] => run(text, options).events.map((e) => e.draft);
const times = (text: string, options: RunOptions = {}) => drafts(text, options).map((d) => d.timestamp);

describe('time in free text', () => {
  it.each([
    ['2024-01-15 10:11:12,123 INFO [main] started', '2024-01-15T10:11:12.123Z'],
    ['[2018-04-23T16:40:13,737][WARN ][o.e.d] Deprecated', '2018-04-23T16:40:13.737Z'],
    ['[Mon Dec 26 16:15:55.103786 2016] [core:notice] [pid 1] x', '2016-12-26T16:15:55.103786Z'],
    ['2016/10/25 14:49:34 [error] 54053#0: *1 open() failed', '2016-10-25T14:49:34Z'],
    ['I [04/Nov/2010:17:37:40 -0400] Allowing up to 100 clients', '2010-11-04T21:37:40Z'],
    ['081109 203615 148 INFO dfs.DataNode: x', '2008-11-09T20:36:15Z'],
    ['- 1117838570 2005.06.03 R02 2005-06-03-15.42.50.675872 R02 RAS', '2005-06-03T15:42:50.675872Z'],
    ['time="2021-09-15T21:17:10.220731Z" level=error msg="x"', '2021-09-15T21:17:10.220731Z'],
    ['06-09 06:07:04.123  1234  5678 E Tag: x', '2023-06-09T06:07:04.123Z'],
    ['I0609 06:07:04.123456 1 main.go:5] x', '2023-06-09T06:07:04.123456Z'],
    ['12/28-12:55:38.765402 [**] [1:366:11] x', '2023-12-28T12:55:38.765402Z'],
    ['@4000000050d506482d9da234 tcpserver: x', '2012-12-22T01:00:46.765305396Z'],
    ['1157689312.049 5006 10.1.1.1 TCP_MISS/200', '2006-09-08T04:21:52.049Z'],
    ['\u001b[32mSep 19 \u001b[0m\u001b[1m09:24:04\u001b[0m x', '2023-09-19T09:24:04Z'],
  ])('is found in %j', (line, expected) => {
    expect(times(`${line}\n${line}\n`)).toEqual([expected, expected]);
  });

  it('is not made of numbers that happen to be large', () => {
    expect(times('order 1700000000 shipped\nnothing here\nstill nothing\nno\n')).toEqual([null, null, null, null]);
  });

  it('settles the order of day and month by a line that shows it', () => {
    const lines = '03/04/2024 10:00:00 a\n03/04/2024 10:00:01 b\n23/04/2024 10:00:02 c\n';
    expect(times(lines)).toEqual(['2024-04-03T10:00:00Z', '2024-04-03T10:00:01Z', '2024-04-23T10:00:02Z']);
    expect(drafts('03/04/2024 10:00:00 a\n')[0]?.metadata['time']).toMatchObject({ doubt: 'day-month-order' });
  });

  it('is in the zone of the option', () => {
    expect(times('2024-07-01 12:00:00 x\n', { options: { timeZone: 'Europe/Berlin' } })).toEqual([
      '2024-07-01T10:00:00Z',
    ]);
  });
});

describe('records of free text', () => {
  it('join a stack trace to its line, and keep every line', () => {
    const text = '2024-01-15 10:11:12 ERROR x\njava.lang.E: y\n\tat z\n\n2024-01-15 10:11:13 INFO a\n';
    expect(drafts(text).map((d) => [d.severity, d.metadata['message']])).toEqual([
      ['high', '2024-01-15 10:11:12 ERROR x\njava.lang.E: y\n\tat z'],
      ['low', '2024-01-15 10:11:13 INFO a'],
    ]);
  });

  it('are single lines where times are rare or absent', () => {
    expect(drafts('alpha\nbeta\n\ngamma\n').map((d) => [d.timestamp, d.eventType, d.metadata['message']])).toEqual([
      [null, 'log_line', 'alpha'],
      [null, 'log_line', 'beta'],
      [null, 'log_line', 'gamma'],
    ]);
  });

  it('are a time and the command behind it in a shell history', () => {
    const text = '#1380630977\nls -l\n#1380630978\nfor i in 1; do\necho $i\ndone\n';
    expect(drafts(text).map((d) => [d.timestamp, d.metadata['message']])).toEqual([
      ['2013-10-01T12:36:17Z', '#1380630977\nls -l'],
      ['2013-10-01T12:36:18Z', '#1380630978\nfor i in 1; do\necho $i\ndone'],
    ]);
  });

  it('carry pairs as fields and the usual names as source', () => {
    const [draft] = drafts('2024-01-15 10:11:12 WARN login user=jo src=10.0.0.9:22 ok\n');
    expect(draft).toMatchObject({
      severity: 'medium',
      source: { userId: 'jo', ip: '10.0.0.9' },
      metadata: { log: { level: 'warn' }, fields: { user: 'jo', src: '10.0.0.9:22' } },
    });
  });

  it('are marked, not lost, where bytes are damaged', () => {
    const bytes = new Uint8Array([...textBytes('2024-01-15 10:11:12 grün '), 0xff, 0x0a]);
    const { events } = runReader(textReader, bytes);
    expect([events[0]?.ambiguous, events[0]?.draft.metadata['message']]).toEqual([
      ['bad-encoding'],
      '2024-01-15 10:11:12 grün \ufffd',
    ]);
  });

  it('are read in UTF-16 with byte offsets', () => {
    const text = '2024-01-15 10:11:12 a\r\n  b\r\n2024-01-15 10:11:13 ü\r\n';
    const bytes = new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);
    const { events } = runReader(textReader, bytes);
    expect(events.map((e) => [e.offset, e.length, e.draft.timestamp])).toEqual([
      [2, 2 * 26, '2024-01-15T10:11:12Z'],
      [2 + 2 * 28, 2 * 21, '2024-01-15T10:11:13Z'],
    ]);
  });
});

describe('access logs', () => {
  it('are read field by field in Combined Log Format', () => {
    const line =
      '10.0.0.2, 10.0.0.1 - jo [10/Oct/2000:13:55:36 -0700] "GET /a b?c=\\"d\\" HTTP/1.1" 403 2326 "http://x/" "Mozilla/5.0 \\"q\\"" "-"';
    expect(drafts(`${line}\n`)[0]).toMatchObject({
      timestamp: '2000-10-10T20:55:36Z',
      eventType: 'http_request',
      severity: 'medium',
      source: { ip: '10.0.0.2', userId: 'jo', userAgent: 'Mozilla/5.0 "q"' },
      action: { type: 'http', method: 'GET', resource: '/a b?c="d"', success: false },
      metadata: {
        message: line,
        http: { version: '1.1', response: { status_code: 403, body: { bytes: 2326 } } },
        fields: { referrer: 'http://x/', clients: '10.0.0.2, 10.0.0.1' },
      },
    });
  });

  it('keep requests that are none, quotes as they came, a virtual host and a cut line', () => {
    const lines = [
      '1.2.3.4 - - [13/Jan/2016:19:31:16 +0000] "-" 408 - "-" "-"',
      '1.2.3.4 - - [13/Jan/2016:19:31:16 +0000] "\\x16\\x03\\x01" 400 226 "-" "-"',
      '1.2.3.4 - - [13/Jan/2016:19:31:16 +0000] "GET /<a href="x"> HTTP/1.0" 404 1164',
      'www.example.com:443 1.2.3.4 - - [13/Jan/2016:19:31:16 +0000] "GET / HTTP/1.1" 200 5 "-" "curl',
    ];
    expect(
      drafts(`${lines.join('\n')}\n`).map((d) => [d.eventType, d.source.ip, d.action.method, d.action.resource]),
    ).toEqual([
      ['http_request', '1.2.3.4', undefined, undefined],
      ['http_request', '1.2.3.4', undefined, '\\x16\\x03\\x01'],
      ['http_request', '1.2.3.4', 'GET', '/<a href="x">'],
      ['http_request', '1.2.3.4', 'GET', '/'],
    ]);
  });
});

describe('logs that name their columns', () => {
  const IIS =
    '#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2021-04-01 00:00:21\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\n';
  const line = '2021-04-01 00:00:21 10.0.0.1 POST /login.asp - 80 DOM\\jo 203.0.113.9 Mozilla/5.0+(x) 401';

  it('are UTC by the standard, and give source, request and outcome', () => {
    const { events, notes } = run(`${IIS}${line}\n`, { options: { timeZone: 'Asia/Tokyo' } });
    expect(events[0]?.draft).toMatchObject({
      timestamp: '2021-04-01T00:00:21Z',
      eventType: 'http_request',
      severity: 'medium',
      source: { ip: '203.0.113.9', userId: 'DOM\\jo', userAgent: 'Mozilla/5.0+(x)' },
      action: { method: 'POST', resource: '/login.asp', success: false },
      metadata: { time: { zone: 'format', field: 'date' }, fields: { 's-port': '80' } },
    });
    expect(notes.map((n) => n.kind)).toEqual(['log-directive', 'log-directive', 'log-directive', 'log-directive']);
  });

  it('are local where they say so', () => {
    const text =
      '#Version: 1.5\n#Software: Microsoft Windows Firewall\n#Time Format: Local\n#Fields: date time action protocol src-ip dst-ip\n\n2005-07-11 08:05:57 DROP UDP 1.2.3.4 5.6.7.8\n';
    expect(drafts(text, { options: { timeZone: '+02:00' } })[0]).toMatchObject({
      timestamp: '2005-07-11T06:05:57Z',
      eventType: 'network_blocked',
      source: { ip: '1.2.3.4' },
      action: { success: false, resource: '5.6.7.8' },
    });
  });

  it('are read by whichever set of columns of the head fits, and marked where none does', () => {
    const text = `${IIS}${line}\n#Fields: date time c-ip\n2021-04-01 00:00:22 203.0.113.9\n2021-04-01 00:00:22 -x-\n2021-04-01 00:00:23\n${line.replace('2021-04-01', 'x')}\n`;
    const { events } = run(text);
    expect(events.map((e) => [e.draft.timestamp, e.draft.source.ip, e.ambiguous])).toEqual([
      ['2021-04-01T00:00:21Z', '203.0.113.9', []],
      ['2021-04-01T00:00:22Z', '203.0.113.9', []],
      ['2021-04-01T00:00:22Z', undefined, ['column-odd']],
      ['2021-04-01T00:00:23Z', undefined, ['column-count']],
      [null, undefined, ['column-mismatch']],
    ]);
  });

  it('say where columns begin that the head does not name', () => {
    const filler = `${line}\n`.repeat(4_000);
    const { notes, events } = run(`${IIS}${filler}#Fields: date time c-ip\n2021-04-01 00:00:22 203.0.113.9\n`);
    expect(notes.filter((n) => n.level === 'warning').map((n) => n.kind)).toEqual(['columns-changed']);
    expect(events.at(-1)?.ambiguous).toEqual(['column-count']);
  });

  it('may be tab-separated with epoch times, as Zeek writes', () => {
    const text =
      '#separator \\x09\n#unset_field\t-\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tproto\n1320279554.496300\tC1\t10.0.0.5\t52\t208.85.42.28\ttcp\n';
    expect(drafts(text)[0]).toMatchObject({
      timestamp: '2011-11-03T00:19:14.496300Z',
      eventType: 'network_connection',
      source: { ip: '10.0.0.5' },
      action: { resource: '208.85.42.28' },
    });
  });
});

describe('other known shapes', () => {
  it('audit records stay one event each', () => {
    const line = 'type=SYSCALL msg=audit(1489519256.192:19): arch=c000003e success=yes comm="id" exe="/usr/bin/id"';
    expect(drafts(`${line}\n${line}\n`).map((d) => [d.eventType, d.timestamp, d.action.success])).toEqual(
      Array.from({ length: 2 }, () => ['system_call', '2017-03-14T19:20:56.192Z', true]),
    );
  });

  it('Configuration Manager logs span lines and carry their bias', () => {
    const text =
      '<![LOG[one\ntwo]LOG]!><time="19:33:19.766-330" date="11-28-2014" component="AppEnforce" context="" type="3" thread="8744" file="a.cpp:1">\n';
    expect(drafts(text)[0]).toMatchObject({
      timestamp: '2014-11-28T14:03:19.766Z',
      severity: 'high',
      metadata: { process: { name: 'AppEnforce' }, time: { original: '11-28-2014 19:33:19.766-330' } },
    });
  });
});

describe('any bytes', () => {
  const line = fc.constantFrom(
    '2024-01-15 10:11:12 INFO a',
    '  at x',
    'Caused by: y=1',
    '',
    '#1380630977',
    'ü€ 2024-01-15 10:11:12',
    '1.2.3.4 - - [13/Jan/2016:19:31:16 +0000] "GET / HTTP/1.1" 200 5',
    '#Fields: date time',
    'type=A msg=audit(1489519256.192:19): a=b',
    '__proto__=1',
  );

  it('give the same events however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 90 }),
        (lines, windowBytes) => {
          const text = lines.join('\n');
          const whole = run(text);
          const cut = run(text, { windowBytes });
          expect([cut.events, cut.rejected, cut.notes]).toEqual([whole.events, whole.rejected, whole.notes]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are read without a throw, inside the source, in order, each byte once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
        const { events } = runReader(textReader, bytes, { mtimeMs });
        let end = 0;
        for (const event of events) {
          expect(event.offset).toBeGreaterThanOrEqual(end);
          expect(event.length).toBeGreaterThan(0);
          end = event.offset + event.length;
        }
        expect(end).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  it('are sniffed as text only where they are some', () => {
    expect(textReader.sniff(sampleOf(new Uint8Array(100)), testPorts)).toBe(0);
    expect(textReader.sniff(sampleOf(textBytes('hello\n')), testPorts)).toBeLessThan(0.3);
  });

  it('are read in time proportional to their length', () => {
    const bodies = [
      '[',
      '2024-',
      'Jan ',
      '="',
      '1700000000 ',
      'a="b\\',
      '<![LOG[',
      '1.2.3.4 - - [',
      'level=',
      '\u001b[',
    ];
    const started = performance.now();
    for (const body of bodies) run(`${body.repeat(30_000)}\n`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
