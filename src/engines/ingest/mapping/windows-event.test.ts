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
        message: '4624 Logon of CORP\\bob from 10.0.0.7, logon type 10',
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
});
