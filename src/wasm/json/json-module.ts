/**
 * Turns one line of JSON in our own shape into the canonical body of its event; one of any shape into canonical JSON.
 *
 * About a nanosecond a byte, no allocation; the memory is fixed.
 * Source: decision 0021; the JavaScript path (engines/ingest/parsers/json, engines/ingest/mapping/audit-log.ts) is the
 * oracle, byte for byte. What is not plain is declined and goes down that path.
 * Trust: the bytes are the log's; the addresses come from the host, which keeps them inside the window.
 */
import { readAuditLog, parts } from './audit-log';
import {
  ACTION_FRAME,
  BODY,
  BODY_BYTES,
  METADATA_FRAME,
  SCRATCH,
  SOURCE_FRAME,
  SOURCE_HASH,
  WINDOW,
  WINDOW_BYTES,
} from './layout';
import { KEPT, putMembers } from './members';
import { cursor, put, putBytes, putCount } from './text';
import { copyValue, putByte, skipBlank } from './value';

const HASH_CHARS: usize = 64;
const TAG_CHARS: usize = 16;

/** What is said about the record scanned last. */
@unmanaged
class Result {
  timeUs: f64;
  /** Where 64 digits of the record's hash belong. */
  hashAt: usize;
  /** Where the text of the time lies, and how long it is: 0 where there is none. */
  timeAt: usize;
  timeLength: usize;
  /** Where the record ends, and where the line after it begins. */
  recordEnd: usize;
  next: usize;
}

const result: Result = changetype<Result>(memory.data(32, 8));

/** Where the host puts the bytes of the source, followed by 64 zeros. */
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

/** How many bytes a body may have. */
export function bodyBytes(): usize {
  return BODY_BYTES;
}

/** Where `record` begins to write. */
export function recordAt(): usize {
  return SCRATCH;
}

/** Where the members of `Result` lie. */
export function resultAt(): usize {
  return changetype<usize>(result);
}

/**
 * Writes the body of the record whose line begins at `start`. A zero stands at `limit`.
 *
 * 64 bytes are left for the hash of the record, which the host fills in.
 *
 * @param limit where the bytes of the source end; the line's end lies there or before
 * @param offset of the record in the source, an integer below 2^53
 * @returns the end of the body, or 0 where the record is declined
 */
export function scan(start: usize, limit: usize, offset: f64): usize {
  cursor.to = SCRATCH;
  const end = readAuditLog(skipBlank(start));
  if (end == 0 || !endLine(end, limit)) return 0;
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
  result.hashAt = cursor.to;
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

/**
 * Writes the canonical text of the record whose line begins at `start`, whatever its shape.
 *
 * @returns the end of the text, or 0 where the record is declined
 */
export function record(start: usize, limit: usize): usize {
  cursor.to = SCRATCH;
  const at = skipBlank(start);
  if (load<u8>(at) != 123) return 0;
  const end = copyValue(at, 0);
  return end != 0 && endLine(skipBlank(end), limit) ? cursor.to : 0;
}

/** Whether the line ends here: with a line feed, with a carriage return before it, or with the source. */
function endLine(end: usize, limit: usize): bool {
  let at = end;
  if (load<u8>(at) == 13) at += 1;
  result.recordEnd = end;
  if (at < limit && load<u8>(at) == 10) {
    result.next = at + 1;
    return true;
  }
  result.next = at;
  return at == limit;
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
  result.timeUs = parts.timeUs;
  result.timeLength = 0;
  if (parts.time == 0) {
    put('null');
    return;
  }
  const length = parts.timeEnd - parts.time;
  putByte(34);
  result.timeAt = cursor.to;
  result.timeLength = length;
  putBytes(parts.time, length);
  putByte(34);
}
