/**
 * Canonical record ATP-C1: one line of the case log.
 *
 * Source: evidence-format.md §1 (RFC 8785 over {v, log, seq, kind, at, salt, body}).
 */
import type { JsonObject } from '../event/audit-event.ts';

/** Kinds of records. Only `event` and `rejection` are made by format readers. */
export const RECORD_KINDS = [
  'genesis',
  'operator',
  'unlock',
  'unlock-failed',
  'lock',
  'epoch',
  'epoch-restart',
  'setting',
  'clock',
  'software',
  'source',
  'source-report',
  'event',
  'rejection',
  'segment',
  'seal',
  'custody',
  'annotation',
  'export',
  'search',
  'verify',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface CaseRecord {
  v: 1;
  /** Log origin, `audittrailpro/case/<caseId>`. */
  log: string;
  seq: number;
  kind: RecordKind;
  /** When it was recorded: RFC 3339 UTC. */
  at: string;
  /** 16 random bytes, base64url without padding. */
  salt: string;
  body: JsonObject;
}
