/**
 * The audit event: the part that is hashed (evidence) and the part that is read back beside it (derived).
 *
 * Pure. `EventDraft` is what a format reader makes; the ingest adds `origin`, and the whole becomes the `body` of a
 * canonical record of kind "event" (engines/chain/record.ts). `AuditLog` is what a person reads back.
 * Trust: every string comes from a log an attacker may have written.
 */

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where the event's bytes lie: `length` bytes at `offset` of the source file whose SHA-256 is `source`. */
export interface EventOrigin {
  /** SHA-256 of the whole source file, 64 hex digits. */
  source: string;
  /** Byte offset of the record in the source file (after unpacking, for a member of an archive). */
  offset: number;
  /** Byte length of the record, at least 1. */
  length: number;
  /** SHA-256 of exactly those bytes, 64 hex digits. */
  rawHash: string;
}

/** How the time was read. Present whenever the event has, or should have had, a time. */
export interface TimeBasis {
  /** The text (or decimal number) as it stands in the source. */
  original: string;
  /** Field the time was read from, or `line` for free text. */
  field: string;
  /** Who said which zone: the text itself, the format's standard, the person's option, or nobody (UTC assumed). */
  zone: 'in-text' | 'format' | 'option' | 'assumed-utc';
  /** Who said the year; absent where the text did. `message`: another, full date in the same record. */
  year?: 'file-time' | 'option' | 'message';
  /** Anything that makes the time doubtful, as a stable word: `out-of-range`, `leap-second`, `nonexistent-local` ... */
  doubt?: string;
}

/** An event as a format reader makes it. All keys are omitted, never undefined, where there is nothing to say. */
export interface EventDraft {
  /** The source's own id for the event where it has one; otherwise `<first 16 hex of source>:<offset>`. */
  eventId: string;
  /** RFC 3339 UTC with `Z`, with as many fraction digits as the source gave (0 to 9); null where there is no valid time. */
  timestamp: string | null;
  /** Lower-case words with underscores, e.g. `user_login`, `process_created`; see resources/docs/field-mapping.md. */
  eventType: string;
  severity: Severity;
  source: { ip?: string; userAgent?: string; userId?: string; sessionId?: string; tenantId?: string };
  action: { type?: string; resource?: string; method?: string; success?: boolean; details?: JsonValue };
  metadata: EventMetadata;
}

/**
 * ECS 8 field sets (host, event, process, file, ...) as nested objects beside these of ours:
 * `message` (one line for the person), `fields` (the record's own fields, names and nesting untouched),
 * `time` (how the timestamp was read), `parse` ("ambiguous" where another reader could see another value).
 */
export interface EventMetadata extends JsonObject {
  [key: string]: JsonValue;
}

/** The hashed body of an event record. */
export interface AuditEvent extends EventDraft {
  origin: EventOrigin;
}

/** Outside the hashed bytes: names for the proofs. */
export interface EventIntegrity {
  /** `sha256:<64 hex>` of the canonical line. */
  hash: string;
  /** `tlog:<origin>#<seq>`, a name for the proof, fixed at ingest; see INTEGRITY in resources/docs/evidence-format.md. */
  signature: string;
  /** `sha256:<64 hex>` of the chain value at this record. */
  chainHash: string;
}

/** Derived facts that change as rules change; never hashed. */
export interface EventCompliance {
  frameworks: string[];
  requirements: string[];
  violations: string[];
}

/** An event as read back by every shell: PRODUCT's AuditLog. */
export interface AuditLog extends AuditEvent {
  /** UUIDv8 from the first 16 bytes of the record's digest. */
  _id: string;
  seq: number;
  compliance: EventCompliance;
  integrity: EventIntegrity;
  /** Of an event in a bundle that is shown in part: what was taken out, and why, by the word of whoever made the bundle. */
  redacted?: EventRedaction;
}

export interface EventRedaction {
  /** RFC 6901 pointers, `/body/...`. */
  removed: string[];
  reason?: { by: string; basis: string; description: string };
}
