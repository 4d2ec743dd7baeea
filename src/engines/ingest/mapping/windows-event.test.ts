import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../event/audit-event.ts';
import { windowsEventDraft } from './windows-event.ts';

/** An event as evtx_dump writes it. */
function event(provider: string, code: number, data: JsonObject, system: JsonObject = {}): JsonObject {
  return {
    '#attributes': { xmlns: 'http://schemas.microsoft.com/win/2004/08/events/event' },
    System: {
      Provider: { '#attributes': { Name: provider, Guid: '54849625-5478-4994-A5BA-3E3B0328C30D' } },
      EventID: code,
      Level: 0,
      Task: 1,
      Opcode: 0,
      Keywords: '0x8020000000000000',
      TimeCreated: { '#attributes': { SystemTime: '2024-05-06T07:08:09.1234567Z' } },
      EventRecordID: 77,
      Channel: 'Security',
      Computer: 'WS1.corp.example',
      Security: null,
      ...system,
    },
    EventData: data,
  };
}
const SECURITY = 'Microsoft-Windows-Security-Auditing';
const SYSMON = 'Microsoft-Windows-Sysmon';
const place = { eventId: '0123456789abcdef:4608', isFileTime: true };

describe('a Windows event as a draft', () => {
  it('names who logged on, from where, into which session, and keeps the event itself untouched', () => {
    const given = event(SECURITY, 4624, {
      SubjectUserSid: 'S-1-5-18',
      SubjectUserName: 'WS1$',
      SubjectDomainName: 'CORP',
      SubjectLogonId: '0x3e7',
      TargetUserSid: 'S-1-5-21-1-2-3-1001',
      TargetUserName: 'bob',
      TargetDomainName: 'CORP',
      TargetLogonId: '0x1f2e3d',
      LogonType: 10,
      ProcessId: '0x204',
      ProcessName: 'C:\\Windows\\System32\\svchost.exe',
      IpAddress: '::ffff:10.0.0.7',
      IpPort: '-',
    });
    expect(windowsEventDraft(given, place)).toEqual({
      eventId: '0123456789abcdef:4608',
      timestamp: '2024-05-06T07:08:09.1234567Z',
      eventType: 'user_login',
      severity: 'low',
      source: { ip: '10.0.0.7', userId: 'bob', sessionId: '0x1f2e3d' },
      action: { type: 'authentication', method: 'remote_interactive', success: true },
      metadata: {
        message: '4624 Logon of CORP\\bob from 10.0.0.7, remote interactive',
        event: {
          code: '4624',
          provider: SECURITY,
          dataset: 'windows.security',
          action: 'user_login',
          outcome: 'success',
          category: ['authentication'],
        },
        host: { name: 'WS1.corp.example' },
        winlog: {
          channel: 'Security',
          record_id: '77',
          provider_guid: '54849625-5478-4994-A5BA-3E3B0328C30D',
          level: 0,
          task: 1,
          opcode: 0,
          keywords: '0x8020000000000000',
          logon: { type: 'remote_interactive' },
        },
        user: { name: 'bob', domain: 'CORP', id: 'S-1-5-21-1-2-3-1001' },
        process: { pid: 516, executable: 'C:\\Windows\\System32\\svchost.exe', name: 'svchost.exe' },
        fields: given,
        time: {
          original: '2024-05-06T07:08:09.1234567Z',
          field: 'System.TimeCreated.SystemTime',
          zone: 'format',
        },
      },
    });
  });

  it('says of a failed logon who, from where and why', () => {
    const draft = windowsEventDraft(
      event(
        SECURITY,
        4625,
        {
          TargetUserName: 'eve',
          TargetDomainName: '-',
          LogonType: '3',
          SubStatus: '0xc0000064',
          IpAddress: '203.0.113.9',
        },
        { Keywords: '0x8010000000000000' },
      ),
      place,
    );
    expect(draft).toMatchObject({
      eventType: 'user_login_failed',
      severity: 'medium',
      source: { ip: '203.0.113.9', userId: 'eve' },
      action: { type: 'authentication', method: 'network', success: false },
      metadata: { message: '4625 Logon failed for eve from 203.0.113.9, network, status 0xc0000064' },
    });
  });

  it('tells the one who acts from the one acted upon', () => {
    const draft = windowsEventDraft(
      event(SECURITY, 4724, {
        TargetUserName: 'victim',
        TargetDomainName: 'CORP',
        TargetSid: 'S-1-5-21-1-2-3-1002',
        SubjectUserName: 'admin',
        SubjectDomainName: 'CORP',
        SubjectUserSid: 'S-1-5-21-1-2-3-500',
        SubjectLogonId: '0xabc',
      }),
      place,
    );
    expect(draft).toMatchObject({
      source: { userId: 'admin', sessionId: '0xabc' },
      action: { resource: 'victim' },
      metadata: {
        user: {
          name: 'admin',
          domain: 'CORP',
          id: 'S-1-5-21-1-2-3-500',
          target: { name: 'victim', domain: 'CORP', id: 'S-1-5-21-1-2-3-1002' },
        },
      },
    });
  });

  it('makes of a new process a process with its parent, from the Security log', () => {
    const draft = windowsEventDraft(
      event(SECURITY, 4688, {
        SubjectUserName: 'bob',
        NewProcessId: '0x1a2b',
        NewProcessName: 'C:\\Windows\\System32\\whoami.exe',
        ProcessId: '0x10',
        ParentProcessName: 'C:\\Windows\\System32\\cmd.exe',
        CommandLine: 'whoami /all',
      }),
      place,
    );
    expect(draft.metadata['process']).toEqual({
      pid: 6_699,
      executable: 'C:\\Windows\\System32\\whoami.exe',
      name: 'whoami.exe',
      command_line: 'whoami /all',
      parent: { pid: 16, executable: 'C:\\Windows\\System32\\cmd.exe', name: 'cmd.exe' },
    });
    expect(draft.action.resource).toBe('C:\\Windows\\System32\\whoami.exe');
  });

  it('and from Sysmon, with its hashes', () => {
    const draft = windowsEventDraft(
      event(SYSMON, 1, {
        ProcessGuid: '5AA13A44-09CC-68FD-4336-000000004002',
        ProcessId: 42,
        Image: 'C:\\x\\a.exe',
        CommandLine: 'a.exe',
        User: 'CORP\\bob',
        LogonId: '0x52',
        Hashes: 'MD5=AB,SHA256=CD,IMPHASH=EF,OTHER=1',
        ParentProcessId: 7,
        ParentImage: 'C:\\x\\b.exe',
      }),
      place,
    );
    expect(draft).toMatchObject({ source: { userId: 'bob', sessionId: '0x52' }, eventType: 'process_created' });
    expect(draft.metadata['process']).toEqual({
      pid: 42,
      entity_id: '5AA13A44-09CC-68FD-4336-000000004002',
      executable: 'C:\\x\\a.exe',
      name: 'a.exe',
      command_line: 'a.exe',
      hash: { md5: 'ab', sha256: 'cd', imphash: 'ef' },
      parent: { pid: 7, executable: 'C:\\x\\b.exe', name: 'b.exe' },
    });
  });

  it('does not take the account that the Sysmon service runs as for the actor, but that of other services', () => {
    const under = { Security: { '#attributes': { UserID: 'S-1-5-18' } } };
    const data = { Image: 'C:\\a.exe', TargetFilename: 'C:\\b.txt' };
    const sysmon = windowsEventDraft(event(SYSMON, 11, data, under), place);
    expect(sysmon.source).toEqual({});
    expect(sysmon.metadata).toMatchObject({
      winlog: { user: { identifier: 'S-1-5-18' } },
      file: { path: 'C:\\b.txt', name: 'b.txt', extension: 'txt' },
    });
    expect(windowsEventDraft(event('Service Control Manager', 7_045, {}, under), place).source.userId).toBe('S-1-5-18');
  });

  it('splits a registry value into hive, key, value and data', () => {
    const draft = windowsEventDraft(
      event(SYSMON, 13, { TargetObject: 'HKLM\\System\\Key\\Start', Details: 'DWORD (0x00000004)' }),
      place,
    );
    expect(draft.metadata['registry']).toEqual({
      path: 'HKLM\\System\\Key\\Start',
      hive: 'HKLM',
      key: 'System\\Key\\Start',
      value: 'Start',
      data: { strings: ['DWORD (0x00000004)'] },
    });
  });

  it('finds the fields of UserData, and those that have no names', () => {
    const cleared = event('Microsoft-Windows-Eventlog', 1_102, {});
    delete cleared['EventData'];
    cleared['UserData'] = {
      LogFileCleared: { '#attributes': { xmlns: 'x' }, SubjectUserName: 'mallory', SubjectDomainName: 'CORP' },
    };
    expect(windowsEventDraft(cleared, place)).toMatchObject({
      eventType: 'log_cleared',
      severity: 'high',
      source: { userId: 'mallory' },
      action: { type: 'log_clear' },
      metadata: { message: '1102 Security log cleared by CORP\\mallory' },
    });
    const sql = event('MSSQL$PROD', 18_456, { Data: { '#text': ['sa', ' Reason: no.', ' [CLIENT: 10.1.2.3]'] } });
    expect(windowsEventDraft(sql, place)).toMatchObject({
      source: { userId: 'sa', ip: '10.1.2.3' },
      metadata: { message: '18456 Database logon failed for sa from 10.1.2.3: Reason: no.' },
    });
    const pipeline = event('PowerShell', 800, { Data: { '#text': ['Get-Item', '\tA=1\r\n\tUserId=CORP\\bob\r\n'] } });
    expect(windowsEventDraft(pipeline, place).source.userId).toBe('bob');
  });

  it('names an unknown event by its id, rates it by its level and shows its first fields', () => {
    const levels = ['0', '1', '2', '3', '4', '5'].map(
      (Level) => windowsEventDraft(event('Nobody', 7, {}, { Level, Channel: 'X/Y' }), place).severity,
    );
    expect(levels).toEqual(['low', 'high', 'medium', 'medium', 'low', 'low']);
    const draft = windowsEventDraft(
      event('Nobody', 7, { a: 1, b: '-', c: '', d: 'x\ny', e: 'z', f: 'not shown' }),
      place,
    );
    expect(draft.eventType).toBe('windows_event_7');
    expect(draft.metadata['message']).toBe('7 Nobody event: a 1, d x y, e z');
    expect(draft.action).toEqual({ success: true });
  });

  it('raises an audited failure of a harmless event to medium', () => {
    const failed = windowsEventDraft(event(SECURITY, 4776, {}, { Keywords: '0x8010000000000000' }), place);
    expect([failed.severity, failed.action.success]).toEqual(['medium', false]);
    const unsaid = windowsEventDraft(event(SECURITY, 4776, {}, { Keywords: '0x8000000000000000' }), place);
    expect([unsaid.severity, unsaid.action.success]).toEqual(['low', undefined]);
  });
});

