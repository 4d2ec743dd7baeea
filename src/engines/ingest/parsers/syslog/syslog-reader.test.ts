import { describe, expect, it } from 'vitest';
import { runReader, sampleOf, testPorts, textBytes } from '../../../../test/helpers/run-reader.ts';
import type { RunOptions } from '../../../../test/helpers/run-reader.ts';
import type { EventDraft } from '../../../event/audit-event.ts';
import { syslogReader } from './syslog-reader.ts';

const mtimeMs = Date.UTC(2024, 5, 1);
const run = (text: string, options: RunOptions = {}) =>
  runReader(syslogReader, textBytes(text), { mtimeMs, ...options });
const read = (line: string, options: RunOptions = {}): EventDraft => {
  const { events } = run(`${line}\n`, options);
  expect(events).toHaveLength(1);
  return (events[0] as { draft: EventDraft }).draft;
};

describe('RFC 5424', () => {
  it('reads example 1 of §6.5, with the byte-order mark of the message removed', () => {
    const line =
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8";
    expect(read(line)).toMatchObject({
      eventId: '0123456789abcdef:0',
      timestamp: '2003-10-11T22:14:15.003Z',
      severity: 'critical',
      metadata: {
        message: "'su root' failed for lonvick on /dev/pts/8",
        host: { name: 'mymachine.example.com' },
        process: { name: 'su' },
        log: {
          syslog: {
            priority: 34,
            facility: { code: 4, name: 'auth' },
            severity: { code: 2, name: 'crit' },
            version: '1',
            msgid: 'ID47',
            appname: 'su',
          },
        },
        time: { original: '2003-10-11T22:14:15.003Z', field: 'header', zone: 'in-text' },
      },
    });
  });

  it('reads example 2 with process id and offset', () => {
    expect(
      read("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts."),
    ).toMatchObject({
      timestamp: '2003-08-24T12:14:15.000003Z',
      severity: 'low',
      metadata: {
        message: "%% It's time to make the do-nuts.",
        host: { name: '192.0.2.1' },
        process: { name: 'myproc', pid: 8710 },
      },
    });
  });

  it('reads examples 3 and 4: structured data with and without a message', () => {
    const data =
      '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"][examplePriority@32473 class="high"]';
    const both = read(
      `<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 ${data} An application event`,
    );
    expect(both.metadata).toMatchObject({
      message: 'An application event',
      log: {
        syslog: {
          structured_data: {
            'exampleSDID@32473': { iut: '3', eventSource: 'Application', eventID: '1011' },
            'examplePriority@32473': { class: 'high' },
          },
        },
      },
    });
    expect(
      read(`<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 ${data}`).metadata['message'],
    ).toBe('');
  });

  it('keeps escapes and hostile names of structured data', () => {
    const draft = read(String.raw`<14>1 - - - - - [a q="say \"x\" \] \\ \n" __proto__="p"][b] done`);
    const log = draft.metadata['log'] as { syslog: { structured_data: Record<string, Record<string, string>> } };
    expect(Object.entries(log.syslog.structured_data['a'] ?? {})).toEqual([
      ['q', String.raw`say "x" ] \ \n`],
      ['__proto__', 'p'],
    ]);
    expect([log.syslog.structured_data['b'], draft.metadata['message'], draft.timestamp]).toEqual([{}, 'done', null]);
  });

  it('keeps as message whatever does not follow the grammar', () => {
    expect(read('<14>1 2024-03-15T14:23:07Z host app 1 id no data here').metadata['message']).toBe('no data here');
    expect(read('<14>1 2024-03-15T14:23:07Z host app 1 id [open a="1').metadata['message']).toBe('[open a="1');
    expect(read('<14>1 14:23:07.123456 host app 1 - - x')).toMatchObject({
      timestamp: null,
      metadata: { host: { name: 'host' }, process: { name: 'app', pid: 1 }, message: 'x' },
    });
  });
});

