/**
 * One column of a segment under construction: the values of one path, row by row, as small codes into a dictionary.
 *
 * The dictionary is open until it turns out that most values are different; then the values it holds keep their codes and
 * every other one is `TEXT` (found through the text index, decided by the line) or `NUMBER` (kept as a number).
 * An entry is the canonical JSON of a value, so text, number and boolean never mix. true and false are always entries:
 * no word of the text index could find them.
 *
 * Cost: one comparison where a value repeats the one before, else one hash; 2-3 bytes a value.
 * Trust: values are hostile; the dictionaries of a segment share one allowance.
 */
import { ByteStream, lengthOf, newStream, putByte, putBytes, putVarint, reserve } from '../common/byte-stream';
import { hashOf, isSame, slotsAnew, take, takeZeroed } from '../common/memory';
import { isExactNumber, exactNumber } from './number-text';

/** Codes that are not an entry of the dictionary (host/vault/segment/column-codes.ts). */
export const ABSENT: u32 = 0;
export const TEXT: u32 = 1;
export const NUMBER: u32 = 2;
export const MULTIPLE: u32 = 3;
export const FIRST_ENTRY: u32 = 4;

const MAX_ENTRY_BYTES: u32 = 258;
/** After so many values since closing, the lookups end where fewer than one in twenty hit. */
const TRIAL_VALUES: u32 = 2_048;
const FIRST_SLOTS: u32 = 16;
const EXTRAS_PER_MARK: u32 = 256;
const NO_ROW: u32 = 0xffff_ffff;

/** Limits of a segment's columns; set before the first is made. */
let openEntries: u32 = 0;
let maxEntries: u32 = 0;
let dictionaryBytes: u32 = 0;

export function limitColumns(open: u32, most: u32, bytes: u32): void {
  openEntries = open;
  maxEntries = most;
  dictionaryBytes = bytes;
}

/** What a value is, and what its bytes hold. */
export const STRING: u32 = 0;
export const NUMERAL: u32 = 1;
export const BOOLEAN: u32 = 2;

@unmanaged
export class Entry {
  at: usize = 0;
  size: u32 = 0;
  /** Events that hold it. */
  eventCount: u32 = 0;
  /** Row + 1 in which it was noted as one of several values. */
  extraRow: u32 = 0;
}

@unmanaged
export class Column {
  path: usize = 0;
  pathSize: u32 = 0;
  isText: bool = false;
  isMessage: bool = false;
  isEventId: bool = false;
  isOpen: bool = false;
  hasLookup: bool = false;
  entries: usize = 0;
  entryCount: u32 = 0;
  entryRoom: u32 = 0;
  slots: usize = 0;
  mask: u32 = 0;
  lastEntry: Entry | null = null;
  lastCode: u32 = 0;
  trialValues: u32 = 0;
  trialHits: u32 = 0;
  /** The row that was added last: its code is written when the next one comes, since more values of it may follow. */
  row: u32 = NO_ROW;
  code: u32 = ABSENT;
  writtenRow: u32 = 0;
  hasExtraText: bool = false;
  codes: ByteStream = changetype<ByteStream>(0);
  extras: ByteStream = changetype<ByteStream>(0);
  /** For each EXTRAS_PER_MARK extra values: the row of the one before, and where it begins. */
  extraMarks: ByteStream = changetype<ByteStream>(0);
  numbers: ByteStream = changetype<ByteStream>(0);
  extraCount: u32 = 0;
  extraRow: u32 = 0;
  numberCount: u32 = 0;
  textCount: u32 = 0;
  presentRows: u32 = 0;
  presentEvents: u32 = 0;
}

/** @param isCoded false: no dictionary, every value is different anyway */
export function newColumn(path: usize, pathSize: u32, isCoded: bool): Column {
  const column = changetype<Column>(takeZeroed(offsetof<Column>()));
  column.path = path;
  column.pathSize = pathSize;
  column.isOpen = isCoded;
  column.hasLookup = isCoded;
  column.row = NO_ROW;
  column.codes = newStream();
  column.extras = newStream();
  column.extraMarks = newStream();
  column.numbers = newStream();
  column.slots = takeZeroed(FIRST_SLOTS * 8);
  column.mask = FIRST_SLOTS - 1;
  return column;
}

/** @param e number of the entry, below entryCount */
export function entryAt(column: Column, e: u32): Entry {
  return changetype<Entry>(column.entries + e * <u32>offsetof<Entry>());
}

/**
 * Adds a value of a row; rows ascend, a row may have several values.
 *
 * @param at canonical JSON of the value, quotes included
 * @returns whether the value is not in the dictionary and must be findable through the text index
 */
export function addValue(column: Column, row: u32, at: usize, size: u32, kind: u32, isEvent: bool): bool {
  const code = codeOf(column, at, size, kind);
  if (row == column.row) {
    addAnother(column, row, code, isEvent);
    return code < FIRST_ENTRY;
  }
  writeRow(column);
  column.row = row;
  column.code = code;
  column.hasExtraText = false;
  column.presentRows++;
  if (isEvent) column.presentEvents++;
  if (code >= FIRST_ENTRY) {
    if (isEvent) entryAt(column, code - FIRST_ENTRY).eventCount++;
    return false;
  }
  if (code == NUMBER) {
    reserve(column.numbers, 8);
    store<f64>(column.numbers.at, exactNumber);
    column.numbers.at += 8;
    column.numberCount++;
  } else column.textCount++;
  return true;
}

