/**
 * An event in our own shape: from the record's members to those of the body, as engines/ingest/mapping/audit-log.ts has it.
 *
 * That file is the oracle: where the two could differ, this one declines.
 * Source: resources/docs/field-mapping.md, "Our own shape".
 * Trust: the record is the log's; it may claim to be ours.
 */
import { ACTION_FRAME, FIELDS_FRAME, METADATA_FRAME, SOURCE_FRAME } from './layout';
import {
  ASIDE,
  DROPPED,
  KEPT,
  addMember,
  clearFrame,
  countOf,
  endOf,
  entryOf,
  findKept,
  isNamed,
  placeMember,
  putMembers,
  restOf,
  setFate,
  setText,
  textOf,
  valueOf,
} from './members';
import { cursor, put, putBytes } from './text';
import { readTimeUs } from './time';
import { copyNameAndColon, copyValue, putByte, readMembers, skipBlank } from './value';

/** The scalar parts of the event: where their canonical values begin and end; begin 0 where there is none. */
@unmanaged
class Parts {
  timeUs: f64;
  eventId: usize;
  eventIdEnd: usize;
  eventType: usize;
  eventTypeEnd: usize;
  severity: usize;
  severityEnd: usize;
  /** Without its quotes. */
  time: usize;
  timeEnd: usize;
}

export const parts: Parts = changetype<Parts>(memory.data(40, 8));

/** The first eight bytes of a name, as `cursor.name` has them. What follows them is given beside, as a number. */
function nameOf(text: string): u64 {
  let name: u64 = 0;
  for (let i = 0; i < 8; i += 1) {
    name = (name << 8) | (i < text.length ? (text.charCodeAt(i) as u64) : 0);
  }
  return name;
}

const EVENT_ID = nameOf('eventId');
const EVENT_TYPE = nameOf('eventType');
const SEVERITY = nameOf('severity');
const SOURCE = nameOf('source');
const ACTION = nameOf('action');
const METADATA = nameOf('metadata');
const TIMESTAMP = nameOf('timestamp');
const IP = nameOf('ip');
const USER_AGENT = nameOf('userAgent');
const USER_ID = nameOf('userId');
const SESSION_ID = nameOf('sessionId');
const TENANT_ID = nameOf('tenantId');
const TYPE = nameOf('type');
const RESOURCE = nameOf('resource');
const METHOD = nameOf('method');
const SUCCESS = nameOf('success');
const DETAILS = nameOf('details');
const MESSAGE = nameOf('message');
const FIELDS = nameOf('fields');
const TIME = nameOf('time');
const PARSE = nameOf('parse');
const AMBIGUITIES = nameOf('ambiguities');

// What a value is, by its first byte.
function isText(value: usize): bool {
  return load<u8>(value) == 34;
}
function isNull(value: usize): bool {
  return load<u8>(value) == 110;
}
function isTruth(value: usize): bool {
  return load<u8>(value) == 116 || load<u8>(value) == 102;
}
function isNumber(value: usize): bool {
  return load<u8>(value) == 45 || (load<u8>(value) as u32) - 48 <= 9;
}

function isBrace(value: usize): bool {
  return load<u8>(value) == 123;
}

/**
 * Reads the record whose first byte that is no blank stands at `at`.
 *
 * The members of the body then stand in the frames of layout.ts and in `parts`.
 *
 * @returns the byte after the record and the blanks behind it, or 0 where it is declined
 */
export function readAuditLog(at: usize): usize {
  if (!isBrace(at)) return 0;
  at = readTop(at + 1);
  if (at == 0) return 0;
  passSource();
  passAction();
  passMetadata();
  if (!passMessage() || !passTime()) return 0;
  if (countOf(FIELDS_FRAME) > 0) {
    const text = cursor.to;
    put('"fields":{');
    putMembers(FIELDS_FRAME, KEPT);
    putByte(125);
    placeMember(METADATA_FRAME, FIELDS, 6, text);
  }
  return skipBlank(at);
}