describe('RFC 3164 and what is met of it', () => {
  it.each([
    ['<34>Oct 11 22:14:15 mymachine su: x', '2023-10-11T22:14:15Z', 'mymachine', 'su', undefined, 'x'],
    ['Oct 11 22:14:15 mymachine sshd[42]: x', '2023-10-11T22:14:15Z', 'mymachine', 'sshd', 42, 'x'],
    ['Oct 11 22:14:15.123456 h CRON[3]: x', '2023-10-11T22:14:15.123456Z', 'h', 'CRON', 3, 'x'],
    ['Mar 15 2022 14:23:07 host app: x', '2022-03-15T14:23:07Z', 'host', 'app', undefined, 'x'],
    ['<187>Mar 15 14:23:07 2022 host app[1]: x', '2022-03-15T14:23:07Z', 'host', 'app', 1, 'x'],
    ['2024-03-15T14:23:07.5+01:00 host app[9]: x', '2024-03-15T13:23:07.5Z', 'host', 'app', 9, 'x'],
    ['<13>Mar 15 14:23:07 2001:db8::5 app: x', '2024-03-15T14:23:07Z', '2001:db8::5', 'app', undefined, 'x'],
    ['<13>Mar 15 14:23:07 cron[7]: x', '2024-03-15T14:23:07Z', undefined, 'cron', 7, 'x'],
    ['<13>Mar 15 14:23:07 syslogd: x', '2024-03-15T14:23:07Z', undefined, 'syslogd', undefined, 'x'],
    ['<13>Mar 15 14:23:07 host just words', '2024-03-15T14:23:07Z', 'host', undefined, undefined, 'just words'],
    ['Feb 26 19:11:56 mac fw[1] <Error>: x', '2024-02-26T19:11:56Z', 'mac', 'fw', 1, 'x'],
    ['<13>Mar 15 14:23:07 h info crond[5]: x', '2024-03-15T14:23:07Z', 'h', 'crond', 5, 'x'],
    ['Jun 14 15:16:01 combo sshd(pam_unix)[9]: x', '2023-06-14T15:16:01Z', 'combo', 'sshd(pam_unix)', 9, 'x'],
    ['<5>no header at all', null, undefined, undefined, undefined, 'no header at all'],
    ['<5>', null, undefined, undefined, undefined, ''],
    ['<86>apache2: x', null, undefined, 'apache2', undefined, 'x'],
    [
      '<189>8103: *Mar  1 18:46:11.123: %SYS-5-CONFIG_I: x',
      '2024-03-01T18:46:11.123Z',
      undefined,
      undefined,
      undefined,
      '%SYS-5-CONFIG_I: x',
    ],
    [
      '<189>gw1: 42: Mar  1 18:46:11 AKST: %SYS-5-A: x',
      '2024-03-01T18:46:11Z',
      'gw1',
      undefined,
      undefined,
      '%SYS-5-A: x',
    ],
    ['<189>gw1: 1w2d: %SYS-5-A: x', null, 'gw1', undefined, undefined, '%SYS-5-A: x'],
    ['<12> 03/15/2024:14:23:07 GMT ns1 a : b', '2024-03-15T14:23:07Z', 'ns1', undefined, undefined, 'a : b'],
  ])('reads %j', (line, timestamp, host, app, pid, message) => {
    const { metadata, ...draft } = read(line);
    const process = metadata['process'] as { name?: string; pid?: number } | undefined;
    expect([
      draft.timestamp,
      (metadata['host'] as { name?: string } | undefined)?.name,
      process?.name,
      process?.pid,
      metadata['message'],
    ]).toEqual([timestamp, host, app, pid, message]);
  });

  it('takes zone and year from the options', () => {
    expect(read('Oct 11 22:14:15 h a: x', { options: { year: 2019, timeZone: 'Europe/Berlin' } })).toMatchObject({
      timestamp: '2019-10-11T20:14:15Z',
      metadata: { time: { original: 'Oct 11 22:14:15', field: 'header', zone: 'option', year: 'option' } },
    });
  });

  it('does not take a number above 191 for a priority', () => {
    expect(run('<192>Mar 15 14:23:07 h a: x\n').events[0]?.draft.metadata['log']).toBeUndefined();
  });

  it('takes level words only where no priority says it, and makes nothing critical of them', () => {
    expect(read('Mar 15 14:23:07 h app[1]: ERROR broken').severity).toBe('high');
    expect(read('Mar 15 14:23:07 h app[1]: FATAL broken').severity).toBe('high');
    expect(read('<14>Mar 15 14:23:07 h app[1]: ERROR broken').severity).toBe('low');
  });
});