describe('the time of a Windows event', () => {
  const timeOf = (SystemTime: unknown): [string | null, unknown] => {
    const attributes = (SystemTime === undefined ? {} : { SystemTime }) as JsonObject;
    const { timestamp, metadata } = windowsEventDraft(
      event(SECURITY, 1, {}, { TimeCreated: { '#attributes': attributes } }),
      { eventId: 'x:0' },
    );
    return [timestamp, (metadata['time'] as JsonObject)['doubt']];
  };

  it.each([
    ['2021-11-19T16:52:33.833733500Z', '2021-11-19T16:52:33.833733500Z', undefined],
    ['2021-11-19T18:52:33.5+02:00', '2021-11-19T16:52:33.5Z', undefined],
    ['2021-11-19 16:52:33.123456 UTC', '2021-11-19T16:52:33.123456Z', undefined],
    ['1601-01-01T00:00:00.0000000Z', null, 'zero-time'],
    ['1601-01-02T00:00:00.0000000Z', null, 'out-of-range'],
    ['9999-12-31T23:59:59.9999999Z', null, 'out-of-range'],
    ['yesterday', null, 'unreadable'],
    [undefined, null, 'missing'],
  ])('%s is %s, %s', (given, timestamp, doubt) => {
    expect(timeOf(given)).toEqual([timestamp, doubt]);
  });
});

