/**
 * One record: from its characters to an object, with every reason why another reader could see another one.
 *
 * Pure. JSON.parse plus about a third of its time for the checks.
 * Source: INTEGRITY rules of resources/docs/evidence-format.md (duplicate names, big numbers, depth); RFC 7493 §2.
 * Trust: the text is the log's. The object's names are hostile; nothing here looks them up.
 */
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';
import type { RejectReason } from '../../format.ts';
import { findJsonFault } from './json-check.ts';
import { countKeys, isWellFormed, keepNumbers, toWellFormed } from './json-exact.ts';
import { ODD_NUMBER, SURROGATE_ESCAPE } from './json-scan.ts';
import type { JsonScan } from './json-scan.ts';

/** The canonical record allows 64 levels; `{body: {metadata: {fields: ...}}}` and what a mapping adds take eight. */
export const MAX_RECORD_DEPTH = 56;

export interface Refusal {
  reason: RejectReason;
  message: string;
}

/** Reasons of ambiguity, most common first; shared where there is none. */
const NONE: readonly string[] = [];

/** The last record read. Reused: copy what must stay. */
export interface RecordSlot {
  value: JsonObject;
  ambiguous: readonly string[];
}

export const newRecordSlot = (): RecordSlot => ({ value: {}, ambiguous: NONE });

/**
 * @param text the record's characters
 * @param scan what scanJson said of them; undefined where it found no end
 * @param isDamaged whether the bytes were ill-formed text
 * @returns undefined when `slot` holds the record
 */
export function readRecord(
  text: string,
  scan: JsonScan | undefined,
  isDamaged: boolean,
  slot: RecordSlot,
): Refusal | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return { reason: 'bad-json', message: faultMessage(text) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { reason: 'not-an-object', message: `the record is ${kindOf(value)}, not an object` };
  }
  if (scan === undefined) return { reason: 'bad-json', message: 'the end of the record was not found' };
  if (scan.depth > MAX_RECORD_DEPTH) {
    return { reason: 'depth-exceeded', message: `nested ${scan.depth} deep; at most ${MAX_RECORD_DEPTH} are kept` };
  }
  slot.value = value;
  slot.ambiguous = NONE;
  if (countKeys(value) !== scan.pairs) slot.ambiguous = ['duplicate-key'];
  if (scan.flags !== 0 || isDamaged) keepExact(text, scan.flags, isDamaged, slot);
  return undefined;
}

function keepExact(text: string, flags: number, isDamaged: boolean, slot: RecordSlot): void {
  const ambiguous = [...slot.ambiguous];
  if ((flags & ODD_NUMBER) !== 0) {
    const exact = keepNumbers(text);
    if (exact.isAmbiguous) {
      ambiguous.push('big-number');
      slot.value = JSON.parse(exact.text) as JsonObject;
    }
  }
  const isIllFormed = (flags & SURROGATE_ESCAPE) !== 0 && !isWellFormed(slot.value);
  if (isIllFormed) slot.value = toWellFormed(slot.value) as JsonObject;
  if (isIllFormed || isDamaged) ambiguous.push('bad-encoding');
  if (ambiguous.length > 0) slot.ambiguous = ambiguous;
}

/** Where and why the text is not JSON. */
export function faultMessage(text: string): string {
  const found = findJsonFault(text);
  return found === undefined ? 'not JSON' : `not JSON at character ${found.at + 1}: ${found.message}`;
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}