/** Writes the code of the last row; once more at the end. */
export function writeRow(column: Column): void {
  if (column.row == NO_ROW) return;
  putVarint(column.codes, column.row - column.writtenRow);
  putVarint(column.codes, column.code);
  column.writtenRow = column.row;
  column.row = NO_ROW;
}

function codeOf(column: Column, at: usize, size: u32, kind: u32): u32 {
  if (!column.hasLookup && kind != BOOLEAN) return uncoded(at, size, kind);
  const last = column.lastEntry;
  if (last != null && last.size == size && isSame(last.at, at, size)) return column.lastCode;
  const hash = hashOf(at, size);
  let slot = hash & column.mask;
  for (;;) {
    const place = column.slots + (slot << 3);
    const code = load<u32>(place);
    if (code == 0) break;
    if (load<u32>(place, 4) == hash) {
      const entry = entryAt(column, code - FIRST_ENTRY);
      if (entry.size == size && isSame(entry.at, at, size)) {
        if (!column.isOpen) column.trialHits++;
        column.lastEntry = entry;
        column.lastCode = code;
        return code;
      }
    }
    slot = (slot + 1) & column.mask;
  }
  if (kind == BOOLEAN || (column.isOpen && mayTake(column, size))) return addEntry(column, at, size, hash, slot);
  if (!column.isOpen && ++column.trialValues >= TRIAL_VALUES) {
    if (column.trialHits * 19 < column.trialValues) column.hasLookup = false;
    column.trialValues = 0;
    column.trialHits = 0;
  }
  return uncoded(at, size, kind);
}

function uncoded(at: usize, size: u32, kind: u32): u32 {
  return isExactNumber(at, size, kind == STRING) ? NUMBER : TEXT;
}

function mayTake(column: Column, size: u32): bool {
  if (size > MAX_ENTRY_BYTES) return false;
  const count = column.entryCount;
  const isMostlyNew = count >= openEntries && count * 4 > column.presentRows + column.extraCount;
  if (count >= maxEntries || isMostlyNew || dictionaryBytes < size) column.isOpen = false;
  else dictionaryBytes -= size;
  return column.isOpen;
}

function addEntry(column: Column, at: usize, size: u32, hash: u32, slot: u32): u32 {
  if (column.entryCount == column.entryRoom) growEntries(column);
  const entry = entryAt(column, column.entryCount);
  entry.at = take(size);
  entry.size = size;
  entry.eventCount = 0;
  entry.extraRow = 0;
  memory.copy(entry.at, at, size);
  const code = column.entryCount++ + FIRST_ENTRY;
  store<u32>(column.slots + (slot << 3), code);
  store<u32>(column.slots + (slot << 3), hash, 4);
  if (column.entryCount * 2 > column.mask) rehash(column);
  column.lastEntry = entry;
  column.lastCode = code;
  return code;
}

function growEntries(column: Column): void {
  const room = max(8, column.entryRoom * 2);
  const entries = take(room * <u32>offsetof<Entry>());
  memory.copy(entries, column.entries, column.entryCount * <u32>offsetof<Entry>());
  column.entries = entries;
  column.entryRoom = room;
}

function rehash(column: Column): void {
  const count = (column.mask + 1) * 4;
  column.slots = slotsAnew(column.slots, column.mask, count);
  column.mask = count - 1;
}

/** A second or later value of the row: all of them go to the list of extra values, each once. */
function addAnother(column: Column, row: u32, code: u32, isEvent: bool): void {
  if (column.code != MULTIPLE) {
    if (code == column.code && code >= FIRST_ENTRY) return;
    if (column.code == NUMBER) {
      column.numbers.at -= 8;
      column.numberCount--;
    } else if (column.code == TEXT) column.textCount--;
    putExtra(column, row, column.code);
    column.code = MULTIPLE;
  }
  if (putExtra(column, row, code) && isEvent && code >= FIRST_ENTRY) entryAt(column, code - FIRST_ENTRY).eventCount++;
}

/** @returns whether it is the first of this value in the row */
function putExtra(column: Column, row: u32, code: u32): bool {
  const kept = code == NUMBER ? TEXT : code;
  if (kept == TEXT) {
    if (column.hasExtraText) return false;
    column.hasExtraText = true;
  } else {
    const entry = entryAt(column, kept - FIRST_ENTRY);
    if (entry.extraRow == row + 1) return false;
    entry.extraRow = row + 1;
  }
  if (column.extraCount % EXTRAS_PER_MARK == 0) {
    putVarint(column.extraMarks, column.extraRow);
    putVarint(column.extraMarks, lengthOf(column.extras));
  }
  putVarint(column.extras, row - column.extraRow);
  putVarint(column.extras, kept);
  column.extraRow = row;
  column.extraCount++;
  return true;
}

/** The dictionary as a JSON array. */
export function writeEntries(column: Column): ByteStream {
  const out = newStream();
  putByte(out, 91);
  for (let e: u32 = 0; e < column.entryCount; e++) {
    if (e > 0) putByte(out, 44);
    const entry = entryAt(column, e);
    putBytes(out, entry.at, entry.size);
  }
  putByte(out, 93);
  return out;
}

/** Events that hold the entry, for each entry. */
export function writeCounts(column: Column): ByteStream {
  const out = newStream();
  for (let e: u32 = 0; e < column.entryCount; e++) putVarint(out, entryAt(column, e).eventCount);
  return out;
}
