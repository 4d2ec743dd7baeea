/**
 * A month of a small clinic's logs as an auditor meets them, clean or with ten violations inside, and the tables that the
 * organisation hands in beside them.
 *
 * Pure and seeded: the same seed gives the same bytes. The clean month is the same with and without the violations.
 * Source: the ten violations are those that resources/docs/compliance.md lists under "The audited month".
 */
import type { JsonObject } from '../event/audit-event.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './company.ts';
import { writeDomain, type AuditLogs, makeAuditLogs, type Person, STAFF } from './audited-logs.ts';
import { Prng } from './prng.ts';
import type { MarkedEvent } from './source-log.ts';
import type { ScenarioFile } from './scenario.ts';
import { VIOLATIONS, writeViolation } from './violations.ts';

/** Sunday 1 March 2026, 00:00 UTC; 31 days. */
export const MONTH_START_MS = Date.UTC(2026, 2, 1);
export const MONTH_END_MS = Date.UTC(2026, 3, 1);

export interface AuditedMonth {
  files: ScenarioFile[];
  /** Directory, inventory of sources, changes, reviews ...: the case's tables. */
  inputs: JsonObject;
  violations: { id: string; title: string; text: string; events: MarkedEvent[] }[];
}

/** @param which ids of VIOLATIONS; none for a clean month */
export function generateAuditedMonth(seed: number, which: readonly string[] = []): AuditedMonth {
  const prng = new Prng(seed);
  const logs = makeAuditLogs(MONTH_END_MS);
  writeOrdinaryDays(logs, prng.fork('days'));
  writeDuties(logs);
  for (const id of which) writeViolation(logs, id, MONTH_START_MS);
  const marked = logs.all.flatMap((log) => log.marked());
  return {
    files: logs.all.map((log) => ({
      path: log.path,
      mtimeMs: MONTH_END_MS,
      eventCount: log.count,
      chunks: { [Symbol.iterator]: () => log.chunks() },
    })),
    inputs: tablesOf(),
    violations: VIOLATIONS.filter(({ id }) => which.includes(id)).map((violation) => ({
      ...violation,
      events: marked.filter(({ step }) => step === violation.id),
    })),
  };
}

const dayMs = (day: number, hour = 0, minute = 0): number =>
  MONTH_START_MS + (day - 1) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
const dayText = (day: number, hour = 0): string => new Date(dayMs(day, hour)).toISOString();

