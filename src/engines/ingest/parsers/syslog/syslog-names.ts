/**
 * Names and numbers of syslog facilities and severities.
 *
 * Pure.
 * Source: RFC 5424 §6.2.1, tables 1 and 2; keywords as in `syslog.h`.
 */
import type { Severity } from '../../../event/audit-event.ts';

export const FACILITY_NAMES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'security',
  'console',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

export const SEVERITY_NAMES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

const SEVERITIES: readonly Severity[] = ['critical', 'critical', 'critical', 'high', 'medium', 'low', 'low', 'low'];

/** Our severity of a syslog severity 0-7. */
export const severityOfCode = (code: number): Severity => SEVERITIES[code] ?? 'low';

/** Largest PRI: facility 23, severity 7. */
export const MAX_PRIORITY = 191;
