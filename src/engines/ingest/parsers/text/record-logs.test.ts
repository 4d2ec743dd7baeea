/** Logs whose records are made of several lines: slow query logs, PowerShell transcripts, Windows events as text. */
import { describe, expect, it } from 'vitest';
import { runReader, textBytes } from '../../../../test/helpers/run-reader.ts';
import type { RunOptions } from '../../../../test/helpers/run-reader.ts';
import type { EventDraft } from '../../../event/audit-event.ts';
import { textReader } from './text-reader.ts';

const read = (text: string, run: RunOptions = {}): EventDraft[] =>
  runReader(textReader, textBytes(text), { mtimeMs: Date.UTC(2026, 0, 1), ...run }).events.map(({ draft }) => draft);

/** Whatever the windows, the records are the same. */
function readCut(text: string): EventDraft[] {
  const whole = read(text);
  for (const windowBytes of [7, 64, 333]) expect(read(text, { windowBytes })).toEqual(whole);
  return whole;
}

describe('a slow query log', () => {
  const log = [
    'mysqld, Version: 5.7.44 (MySQL). started with:',
    'Tcp port: 3306  Unix socket: /tmp/mysql.sock',
    'Time                 Id Command    Argument',
    '# Time: 180613 11:04:36',
    '# User@Host: root[root] @ localhost [10.0.0.7]  Id:     5',
    '# Query_time: 2.000652  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0',
    'use shop;',
    'SET timestamp=1528898676;',
    'select sleep(2);',
    '# User@Host: app[app] @ web01 []  Id:     6',
    '# Schema:   Last_errno: 0  Killed: 0',
    '# No InnoDB statistics available for this query',
    '# Query_time: 1.5  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0',
    'SET timestamp=1528898676;',
    'delete from t',
    '  where a = 1;',
    '# Time: 2019-01-21T06:36:03.868128Z',
    '# User@Host: ada[ada] @ localhost []  Id:     7',
    '# Query_time: 0.5  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0',
    'SET timestamp=1548052563;',
    'select 1;',
    '',
  ].join('\n');

  it('gives one event for each statement, whatever the lines', () => {
    expect(
      readCut(log).map(({ timestamp, source, action }) => [timestamp, source, action.method, action.resource]),
    ).toEqual([
      [null, {}, undefined, undefined],
      ['2018-06-13T14:04:36Z', { userId: 'root', ip: '10.0.0.7', sessionId: '5' }, 'SELECT', 'select sleep(2);'],
      ['2018-06-13T14:04:36Z', { userId: 'app', sessionId: '6' }, 'DELETE', 'delete from t\n  where a = 1;'],
      ['2019-01-21T06:36:03.868128Z', { userId: 'ada', sessionId: '7' }, 'SELECT', 'select 1;'],
    ]);
  });

  it('keeps every comment by its name', () => {
    expect(read(log)[2]?.metadata).toMatchObject({
      message: 'delete from t\n  where a = 1;',
      event: { duration: 1_500_000_000 },
      client: { domain: 'web01' },
      fields: { Last_errno: '0', Query_time: '1.5', comment: 'No InnoDB statistics available for this query' },
    });
  });
});

