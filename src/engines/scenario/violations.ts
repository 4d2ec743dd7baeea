/**
 * The ten violations of the audited month, each as its log would show it.
 *
 * Pure. Every event carries the violation's id as its mark, so that a test can ask which requirement found it.
 */
import { type AuditLogs, writeDomain } from './audited-logs.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './company.ts';
import type { Mark } from './source-log.ts';

export interface Violation {
  id: string;
  title: string;
  /** What happened. */
  text: string;
}

export const VIOLATIONS: readonly Violation[] = [
  { id: 'log-cleared', title: 'A log is cleared', text: 'uwe.jansen clears the security log of DC01.' },
  { id: 'shared-account', title: 'A shared account is used', text: 'Somebody logs on as frontdesk.' },
  { id: 'default-account', title: 'A default account is used', text: 'The built-in Administrator logs on.' },
  {
    id: 'privileged-without-mfa',
    title: 'An administrator without a second factor',
    text: 'uwe.jansen signs in with a password alone.',
  },
  {
    id: 'use-after-termination',
    title: 'Use after the end of employment',
    text: 'olga.petrova signs in five days after she left.',
  },
  {
    id: 'no-lockout',
    title: 'Twelve failures and no lockout',
    text: 'Twelve failed logons of carla.neumann in six minutes; the account stays open.',
  },
  {
    id: 'unauthorised-access',
    title: 'A record opened without authorisation',
    text: 'elif.kaya opens a health record she has nothing to do with.',
  },
  {
    id: 'change-without-ticket',
    title: 'A production change without a ticket',
    text: 'thea.brandt deploys to production, and no ticket says why.',
  },
  {
    id: 'control-disabled',
    title: 'A security control is disabled',
    text: 'Malware protection on DC01 is switched off.',
  },
  { id: 'clock-changed', title: 'A clock is changed', text: 'uwe.jansen sets the clock of DC01 by hand.' },
];

type Write = (logs: AuditLogs, atMs: number, mark: Mark) => void;

const signIn =
  (userId: string, mfa: boolean): Write =>
  (logs, atMs, mark) =>
    logs.app(
      atMs,
      {
        eventType: 'authentication.login',
        userId,
        ip: '10.20.1.7',
        sessionId: `extra-${userId}`,
        resource: 'records',
        details: { mfa, remote: true, interactive: true, transportEncrypted: true, targetId: 'records' },
      },
      mark,
    );

const WRITERS: Readonly<Record<string, { day: number; write: Write }>> = {
  'log-cleared': {
    day: 4,
    write: (logs, atMs, mark) =>
      writeDomain(
        logs,
        atMs,
        { EventID: 1102, ProviderName: 'Microsoft-Windows-Eventlog', SubjectUserName: 'uwe.jansen' },
        mark,
      ),
  },
  'shared-account': {
    day: 5,
    write: (logs, atMs, mark) =>
      writeDomain(logs, atMs, { EventID: 4624, TargetUserName: 'frontdesk', LogonType: 2 }, mark),
  },
  'default-account': {
    day: 6,
    write: (logs, atMs, mark) =>
      writeDomain(logs, atMs, { EventID: 4624, TargetUserName: 'Administrator', LogonType: 2 }, mark),
  },
  'privileged-without-mfa': { day: 11, write: signIn('uwe.jansen', false) },
  'use-after-termination': { day: 15, write: signIn('olga.petrova', true) },
  'no-lockout': {
    day: 17,
    write: (logs, atMs, mark) => {
      for (let at = 0; at < 12; at += 1)
        writeDomain(
          logs,
          atMs + at * 30_000,
          { EventID: 4625, TargetUserName: 'carla.neumann', LogonType: 3, IpAddress: '10.20.1.13' },
          mark,
        );
    },
  },
  'unauthorised-access': {
    day: 18,
    write: (logs, atMs, mark) =>
      logs.app(
        atMs,
        {
          eventType: 'record_viewed',
          userId: 'elif.kaya',
          ip: '10.20.1.15',
          sessionId: 'extra-elif.kaya',
          resource: 'patients/p-7',
          details: {
            classification: ['phi', 'pii'],
            authorized: false,
            purpose: 'treatment',
            legalBasis: 'healthcare',
            relationship: 'treating',
            subjectId: 'p-7',
            targetId: 'p-7',
            recordCount: 1,
          },
        },
        mark,
      ),
  },
  'change-without-ticket': {
    day: 19,
    write: (logs, atMs, mark) =>
      logs.app(
        atMs,
        {
          eventType: 'change.deploy',
          userId: 'thea.brandt',
          ip: '10.20.1.9',
          sessionId: 'extra-thea.brandt',
          resource: 'records',
          details: { targetId: 'records', environment: 'production', authorized: true },
        },
        mark,
      ),
  },
  'control-disabled': {
    day: 20,
    write: (logs, atMs, mark) =>
      writeDomain(
        logs,
        atMs,
        {
          EventID: 5001,
          ProviderName: 'Microsoft-Windows-Windows Defender',
          Channel: 'Microsoft-Windows-Windows Defender/Operational',
          SubjectUserName: 'uwe.jansen',
        },
        mark,
      ),
  },
  'clock-changed': {
    day: 24,
    write: (logs, atMs, mark) => writeDomain(logs, atMs, { EventID: 4616, SubjectUserName: 'uwe.jansen' }, mark),
  },
};

/** @param id one of VIOLATIONS */
export function writeViolation(logs: AuditLogs, id: string, monthStartMs: number): void {
  const violation = VIOLATIONS.find((one) => one.id === id);
  const writer = WRITERS[id];
  if (violation === undefined || writer === undefined) return;
  writer.write(logs, monthStartMs + (writer.day - 1) * DAY_MS + 22 * HOUR_MS + 13 * MINUTE_MS, {
    step: id,
    what: violation.title,
  });
}
