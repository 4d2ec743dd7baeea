/**
 * The two logs of the audited month and how each is written: the domain controller's security log and the audit log of the
 * records application.
 *
 * Pure.
 */
import type { JsonObject } from '../event/audit-event.ts';
import { DAY_MS } from './company.ts';
import { WINDOWS_COLUMNS, windowsLine, type WindowsEvent } from './formats.ts';
import { isoTime, type Mark, SourceLog } from './source-log.ts';

export interface Person {
  user: string;
  ip: string;
  roles: readonly string[];
  isAdmin?: true;
  /** Day of the month on which employment ends. */
  leavesOn?: number;
}

export const STAFF: readonly Person[] = [
  { user: 'anna.keller', ip: '10.20.1.11', roles: ['physician'] },
  { user: 'bjoern.falk', ip: '10.20.1.12', roles: ['nurse'] },
  { user: 'carla.neumann', ip: '10.20.1.13', roles: ['nurse'] },
  { user: 'deniz.aydin', ip: '10.20.1.14', roles: ['physician'] },
  { user: 'elif.kaya', ip: '10.20.1.15', roles: ['billing'] },
  { user: 'olga.petrova', ip: '10.20.1.16', roles: ['billing'], leavesOn: 10 },
  { user: 'thea.brandt', ip: '10.20.1.9', roles: ['operator'] },
  { user: 'vera.lorenz', ip: '10.20.1.8', roles: ['quality'] },
  { user: 'uwe.jansen', ip: '10.20.1.7', roles: ['administrator'], isAdmin: true },
];

export interface AppEntry {
  eventType: string;
  userId: string;
  ip?: string;
  sessionId?: string;
  resource: string;
  success?: boolean;
  type?: string;
  severity?: 'low' | 'medium' | 'high';
  details: JsonObject;
}

export interface AuditLogs {
  all: readonly SourceLog[];
  windows(atMs: number, event: WindowsEvent, mark?: Mark): void;
  app(atMs: number, entry: AppEntry, mark?: Mark): void;
}

/** One logon of a person and day. */
const logonId = (who: string, atMs: number): string =>
  `0x${[...`${who}${Math.floor(atMs / DAY_MS)}`].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 0xffff_ffff, 7).toString(16)}`;

const FIRST_RECORD_ID = 900_000;

export function makeAuditLogs(endMs: number): AuditLogs {
  const windows = new SourceLog('dc01/security.csv', 1, {
    prefix: `${WINDOWS_COLUMNS.join(',')},SubjectLogonId,TargetLogonId\r\n`,
    separator: '\r\n',
    suffix: '\r\n',
  });
  const app = new SourceLog('app01/audit.jsonl', 1);
  let serial = 0;
  return {
    all: [windows, app],
    windows(atMs, event, mark) {
      const idOf = (number: number): number => FIRST_RECORD_ID + number;
      const who = String(event.TargetUserName ?? event.SubjectUserName ?? '');
      const logon = logonId(who, atMs);
      windows.add(
        Math.min(atMs, endMs - 1),
        (number) => `${windowsLine(atMs, idOf(number), 0, event)},${logon},${logon}`,
        {
          mark,
          eventId: (number) => String(idOf(number)),
        },
      );
    },
    app(
      atMs,
      { eventType, userId, ip = '10.20.5.30', sessionId, resource, success = true, type, severity = 'low', details },
      mark,
    ) {
      serial += 1;
      const eventId = `app-${Math.floor(atMs / DAY_MS)}-${serial}`;
      const line = {
        eventId,
        timestamp: isoTime(atMs),
        eventType,
        severity,
        source: { ip, userId, sessionId: sessionId ?? `job-${userId}-${Math.floor(atMs / DAY_MS)}` },
        action: { ...(type === undefined ? {} : { type }), resource, success, details },
        metadata: { host: { name: 'app01' }, service: 'records' },
      };
      app.add(atMs, JSON.stringify(line), { mark, eventId });
    },
  };
}

const MESSAGES: Readonly<Record<number, string>> = {
  4616: 'The system time was changed.',
  4624: 'An account was successfully logged on.',
  4625: 'An account failed to log on.',
  4634: 'An account was logged off.',
  1102: 'The audit log was cleared.',
};

/** An event of the domain controller, from the address it names or the controller's own. */
export function writeDomain(
  logs: AuditLogs,
  atMs: number,
  event: Omit<WindowsEvent, 'Computer' | 'Message'>,
  mark?: Mark,
): void {
  const Message = MESSAGES[Number(event.EventID)] ?? 'An event.';
  logs.windows(atMs, { IpAddress: '10.20.5.10', ...event, Computer: 'DC01', Message } as WindowsEvent, mark);
}
