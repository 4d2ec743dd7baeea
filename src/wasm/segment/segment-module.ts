/**
 * Builds the columns and the word index of a segment from canonical lines.
 *
 * The host (host/vault/segment/segment-index.ts) copies lines into `input`, adds them row by row, and at the end reads the
 * parts one after the other. One segment at a time; `begin` starts over.
 * Source: resources/docs/evidence-format-files.md. Trust: lines are hostile; whatever they hold, no address outside of this
 * memory is touched, and a line that is not canonical is refused.
 */
import { ByteStream, closeChunk } from '../common/byte-stream';
import { giveBack, giveBackTo, heapTop, keepBelow, seedHash, take } from '../common/memory';
import {
  addEntryWords,
  entries,
  ids,
  kinds,
  messages,
  newWalk,
  others,
  overflow,
  overflowCount,
  values,
  walkBody,
} from './body-walk';
import { addValue, Column, entryAt, limitColumns, STRING, writeCounts, writeEntries } from './column';
import { codesAt, isSparse, isWide, writeCodes } from './column-codes';
import { finishIds, IdIndex, newIdIndex } from './id-index';
import { columnAt, columnCount } from './path-tree';
import { addText, forgetScratch, makeFoldTable, newTermIndex, TermIndex } from './term-index';
import { writeTerms } from './term-writer';

/** Room behind the input that a scan may read. */
const PADDING: u32 = 64;
/** Numbers that the host reads after `describe`. */
const FACTS = memory.data(64);

export const factsAt: usize = FACTS;
export let inputAt: usize = 0;

/** Once, before anything else. @param inputBytes room for lines */
export function initialize(inputBytes: u32, seed: u32): void {
  seedHash(seed);
  makeFoldTable();
  inputAt = take(inputBytes + PADDING);
  keepBelow();
}

/** Starts a segment; everything of the one before is gone. @param longestText bytes of the longest text */
export function begin(
  openEntries: u32,
  maxEntries: u32,
  mostColumns: u32,
  dictionaryBytes: u32,
  longestText: u32,
): void {
  giveBack();
  forgetScratch();
  limitColumns(openEntries, maxEntries, dictionaryBytes);
  newWalk(mostColumns, longestText);
}

/**
 * Adds a row.
 *
 * @param kind address of the record's kind, as canonical JSON @param body address of the body @param limit end of the line
 * @returns whether the body is canonical JSON
 */
export function addRow(row: u32, kind: usize, kindSize: u32, body: usize, limit: usize, isEvent: bool): bool {
  addValue(kinds, row, kind, kindSize, STRING, isEvent);
  return walkBody(row, body, limit, isEvent) != 0;
}

export function countColumns(): u32 {
  return columnCount;
}

function columnOrKinds(index: i32): Column {
  return index < 0 ? kinds : columnAt(index);
}

/** Facts of a column: path, flags, counts. @param index -1: the kinds */
export function describeColumn(index: i32, rowCount: u32): void {
  const column = columnOrKinds(index);
  store<u32>(FACTS, <u32>column.path, 0);
  store<u32>(FACTS, column.pathSize, 4);
  store<u32>(FACTS, column.isText ? 1 : 0, 8);
  store<u32>(FACTS, isSparse(column, rowCount) ? 1 : 0, 12);
  store<u32>(FACTS, isWide(column) ? 1 : 0, 16);
  store<u32>(FACTS, column.entryCount, 20);
  store<u32>(FACTS, column.textCount, 24);
  store<u32>(FACTS, column.numberCount, 28);
  store<u32>(FACTS, column.extraCount, 32);
  store<u32>(FACTS, column.presentRows, 36);
  store<u32>(FACTS, column.presentEvents, 40);
}

/** Codes of the column; bytes lie at `codesAddress` until the next call. */
export function columnCodes(index: i32, rowCount: u32): u32 {
  const mark = heapTop();
  const length = writeCodes(columnOrKinds(index), rowCount);
  giveBackTo(mark);
  return length;
}

export function codesAddress(): usize {
  return codesAt;
}

/** First chunk of a chain. */
function opened(stream: ByteStream): usize {
  closeChunk(stream);
  return stream.first;
}

export function columnEntries(index: i32): usize {
  return opened(writeEntries(columnOrKinds(index)));
}

export function columnCounts(index: i32): usize {
  return opened(writeCounts(columnOrKinds(index)));
}

export function columnExtras(index: i32): usize {
  return opened(columnOrKinds(index).extras);
}

export function columnExtraMarks(index: i32): usize {
  return opened(columnOrKinds(index).extraMarks);
}

/** The numbers, 8 bytes each. */
export function columnNumbers(index: i32): usize {
  return opened(columnOrKinds(index).numbers);
}

export function overflowRows(): usize {
  return opened(overflow);
}

export function countOverflow(): u32 {
  return overflowCount;
}

/** Adds the words of a column's dictionary to the index of entries. */
export function indexEntries(index: i32, entryBase: u32): void {
  const column = columnOrKinds(index);
  for (let e: u32 = 0; e < column.entryCount; e++) {
    const entry = entryAt(column, e);
    addEntryWords(entryBase + e, entry.at, entry.size);
  }
}

export function messageTerms(): TermIndex {
  return messages;
}
export function otherTerms(): TermIndex {
  return others;
}
export function entryTerms(): TermIndex {
  return entries;
}
export function textIds(): IdIndex {
  return ids;
}
export function eventIds(): IdIndex {
  return values;
}

/** Facts: first chunks of pages, directory, documents, places; number of terms. @param size how many documents */
export function finishTerms(index: TermIndex, size: u32): void {
  const built = writeTerms(index, size);
  store<u32>(FACTS, <u32>opened(built.pages), 0);
  store<u32>(FACTS, <u32>opened(built.directory), 4);
  store<u32>(FACTS, <u32>opened(built.documents), 8);
  store<u32>(FACTS, <u32>opened(built.places), 12);
  store<u32>(FACTS, index.termCount, 16);
}

/** Facts: first chunks of the chunks and the directory. */
export function finishIndex(index: IdIndex): void {
  finishIds(index);
  store<u32>(FACTS, <u32>opened(index.chunks), 0);
  store<u32>(FACTS, <u32>opened(index.directory), 4);
}

export { addText, giveBackTo, heapTop, newIdIndex, newTermIndex };
export { addId } from './id-index';