describe('a PowerShell transcript', () => {
  const stars = '**********************';
  const header = [stars, 'Windows PowerShell transcript start', 'Start time: 20240115101112', 'Username: CORP\\ada'];
  const more = ['RunAs User: CORP\\adm', 'Machine: PC7 (Microsoft Windows NT 10.0)', 'Process ID: 6456', stars];
  const end = [stars, 'Windows PowerShell transcript end', 'End time: 20240115101500', stars, ''];

  it('gives one event for each command with its output', () => {
    const log = [...header, ...more, 'PS C:\\> whoami', 'corp\\adm', 'PS C:\\> dir |', '>> sort', '', 'a.txt', ...end];
    const drafts = readCut(log.join('\r\n'));
    expect(drafts.map(({ eventType, timestamp, action }) => [eventType, timestamp, action.resource])).toEqual([
      ['session_opened', '2024-01-15T10:11:12Z', undefined],
      ['command_executed', '2024-01-15T10:11:12Z', 'whoami'],
      ['command_executed', '2024-01-15T10:11:12Z', 'dir |\nsort'],
      ['session_closed', '2024-01-15T10:15:00Z', undefined],
    ]);
    expect(drafts[1]).toMatchObject({
      source: { userId: 'CORP\\adm' },
      metadata: {
        message: 'PS C:\\> whoami\ncorp\\adm',
        host: { name: 'PC7' },
        process: { pid: 6456 },
        time: { doubt: 'session-start', zone: 'assumed-utc' },
      },
    });
  });

  it('takes the time of a command, where it was written', () => {
    const timed = (time: string, command: string): string[] => [
      stars,
      `Command start time: ${time}`,
      stars,
      command,
      'out',
    ];
    const log = [
      ...header,
      ...more,
      ...timed('20240115101200', 'PS C:\\> whoami'),
      ...timed('20240115101300', 'PS C:\\> hostname'),
      ...end,
    ];
    const commands = readCut(log.join('\n')).filter(({ eventType }) => eventType === 'command_executed');
    expect(commands.map(({ timestamp, action }) => [timestamp, action.resource])).toEqual([
      ['2024-01-15T10:12:00Z', 'whoami'],
      ['2024-01-15T10:13:00Z', 'hostname'],
    ]);
    expect(commands[0]?.metadata['time']).not.toHaveProperty('doubt');
  });
});

describe('Windows events as XML text', () => {
  const event = (id: string, data: string): string =>
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><TimeCreated SystemTime='2021-01-14T23:41:40.145335200Z'/><EventRecordID>${id}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>dc01</Computer></System><EventData>${data}</EventData></Event>`;
  const data = `<Data Name='Image'>C:\\a &amp; b.exe</Data><Data Name='CommandLine'>one\ntwo &lt;Event&gt; &#x41;</Data>`;

  it('are read as the binary ones are, over several lines and many in one line', () => {
    const log = `<?xml version="1.0"?><Events>\n${event('1', data)}\n${event('2', data)}${event('3', data)}\n</Events>\n`;
    const drafts = readCut(log);
    expect(drafts.length).toBe(3);
    expect(drafts[2]).toMatchObject({
      eventType: 'process_created',
      timestamp: '2021-01-14T23:41:40.145335200Z',
      metadata: {
        host: { name: 'dc01' },
        fields: { System: { EventRecordID: '3' }, EventData: { CommandLine: 'one\ntwo <Event> A' } },
      },
    });
  });

  it('may stand between the same events as rendered text', () => {
    const rendered = (code: string): string =>
      `01/14/2021 11:41:39 PM\nLogName=Security\nSourceName=PowerShell\nEventCode=${code}\nComputerName=dc01\nUser=ada\nMessage=Creating\nName=x`;
    const drafts = readCut(`${event('1', data)}\n${rendered('4104')}\n${rendered('4105')}\n${event('2', data)}\n`);
    expect(drafts.map(({ eventType, source }) => [eventType, source.userId])).toEqual([
      ['process_created', undefined],
      ['windows_event_4104', 'ada'],
      ['windows_event_4105', 'ada'],
      ['process_created', undefined],
    ]);
    expect(drafts[1]?.metadata).toMatchObject({ message: '4104 Creating\nName=x', host: { name: 'dc01' } });
  });

  it('that are damaged stay text, and the next one is not lost', () => {
    const whole = event('2', data);
    const drafts = readCut(`${event('0', data)}\n${whole.slice(0, 300)}\n${whole}\n${whole.slice(0, 200)}`);
    expect(drafts.map(({ eventType }) => eventType)).toEqual([
      'process_created',
      'log_line',
      'process_created',
      'log_line',
    ]);
  });
});