describe('any object at all', () => {
  const names = [
    '#attributes',
    '#text',
    '__proto__',
    'constructor',
    'System',
    'EventData',
    'UserData',
    'Provider',
    'Name',
    'EventID',
    'TimeCreated',
    'SystemTime',
    'Keywords',
    'LogonType',
    'Data',
    'Hashes',
    'IpAddress',
    'TargetUserName',
    'Image',
    'TargetObject',
    'ProcessId',
    'Param1',
    'Param3',
    'ContextInfo',
  ];
  const value = fc.letrec((tie) => ({
    leaf: fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constantFrom(
        null,
        '-',
        '0x',
        '0x8010000000000000',
        SECURITY,
        '4624',
        'constructor',
        '::ffff:1.2.3.4',
        '[',
        'a=\\',
      ),
    ),
    list: fc.array(tie('any'), { maxLength: 3 }),
    object: fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 8, noNullPrototype: true }),
    any: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('object'), tie('list')),
  }));

  it('becomes a draft that JSON can hold, without a throw', () => {
    fc.assert(
      fc.property(value.object, (given) => {
        const draft = windowsEventDraft(given as JsonObject, place);
        expect(typeof draft.eventType).toBe('string');
        expect(draft.metadata['fields']).toBe(given);
        const rest = { ...draft, metadata: { ...draft.metadata, fields: null } };
        expect(JSON.parse(JSON.stringify(rest))).toEqual(rest);
      }),
      { numRuns: 2_000 },
    );
  });
});
