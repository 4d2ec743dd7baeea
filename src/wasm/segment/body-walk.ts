/**
 * From the canonical text of a body to columns and words: walks it once and hands every leaf to its column, and what the
 * column can't code to the text index.
 *
 * Sees exactly the leaves that flattenEvent (engines/search) sees, but for null, which satisfies no query, and the paths
 * without an index.
 * Cost: about 1 µs a kilobyte, then the words.
 * Trust: the text is canonical JSON, or the walk says that it is not; keys and values are hostile.
 */
import { ByteStream, newStream, putVarint } from '../common/byte-stream';
import { HAS_ESCAPE, HAS_WIDE, stringEnd, stringFlags, unescape } from '../common/json-text';
import { isSame, take } from '../common/memory';
import { addValue, BOOLEAN, Column, newColumn, NUMERAL, STRING } from './column';
import { foldedKey } from './imports';
import { addId, IdIndex, newIdIndex } from './id-index';
import { childOf, columnOf, IS_TEXT, IS_UNINDEXED, MAX_DEPTH, newTree, PathNode, rootNode } from './path-tree';
import { addText, newTermIndex, TermIndex } from './term-index';

/** Texts of one row that are compared, so that a value repeated under another path is indexed once. */
const COMPARED_TEXTS: u32 = 16;
const TEXTS = memory.data(16 * 8);

export let messages: TermIndex = changetype<TermIndex>(0);
export let others: TermIndex = changetype<TermIndex>(0);
export let entries: TermIndex = changetype<TermIndex>(0);
/** Ids inside texts, and whole values of the event id. */
export let ids: IdIndex = changetype<IdIndex>(0);
export let values: IdIndex = changetype<IdIndex>(0);
export let kinds: Column = changetype<Column>(0);
/** Rows that have a value beyond the columns, as differences. */
export let overflow: ByteStream = changetype<ByteStream>(0);
export let overflowCount: u32 = 0;
let overflowRow: u32 = 0;
/** Characters of strings with escapes; as long as the longest text. */
let plain: usize = 0;

let currentRow: u32 = 0;
let isEventRow: bool = false;
let textCount: u32 = 0;
let end: usize = 0;

/** @param longestText bytes */
export function newWalk(mostColumns: u32, longestText: u32): void {
  newTree(mostColumns);
  ids = newIdIndex();
  values = newIdIndex();
  messages = newTermIndex(ids);
  others = newTermIndex(ids);
  entries = newTermIndex(null);
  kinds = newColumn(0, 0, true);
  overflow = newStream();
  overflowCount = 0;
  overflowRow = 0;
  plain = take(longestText);
}

/** Rows come in ascending order, each once. @returns address after the body, or 0 where it is not canonical JSON */
export function walkBody(row: u32, at: usize, limit: usize, isEvent: bool): usize {
  currentRow = row;
  isEventRow = isEvent;
  textCount = 0;
  end = limit;
  if (load<u8>(at) != 123) return 0;
  return walkObject(rootNode(), at, 0);
}

function walkObject(node: PathNode, from: usize, depth: u32): usize {
  if (depth >= MAX_DEPTH) return 0;
  let at = from + 1;
  if (load<u8>(at) == 125) return at + 1;
  let previous: PathNode | null = null;
  let expected = node.first;
  while (at < end) {
    if (load<u8>(at) != 34) return 0;
    const key = at + 1;
    let child: PathNode;
    if (expected != null && isNextKey(expected, key)) {
      child = expected;
      at = key + child.keySize;
    } else {
      at = stringEnd(key, end);
      if (at == 0 || load<u8>(at, 1) != 58) return 0;
      child = childOf(node, key, <u32>(at - key), stringFlags, depth);
      if (child.isKept) {
        if (previous == null) node.first = child;
        else previous.next = child;
      }
    }
    if (child.isKept) {
      previous = child;
      expected = child.next;
    }
    at = walkValue(child, at + 2, depth + 1);
    if (at == 0) return 0;
    const mark = load<u8>(at);
    at++;
    if (mark == 125) return at;
    if (mark != 44) return 0;
  }
  return 0;
}

/** Whether this key and its colon stand at `key`: then no other can end there, escapes included. */
function isNextKey(expected: PathNode, key: usize): bool {
  const size = expected.keySize;
  return key + size < end && isSame(expected.key, key, size) && load<u16>(key + size) == 0x3a22;
}

