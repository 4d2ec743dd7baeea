/**
 * A stored record, and what it says of the bytes it was read from.
 *
 * Trust: a record that is not what was sealed may name any bytes; the source it names is believed only as a sealed record of
 * its own, so that it can't lead to a file that was never evidence.
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import type { EventOrigin, JsonValue } from '../../engines/event/audit-event.ts';
import type { StoredRecord } from './inspection.ts';
import type { RecordedSource } from './source-bytes.ts';

export interface RecordTrace {
  stored: StoredRecord;
  /** Undefined where the stored line is no record. */
  record?: CaseRecord;
  /** Undefined where the record was read from nowhere, or does not say from where. */
  origin?: EventOrigin;
  /** Undefined where no sealed record names the source. */
  source?: RecordedSource;
  /** Why there is no `source`. */
  sourceReason?: string;
}

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/** A nonsensical place is none. */
export function originOf(value: JsonValue | undefined): EventOrigin | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { source, offset, length, rawHash } = value;
  const isPlace =
    typeof offset === 'number' &&
    typeof length === 'number' &&
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    Number.isSafeInteger(offset + length) &&
    offset >= 0 &&
    length >= 0;
  if (!isPlace || typeof source !== 'string' || typeof rawHash !== 'string') return undefined;
  return HEX_SHA256.test(source) && HEX_SHA256.test(rawHash) ? { source, offset, length, rawHash } : undefined;
}