/** Reads the record's own members, and asks what isAuditLog asks. */
function readTop(at: usize): usize {
  clearFrame(SOURCE_FRAME);
  clearFrame(ACTION_FRAME);
  clearFrame(METADATA_FRAME);
  clearFrame(FIELDS_FRAME);
  parts.eventId = 0;
  parts.eventType = 0;
  parts.severity = 0;
  parts.time = 0;
  let hasSource = false;
  let hasAction = false;
  let hasMetadata = false;
  let hasEventId = false;
  at = skipBlank(at);
  while (true) {
    const text = cursor.to;
    at = copyNameAndColon(at);
    if (at == 0) return 0;
    const name = cursor.name;
    const length = cursor.nameLength;
    const value = cursor.to;
    if (name == SOURCE && length == 6) {
      if (hasSource || !isBrace(at)) return 0;
      hasSource = true;
      at = readMembers(at + 1, SOURCE_FRAME, 2);
    } else if (name == ACTION && length == 6) {
      if (hasAction || !isBrace(at)) return 0;
      hasAction = true;
      at = readMembers(at + 1, ACTION_FRAME, 2);
    } else if (name == METADATA && length == 8) {
      if (hasMetadata) return 0;
      hasMetadata = true;
      if (isBrace(at)) {
        at = readMembers(at + 1, METADATA_FRAME, 2);
      } else {
        at = copyValue(at, 1);
        if (at != 0) placeMember(FIELDS_FRAME, name, length, text);
      }
    } else {
      at = copyValue(at, 1);
      if (at == 0) return 0;
      if (name == EVENT_TYPE && length == 9 && restOf(text, 9) == 0x65) {
        if (parts.eventType != 0 || !isText(value) || cursor.to - value == 2) return 0;
        parts.eventType = value;
        parts.eventTypeEnd = cursor.to;
      } else if (name == SEVERITY && length == 8) {
        if (parts.severity != 0 || !isSeverity(value, cursor.to)) return 0;
        parts.severity = value;
        parts.severityEnd = cursor.to;
      } else if (name == TIMESTAMP && length == 9 && restOf(text, 9) == 0x70) {
        if (parts.time != 0) return 0;
        parts.time = value;
        parts.timeEnd = cursor.to;
      } else if (name == EVENT_ID && length == 7) {
        if (hasEventId) return 0;
        hasEventId = true;
        passEventId(value, text);
      } else if (!addMember(FIELDS_FRAME, name, length, text)) {
        return 0;
      }
    }
    if (at == 0) return 0;
    at = skipBlank(at);
    const code: u32 = load<u8>(at);
    if (code == 125) break;
    if (code != 44) return 0;
    at = skipBlank(at + 1);
  }
  return parts.eventType != 0 && (hasSource || hasAction) ? at + 1 : 0;
}

function isSeverity(value: usize, end: usize): bool {
  const length = end - value;
  // The words as they lie in memory, with their quotes: "low", "high", "medium", "critical".
  if (length == 5) return load<u32>(value, 1) == 0x22776f6c && isText(value);
  if (length == 6) return load<u32>(value, 1) == 0x68676968 && isText(value);
  if (length == 8) return load<u32>(value, 1) == 0x6964656d && load<u16>(value, 5) == 0x6d75 && isText(value);
  return length == 10 && load<u32>(value, 1) == 0x74697263 && load<u32>(value, 5) == 0x6c616369 && isText(value);
}

function passEventId(value: usize, text: usize): void {
  if (isText(value) && cursor.to - value > 2) {
    parts.eventId = value;
  } else if (isNumber(value)) {
    parts.eventId = cursor.to;
    putQuoted(value, cursor.to);
  } else {
    placeMember(FIELDS_FRAME, EVENT_ID, 7, text);
    return;
  }
  parts.eventIdEnd = cursor.to;
}

/** Writes a number as text. */
function putQuoted(value: usize, end: usize): void {
  putByte(34);
  putBytes(value, end - value);
  putByte(34);
}

function passSource(): void {
  let hasRest = false;
  const count = countOf(SOURCE_FRAME);
  for (let i: u32 = 0; i < count; i += 1) {
    const entry = entryOf(SOURCE_FRAME, i);
    const value = valueOf(entry);
    if (isSourceName(entry)) {
      if (isText(value)) continue;
      if (isNumber(value)) {
        quoteMember(entry);
        continue;
      }
      if (isNull(value)) {
        setFate(entry, DROPPED);
        continue;
      }
    }
    setFate(entry, ASIDE);
    hasRest = true;
  }
  if (hasRest) setAside('"source":{', SOURCE_FRAME, SOURCE);
}

function isSourceName(entry: usize): bool {
  return (
    isNamed(entry, IP, 2) ||
    isNamed(entry, USER_ID, 6) ||
    isNamed(entry, TENANT_ID, 8) ||
    isNamed(entry, USER_AGENT, 9, 0x74) ||
    isNamed(entry, SESSION_ID, 9, 0x64)
  );
}

/** Gives a member its number as text. */
function quoteMember(entry: usize): void {
  const value = valueOf(entry);
  const end = endOf(entry);
  const text = cursor.to;
  const from = textOf(entry);
  putBytes(from, value - from);
  putQuoted(value, end);
  setText(entry, text);
}

function passAction(): void {
  let hasRest = false;
  const count = countOf(ACTION_FRAME);
  for (let i: u32 = 0; i < count; i += 1) {
    const entry = entryOf(ACTION_FRAME, i);
    const value = valueOf(entry);
    const isWord = isNamed(entry, TYPE, 4) || isNamed(entry, RESOURCE, 8) || isNamed(entry, METHOD, 6);
    const isSuccess = isNamed(entry, SUCCESS, 7);
    if ((isWord && isText(value)) || (isSuccess && isTruth(value)) || isNamed(entry, DETAILS, 7)) continue;
    if ((isWord || isSuccess) && isNull(value)) {
      setFate(entry, DROPPED);
    } else {
      setFate(entry, ASIDE);
      hasRest = true;
    }
  }
  if (hasRest) setAside('"action":{', ACTION_FRAME, ACTION);
}

