/**
 * Turns one line of JSON in our own shape into the canonical body of its event.
 *
 * About a nanosecond a byte, no allocation; the memory is fixed at the start.
 * Source: decision 0021; the JavaScript path (engines/ingest/parsers/json, engines/ingest/mapping/audit-log.ts) is the
 * oracle, byte for byte. What is not plain is declined and goes down that path.
 * Trust: the bytes are the log's; the addresses come from the host, which keeps them inside the window.
 */
import { readAuditLog, parts } from './audit-log';
import {
  ACTION_FRAME,
  BODY,
  END,
  METADATA_FRAME,
  RESULT,
  RESULT_HASH_AT,
  RESULT_TIME_AT,
  RESULT_TIME_LENGTH,
  RESULT_TIME_US,
  SCRATCH,
  SOURCE_FRAME,
  SOURCE_HASH,
  WINDOW,
  WINDOW_BYTES,
} from './layout';
import { KEPT, putMembers } from './members';
import { cursor, put, putBytes, putCount } from './text';
import { putByte, skipBlank } from './value';

const PAGE: usize = 65_536;
const HASH_CHARS: usize = 64;
const TAG_CHARS: usize = 16;

const missing = (((END + PAGE - 1) / PAGE) as i32) - memory.size();
if (missing > 0 && memory.grow(missing) < 0) unreachable();

/** Where the host puts the bytes of the source, followed by at least 16 zeros. */
export function windowAt(): usize {
  return WINDOW;
}

/** How many bytes of the source the window holds. */
export function windowBytes(): usize {
  return WINDOW_BYTES;
}

/** Where the host puts the hash of the source, 64 hex digits. */
export function sourceHashAt(): usize {
  return SOURCE_HASH;
}

/** Where the body begins. */
export function bodyAt(): usize {
  return BODY;
}

/** Where it is said: the time (f64), where the record's hash belongs (u32), where the time's text lies, its length (u32). */
export function resultAt(): usize {
  return RESULT;
}

/**
 * Writes the body of the record `[start, end)` of the memory. A control character stands at `end`.
 *
 * 64 bytes are left for the hash of the record, which the host fills in.
 *
 * @param offset of the record in the source, an integer below 2^53
 * @returns the end of the body, or 0 where the record is declined
 */
export function scan(start: usize, end: usize, offset: f64): usize {
  cursor.to = SCRATCH;
  if (!readAuditLog(skipBlank(start), end)) return 0;
  cursor.to = BODY;
  put('{"action":{');
  putMembers(ACTION_FRAME, KEPT);
  put('},"eventId":');
  if (parts.eventId == 0) putMadeId(offset);
  else putBytes(parts.eventId, parts.eventIdEnd - parts.eventId);
  put(',"eventType":');
  putBytes(parts.eventType, parts.eventTypeEnd - parts.eventType);
  put(',"metadata":{');
  putMembers(METADATA_FRAME, KEPT);
  put('},"origin":{"length":');
  putCount((end - start) as u64);
  put(',"offset":');
  putCount(offset as u64);
  put(',"rawHash":"');
  store<u32>(RESULT, cursor.to as u32, RESULT_HASH_AT);
  cursor.to += HASH_CHARS;
  put('","source":"');
  putBytes(SOURCE_HASH, HASH_CHARS);
  put('"},"severity":');
  if (parts.severity == 0) put('"low"');
  else putBytes(parts.severity, parts.severityEnd - parts.severity);
  put(',"source":{');
  putMembers(SOURCE_FRAME, KEPT);
  put('},"timestamp":');
  putTime();
  putByte(125);
  return cursor.to;
}

/** `<first 16 hex digits of the source>:<offset>` */
function putMadeId(offset: f64): void {
  putByte(34);
  putBytes(SOURCE_HASH, TAG_CHARS);
  putByte(58);
  putCount(offset as u64);
  putByte(34);
}

function putTime(): void {
  store<f64>(RESULT, parts.timeUs, RESULT_TIME_US);
  if (parts.time == 0) {
    store<u32>(RESULT, 0, RESULT_TIME_LENGTH);
    put('null');
    return;
  }
  putByte(34);
  const length = parts.timeEnd - parts.time;
  store<u32>(RESULT, cursor.to as u32, RESULT_TIME_AT);
  store<u32>(RESULT, length as u32, RESULT_TIME_LENGTH);
  putBytes(parts.time, length);
  putByte(34);
}