const isAtWork = (person: Person, day: number): boolean => {
  const weekday = new Date(dayMs(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6 && (person.leavesOn === undefined || day < person.leavesOn);
};

function writeOrdinaryDays(logs: AuditLogs, prng: Prng): void {
  for (let day = 1; day <= 31; day += 1) {
    // Monitoring speaks on every day, so that silence means something.
    for (let hour = 0; hour < 24; hour += 4) {
      writeDomain(logs, dayMs(day, hour, 5), { EventID: 4624, TargetUserName: 'svc-monitor', LogonType: 3 });
      logs.app(dayMs(day, hour, 7), {
        eventType: 'system.start',
        userId: 'svc-monitor',
        resource: 'health-probe',
        details: { targetType: 'system', targetId: 'health-probe' },
      });
    }
    for (const person of STAFF.filter((one) => isAtWork(one, day))) writeDay(logs, person, day, prng);
  }
}

function writeDay(logs: AuditLogs, person: Person, day: number, prng: Prng): void {
  const startMs = dayMs(day, 7, prng.int(0, 50));
  const sessionId = `s-${person.user}-${day}`;
  const ip = person.ip;
  if (prng.chance(0.1))
    writeDomain(logs, startMs - MINUTE_MS, { EventID: 4625, TargetUserName: person.user, LogonType: 2, IpAddress: ip });
  writeDomain(logs, startMs, { EventID: 4624, TargetUserName: person.user, LogonType: 2, IpAddress: ip });
  const base = { userId: person.user, ip, sessionId };
  const signIn = {
    mfa: true,
    remote: true,
    interactive: true,
    transportEncrypted: true,
    targetType: 'session',
    targetId: 'records',
  };
  logs.app(startMs + 5 * MINUTE_MS, {
    ...base,
    eventType: 'authentication.login',
    resource: 'records',
    details: signIn,
  });
  for (let visit = prng.int(2, 6); visit > 0; visit -= 1) {
    const patient = `p-${prng.int(1, 60)}`;
    const isChange = prng.chance(0.2);
    logs.app(startMs + prng.int(10, 500) * MINUTE_MS, {
      ...base,
      eventType: isChange ? 'record_updated' : 'record_viewed',
      resource: `patients/${patient}`,
      details: {
        classification: ['phi', 'pii'],
        authorized: true,
        purpose: 'treatment',
        legalBasis: 'healthcare',
        relationship: 'treating',
        subjectId: patient,
        targetId: patient,
        recordCount: 1,
        mfa: true,
        transportEncrypted: true,
      },
    });
  }
  logs.app(startMs + 520 * MINUTE_MS, {
    ...base,
    eventType: 'authentication.logout',
    resource: 'records',
    details: { targetId: 'records' },
  });
  writeDomain(logs, startMs + 530 * MINUTE_MS, {
    EventID: 4634,
    TargetUserName: person.user,
    LogonType: 2,
    IpAddress: ip,
  });
}

/** What must recur, and what needs an approval, done as it should be. */
function writeDuties(logs: AuditLogs): void {
  const audit = (day: number, hour: number, eventType: string, more: JsonObject, userId = 'thea.brandt'): void => {
    const { resource = 'main', ...details } = more;
    logs.app(dayMs(day, hour, 30), {
      eventType,
      userId,
      ip: '10.20.1.9',
      sessionId: `duty-${day}-${hour}-${userId}`,
      resource: String(resource),
      details,
    });
  };
  audit(1, 0, 'audit.start', { targetType: 'logService' }, 'svc-monitor');
  for (let day = 1; day <= 31; day += 1) {
    audit(day, 2, 'backup.backup', { resource: 'records-db', targetId: 'records-db' }, 'svc-backup');
    audit(day, 3, 'time.sync', { targetType: 'clock' }, 'svc-monitor');
    audit(day, 4, 'audit.verify', { targetType: 'log' }, 'svc-monitor');
    audit(day, 9, 'review.review', { targetType: 'log' }, 'vera.lorenz');
  }
  audit(12, 10, 'backup.restore', {
    resource: 'records-db',
    targetId: 'records-db',
    ticketId: 'CHG-103',
    authorized: true,
  });
  audit(
    5,
    10,
    'change.request',
    { resource: 'records', ticketId: 'CHG-101', targetId: 'records', targetType: 'change' },
    'anna.keller',
  );
  audit(
    6,
    10,
    'change.approve',
    { resource: 'records', ticketId: 'CHG-101', targetId: 'records', targetType: 'change' },
    'vera.lorenz',
  );
  audit(9, 18, 'change.deploy', {
    resource: 'records',
    ticketId: 'CHG-101',
    targetId: 'records',
    environment: 'production',
    authorized: true,
  });
  audit(9, 19, 'configuration.modify', {
    resource: 'records-config',
    ticketId: 'CHG-101',
    targetId: 'records-config',
    environment: 'production',
    authorized: true,
  });
  audit(3, 10, 'account.create', {
    resource: 'greta.lind',
    targetId: 'greta.lind',
    ticketId: 'CHG-102',
    requesterId: 'anna.keller',
    approverId: 'vera.lorenz',
    authorized: true,
  });
  audit(10, 17, 'account.disable', {
    resource: 'olga.petrova',
    targetId: 'olga.petrova',
    ticketId: 'CHG-104',
    requesterId: 'anna.keller',
    approverId: 'vera.lorenz',
    authorized: true,
  });
  const approved = { authorized: true, requesterId: 'anna.keller', approverId: 'vera.lorenz' };
  audit(3, 11, 'account.modify', { resource: 'greta.lind', targetId: 'greta.lind', ticketId: 'CHG-102', ...approved });
  audit(3, 12, 'account.enable', { resource: 'greta.lind', targetId: 'greta.lind', ticketId: 'CHG-102', ...approved });
  audit(3, 13, 'account.modify', {
    resource: 'greta.lind',
    targetId: 'greta.lind',
    targetType: 'credential',
    ticketId: 'CHG-102',
    ...approved,
  });
  audit(4, 10, 'privilege.grant', {
    resource: 'administrators',
    targetId: 'administrators',
    targetType: 'group',
    ticketId: 'CHG-102',
    ...approved,
  });
  audit(12, 11, 'audit.verify', { resource: 'records-db', targetId: 'records-db' });
  audit(13, 10, 'data.export', {
    resource: 'patients',
    targetId: 'patients',
    classification: ['pii'],
    purpose: 'treatment',
    legalBasis: 'healthcare',
    relationship: 'treating',
    recordCount: 3,
    ticketId: 'CHG-103',
    mfa: true,
    transportEncrypted: true,
    ...approved,
  });
  audit(14, 10, 'security.alert', { resource: 'mail-gateway', targetId: 'mail-gateway' }, 'svc-monitor');
  audit(14, 11, 'security.acknowledge', { resource: 'mail-gateway', targetId: 'mail-gateway' });
  logs.app(dayMs(17, 10, 30), {
    eventType: 'authorization.read',
    userId: 'elif.kaya',
    ip: '10.20.1.15',
    sessionId: 's-elif.kaya-17',
    resource: 'payroll',
    success: false,
    details: { targetId: 'payroll', targetType: 'record', authorized: true },
  });
}

function tablesOf(): JsonObject {
  return {
    users: [
      ...STAFF.map(
        ({ user, isAdmin, leavesOn, roles }): JsonObject => ({
          id: user,
          kind: 'individual',
          privileged: isAdmin === true,
          roles: [...roles],
          status: leavesOn === undefined ? 'active' : 'terminated',
          hiredAt: '2024-01-08T00:00:00Z',
          lastActivityAt: dayText(0, 15),
          ...(leavesOn === undefined ? {} : { terminatedAt: dayText(leavesOn, 17), disabledAt: dayText(leavesOn, 17) }),
        }),
      ),
      ...['svc-monitor', 'svc-backup'].map(
        (id): JsonObject => ({
          id,
          kind: 'service',
          privileged: false,
          status: 'active',
          roles: ['service'],
          lastActivityAt: dayText(0, 15),
        }),
      ),
      {
        id: 'frontdesk',
        kind: 'shared',
        privileged: false,
        status: 'active',
        roles: ['reception'],
        lastActivityAt: dayText(0, 15),
      },
      {
        id: 'Administrator',
        kind: 'default',
        privileged: true,
        status: 'disabled',
        roles: ['administrator'],
        lastActivityAt: dayText(0, 15),
      },
      {
        id: 'greta.lind',
        kind: 'individual',
        privileged: false,
        status: 'active',
        roles: ['nurse'],
        hiredAt: dayText(3),
      },
    ],
    logSources: [
      { id: 'dc01/security.csv', host: 'DC01', type: 'windows', inScope: true, expected: true },
      {
        id: 'app01/audit.jsonl',
        host: 'app01',
        type: 'audit-log',
        inScope: true,
        expected: true,
        capabilities: ['log.stop', 'log.modify', 'control.disable'],
      },
    ],
    integrity: { status: 'verified' },
    clocks: [
      { source: 'dc01/security.csv', offsetMs: 12, synchronised: true },
      { source: 'app01/audit.jsonl', offsetMs: -4, synchronised: true },
    ],
    changes: [
      {
        ticketId: 'CHG-101',
        requestedBy: 'anna.keller',
        approvedBy: 'vera.lorenz',
        approvedAt: dayText(6, 10),
        implementedAt: dayText(9, 18),
      },
      {
        ticketId: 'CHG-102',
        requestedBy: 'anna.keller',
        approvedBy: 'vera.lorenz',
        approvedAt: dayText(2, 10),
        implementedAt: dayText(3, 10),
      },
      {
        ticketId: 'CHG-103',
        requestedBy: 'thea.brandt',
        approvedBy: 'vera.lorenz',
        approvedAt: dayText(11, 10),
        implementedAt: dayText(12, 10),
      },
      {
        ticketId: 'CHG-104',
        requestedBy: 'anna.keller',
        approvedBy: 'vera.lorenz',
        approvedAt: dayText(9, 10),
        implementedAt: dayText(10, 17),
      },
    ],
    accessReviews: [
      {
        id: 'AR-1',
        scope: 'records',
        performedAt: dayText(16, 9),
        reviewer: 'vera.lorenz',
        itemsReviewed: 14,
        itemsRevoked: 0,
      },
    ],
    incidents: [],
    subjectRequests: [],
    disclosures: [],
    sodRules: [],
    authorizations: true,
    relationships: true,
  };
}