/** Keeps what does not pass through of an object under its name in `metadata.fields`. */
function setAside(opening: string, frame: usize, name: u64): void {
  const text = cursor.to;
  put(opening);
  putMembers(frame, ASIDE);
  putByte(125);
  placeMember(FIELDS_FRAME, name, 6, text);
}

/** Metadata that uses one of our names for something else is kept aside as a whole. */
function passMetadata(): void {
  const message = findKept(METADATA_FRAME, MESSAGE, 7);
  const isClean =
    (message == 0 || isText(valueOf(message))) &&
    findKept(METADATA_FRAME, FIELDS, 6) == 0 &&
    findKept(METADATA_FRAME, TIME, 4) == 0 &&
    findKept(METADATA_FRAME, PARSE, 5) == 0 &&
    findKept(METADATA_FRAME, AMBIGUITIES, 11, 0x696573) == 0;
  if (isClean) return;
  const text = cursor.to;
  put('"metadata":{');
  putMembers(METADATA_FRAME, KEPT);
  putByte(125);
  placeMember(FIELDS_FRAME, METADATA, 8, text);
  clearFrame(METADATA_FRAME);
}

/**
 * The line for the person: the metadata's own, the record's, or one made from the facts.
 *
 * @returns false where `oneLine` would change it
 */
function passMessage(): bool {
  if (findKept(METADATA_FRAME, MESSAGE, 7) != 0) return true;
  const text = cursor.to;
  put('"message":"');
  const from = cursor.to;
  const own = findKept(FIELDS_FRAME, MESSAGE, 7);
  if (own == 0 || !putScalar(valueOf(own), endOf(own))) describe();
  if (!isOneLine(from, cursor.to)) return false;
  putByte(34);
  return placeMember(METADATA_FRAME, MESSAGE, 7, text);
}

/** Writes a scalar that says something, without quotes (scalarText in mapping/paths.ts). */
function putScalar(value: usize, end: usize): bool {
  if (isText(value)) {
    if (isNothing(value + 1, end - value - 2)) return false;
    putBytes(value + 1, end - value - 2);
    return true;
  }
  if (!isNumber(value) && !isTruth(value)) return false;
  putBytes(value, end - value);
  return true;
}

/** Nothing, `-`, `null`, `N/A`, `n/a`, `(null)`. */
function isNothing(at: usize, length: usize): bool {
  if (length == 0) return true;
  if (length == 1) return load<u8>(at) == 45;
  if (length == 3) {
    const start = load<u16>(at);
    return (start == 0x2f4e && load<u8>(at, 2) == 65) || (start == 0x2f6e && load<u8>(at, 2) == 97);
  }
  if (length == 4) return load<u32>(at) == 0x6c6c756e;
  return length == 6 && load<u32>(at) == 0x6c756e28 && load<u16>(at, 4) == 0x296c;
}

/** `describe` in mapping/profile.ts. */
function describe(): void {
  putBytes(parts.eventType + 1, parts.eventTypeEnd - parts.eventType - 2);
  putFact(' by ', findKept(SOURCE_FRAME, USER_ID, 6));
  putFact(' on ', findKept(ACTION_FRAME, RESOURCE, 8));
  putFact(' from ', findKept(SOURCE_FRAME, IP, 2));
  const success = findKept(ACTION_FRAME, SUCCESS, 7);
  if (success != 0) put(load<u8>(valueOf(success)) == 116 ? ': success' : ': failure');
}

function putFact(before: string, entry: usize): void {
  if (entry == 0) return;
  put(before);
  const value = valueOf(entry) + 1;
  putBytes(value, endOf(entry) - value - 1);
}

const MAX_MESSAGE_UNITS: i32 = 512;

/** Whether `oneLine` in mapping/words.ts leaves these canonical characters as they are: few, and none for control. */
function isOneLine(from: usize, to: usize): bool {
  let units = 0;
  for (let at = from; at < to; at += 1) {
    const code: u32 = load<u8>(at);
    if (code == 92) {
      at += 1;
      const escaped: u32 = load<u8>(at);
      if (escaped != 34 && escaped != 92) return false;
    } else if (code == 0x7f || (code == 0xc2 && load<u8>(at, 1) < 0xa0)) {
      return false;
    }
    if ((code & 0xc0) != 0x80) units += code >= 0xf0 ? 2 : 1;
    if (units > MAX_MESSAGE_UNITS) return false;
  }
  return true;
}

/** The time, if it is canonical already: the timestamp then is the text itself. */
function passTime(): bool {
  parts.timeUs = NaN;
  if (parts.time == 0) return true;
  if (isNull(parts.time)) {
    parts.time = 0;
    return true;
  }
  if (!isText(parts.time)) return false;
  parts.time += 1;
  parts.timeEnd -= 1;
  const length = parts.timeEnd - parts.time;
  parts.timeUs = readTimeUs(parts.time, length);
  if (parts.timeUs != parts.timeUs) return false;
  const text = cursor.to;
  put('"time":{"field":"timestamp","original":"');
  putBytes(parts.time, length);
  put('","zone":"in-text"}');
  return placeMember(METADATA_FRAME, TIME, 4, text);
}