function walkArray(node: PathNode, from: usize, depth: u32): usize {
  if (depth >= MAX_DEPTH) return 0;
  let at = from + 1;
  if (load<u8>(at) == 93) return at + 1;
  while (at < end) {
    at = walkValue(node, at, depth + 1);
    if (at == 0) return 0;
    const mark = load<u8>(at);
    at++;
    if (mark == 93) return at;
    if (mark != 44) return 0;
  }
  return 0;
}

/** @returns address after the value; 0 where there is none */
function walkValue(node: PathNode, at: usize, depth: u32): usize {
  if (at >= end) return 0;
  const first = <u32>load<u8>(at);
  if (first == 34) {
    const stop = stringEnd(at + 1, end);
    if (stop == 0) return 0;
    leaf(node, at, <u32>(stop + 1 - at), STRING, stringFlags);
    return stop + 1;
  }
  if (first == 123) return walkObject(node, at, depth);
  if (first == 91) return walkArray(node, at, depth);
  let stop = at;
  while (stop < end) {
    const byte = <u32>load<u8>(stop);
    if (byte == 44 || byte == 125 || byte == 93) break;
    stop++;
  }
  const size = <u32>(stop - at);
  if (first == 45 || first - 48 < 10) leaf(node, at, size, NUMERAL, 0);
  else if (size == 4 && load<u32>(at) == 0x6c6c_756e) return stop;
  else if ((size == 4 && load<u32>(at) == 0x6575_7274) || (size == 5 && first == 102)) leaf(node, at, size, BOOLEAN, 0);
  else return 0;
  return stop;
}

function leaf(node: PathNode, at: usize, size: u32, kind: u32, flags: u32): void {
  if ((node.kind & IS_UNINDEXED) != 0) return;
  const column = columnOf(node);
  if (column == null) {
    if (overflowCount == 0 || overflowRow != currentRow) {
      putVarint(overflow, currentRow - overflowRow);
      overflowRow = currentRow;
      overflowCount++;
    }
    if (kind != BOOLEAN && (node.kind & IS_TEXT) != 0) addLeafText(false, at, size, kind, flags);
    return;
  }
  if (!addValue(column, currentRow, at, size, kind, isEventRow)) return;
  if (column.isText) {
    if (kind != BOOLEAN) addLeafText(column.isMessage, at, size, kind, flags);
  } else if (column.isEventId) addEventId(at, size, kind, flags);
}

function addLeafText(isMessage: bool, at: usize, size: u32, kind: u32, flags: u32): void {
  if (kind == STRING) {
    at++;
    size -= 2;
  }
  if (!isMessage) {
    for (let i: u32 = 0; i < textCount; i++) {
      if (load<u32>(TEXTS + i * 8, 4) == size && isSame(<usize>load<u32>(TEXTS + i * 8), at, size)) return;
    }
    if (textCount < COMPARED_TEXTS) {
      store<u32>(TEXTS + textCount * 8, <u32>at);
      store<u32>(TEXTS + textCount * 8, size, 4);
      textCount++;
    }
  }
  if ((flags & HAS_ESCAPE) != 0) {
    size = unescape(at, size, plain);
    at = plain;
  }
  addText(isMessage ? messages : others, currentRow, at, size, (flags & HAS_WIDE) != 0);
}

/** The fingerprint that `valueKeyOf` of host/vault/segment/index-tokens.ts gives for the whole folded value. */
function addEventId(at: usize, size: u32, kind: u32, flags: u32): void {
  if (kind == STRING) {
    at++;
    size -= 2;
  }
  if ((flags & HAS_ESCAPE) != 0) {
    size = unescape(at, size, plain);
    at = plain;
  }
  if ((flags & HAS_WIDE) != 0) {
    addId(values, foldedKey(at, size), currentRow);
    return;
  }
  let hash: u32 = 0x811c_9dc5;
  for (let i: u32 = 0; i < size; i++) {
    const byte = <u32>load<u8>(at + i);
    hash = (hash ^ (byte - 65 < 26 ? byte + 32 : byte)) * 0x0100_0193;
  }
  hash = (hash ^ (hash >>> 15)) * 0x85eb_ca6b;
  addId(values, hash ^ (hash >>> 13), currentRow);
}

/** The words of a dictionary entry: a document of the index of entries. @param at canonical JSON */
export function addEntryWords(number: u32, at: usize, size: u32): void {
  const first = <u32>load<u8>(at);
  if (first == 116 || first == 102) return;
  if (first != 34) return addText(entries, number, at, size, false);
  stringEnd(at + 1, at + size);
  const flags = stringFlags;
  at++;
  size -= 2;
  if ((flags & HAS_ESCAPE) != 0) {
    size = unescape(at, size, plain);
    at = plain;
  }
  addText(entries, number, at, size, (flags & HAS_WIDE) != 0);
}