describe('messages of several lines', () => {
  it('join lines without a header to the message before', () => {
    const { events } = run('Mar 15 14:23:07 h app[1]: a\n\tat b\nCaused by: c\n\nMar 15 14:23:08 h app[1]: d\n');
    expect(events.map((e) => [e.draft.metadata['message'], e.offset, e.length])).toEqual([
      ['a\n\tat b\nCaused by: c', 0, 46],
      ['d', 48, 27],
    ]);
  });

  it('do not begin with a time where all messages carry a priority', () => {
    const plain = '<14>Mar 15 14:23:08 h a: y\n';
    const { events } = run(`<14>Mar 15 14:23:07 h a: x\nMar 15 14:23:07 inner\n${plain.repeat(20)}`);
    expect(events[0]?.draft.metadata['message']).toBe('x\nMar 15 14:23:07 inner');
  });

  it('keep what stands before the first header', () => {
    const { events } = run('rest of an older message\nMar 15 14:23:08 h app[1]: d\n');
    expect(events.map((e) => [e.draft.timestamp, e.draft.metadata['message']])).toEqual([
      [null, 'rest of an older message'],
      ['2024-03-15T14:23:08Z', 'd'],
    ]);
  });
});

describe('octet-counted frames', () => {
  const frame = (message: string): string => `${textBytes(message).length} ${message}`;
  const messages = ['<34>1 2003-10-11T22:14:15Z h su - - - one\ntwo', '<34>Oct 11 22:14:15 h su: ü', '<5>x'];
  const stream = messages.map(frame).join('');

  it('are recognised and read, newlines inside and all', () => {
    expect(syslogReader.sniff(sampleOf(textBytes(stream)), testPorts)).toBeGreaterThan(0.95);
    const { events, rejected } = run(stream);
    expect(events.map((e) => e.draft.metadata['message'])).toEqual(['one\ntwo', 'ü', 'x']);
    expect(rejected).toEqual([]);
    expect(events.reduce((sum, e) => sum + e.length, 0)).toBe(textBytes(stream).length);
  });

  it('are found again behind damage, which is reported with its bytes', () => {
    const broken = `${frame(messages[0] ?? '')}garbage here ${frame(messages[1] ?? '')}${frame(messages[2] ?? '')}`;
    const { events, rejected } = run(broken);
    expect(events.map((e) => e.draft.metadata['message'])).toEqual(['one\ntwo', 'ü', 'x']);
    expect(rejected).toEqual([{ reason: 'record-damaged', offset: 48, length: 13 }]);
  });

  it('are marked where the source ends inside one', () => {
    const { events } = run(stream.slice(0, -1));
    expect(events.map((e) => e.ambiguous)).toEqual([[], [], ['frame-truncated']]);
  });

  it('are the same however the bytes are cut', () => {
    const broken = `${stream}zz ${stream}\n${stream}12 no${stream}`;
    const whole = run(broken);
    for (const windowBytes of [1, 7, 16, 40, 100]) {
      const cut = run(broken, { windowBytes });
      expect([cut.events, cut.rejected]).toEqual([whole.events, whole.rejected]);
    }
  });
});

describe('sniffing', () => {
  const sure = (text: string): number => syslogReader.sniff(sampleOf(textBytes(text)), testPorts);

  it('is sure of priorities and of host with tag, not of a time alone', () => {
    expect(sure('<34>Oct 11 22:14:15 mymachine su: x\n')).toBeGreaterThan(0.9);
    expect(sure('Oct 11 22:14:15 mymachine su[1]: x\n  more\n')).toBeGreaterThan(0.9);
    expect(sure('2024-03-15T14:23:07Z host app[9]: x\n')).toBeGreaterThan(0.9);
    expect(sure('2022-06-02T11:58:12.193Z info vpxd[45715] [sub=x] y\n')).toBeLessThan(0.3);
    expect(sure('2012-07-02 10:22:40,672:DEBUG:foo bar baz\n')).toBe(0);
    expect(sure('{"a":1}\n')).toBe(0);
    expect(sure('')).toBe(0);
  });

  it('refuses what is empty or no text', () => {
    expect(run('').refused).toBe('empty-source');
    const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) & 0xff);
    expect(runReader(syslogReader, bytes).refused).toBe('format-unknown');
  });
});
