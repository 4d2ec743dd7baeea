/**
 * Canonical record ATP-C1: one line of the case log.
 *
 * Pure. The line is put together around a body that is already canonical, so nothing is canonicalised twice.
 * Source: evidence-format.md §1 (RFC 8785 over {v, log, seq, kind, at, salt, body}).
 * Differences: none from RFC 8785; the fields are written in its key order: at, body, kind, log, salt, seq, v.
 * Trust: a line read back may have been edited by whoever held the disk; `parseRecord` takes nothing for granted.
 */
import type { JsonObject } from '../event/audit-event.ts';
import { utf8Length } from '../kernel/bytes.ts';
import { canonicalize, MAX_DEPTH, parseCanonical, quoteCanonical } from '../kernel/canonical-json.ts';
import { RECORD_KINDS, type RecordKind } from '../../shared/record-kinds.ts';
import { type Finding, invalid, type Verdict, valid } from '../../shared/verdict.ts';

export { RECORD_KINDS, type RecordKind };

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

/** A line is at most this long, in UTF-8, without its newline. */
export const MAX_LINE_BYTES = 1_048_576;

/** What stands around the body of one record. */
export interface RecordParts {
  at: string;
  /** From `canonicalBody`. */
  bodyJson: string;
  kind: RecordKind;
  log: string;
  salt: string;
  seq: number;
}

/**
 * The body's canonical text. The record around it is one more level, so a body may nest one level less.
 *
 * @throws CanonicalError with the reason why the body has no canonical form
 */
export const canonicalBody = (body: JsonObject): string => canonicalize(body, MAX_DEPTH - 1);

/**
 * The canonical line, without a newline; `undefined` where it would be longer than `MAX_LINE_BYTES`.
 *
 * `bodyJson` is not looked at again: it must come from `canonicalBody`. `seq` is an integer from 0 to 2^53-1.
 */
export function recordLine(parts: RecordParts): string | undefined {
  const { at, bodyJson, kind, log, salt, seq } = parts;
  const line = `{"at":${quoteCanonical(at)},"body":${bodyJson},"kind":"${kind}","log":${quoteCanonical(log)},"salt":"${salt}","seq":${seq},"v":1}`;
  return isShortEnough(line) ? line : undefined;
}

/** Whether the UTF-8 form fits; counts only where a character could tip the scale. */
const isShortEnough = (line: string): boolean =>
  line.length * 3 <= MAX_LINE_BYTES || (line.length <= MAX_LINE_BYTES && utf8Length(line) <= MAX_LINE_BYTES);

const KINDS: ReadonlySet<unknown> = new Set(RECORD_KINDS);
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const FIELDS = 7;

/**
 * Reads a line back, strictly: it must be exactly canonical and hold exactly the seven fields.
 *
 * Findings: `record-too-long`, `record-not-canonical`, `record-malformed` (with the field in `expected`).
 */
export function parseRecord(line: string): Verdict<CaseRecord> {
  if (!isShortEnough(line)) return invalid({ kind: 'record-too-long', message: 'This line is longer than 1 MiB.' });
  const parsed = parseCanonical(line);
  if (parsed === undefined) {
    return invalid({ kind: 'record-not-canonical', message: 'This line is not in its canonical form.' });
  }
  const { value } = parsed;
  if (!isObject(value)) return malformed('an object');
  if (value.v !== 1) return malformed('v = 1');
  if (typeof value.seq !== 'number' || !Number.isSafeInteger(value.seq) || value.seq < 0) return malformed('seq');
  if (typeof value.log !== 'string' || value.log === '') return malformed('log');
  if (!KINDS.has(value.kind)) return malformed('kind');
  if (typeof value.at !== 'string' || !UTC_TIME.test(value.at)) return malformed('at');
  if (typeof value.salt !== 'string' || !SALT.test(value.salt)) return malformed('salt');
  if (!isObject(value.body)) return malformed('body');
  if (Object.keys(value).length !== FIELDS) return malformed('no other field');
  return valid(value as unknown as CaseRecord);
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function malformed(expected: string): Verdict<never> {
  const finding: Finding = { kind: 'record-malformed', expected, message: 'This line is not a record of a case log.' };
  return invalid(finding);
}
