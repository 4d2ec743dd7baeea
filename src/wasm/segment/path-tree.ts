/**
 * The tree of keys seen in the bodies of a segment, and the column of each path.
 *
 * Keys mostly come in the order of the object seen before at the same place, so most steps are one comparison.
 * Trust: keys are hostile: the number of places that are remembered, and the length of paths, is bounded.
 */
import { hashOf, isSame, take, takeZeroed } from '../common/memory';
import { HAS_ESCAPE, unescape } from '../common/json-text';
import { Column, newColumn } from './column';
import { describePath } from './imports';

/** Places in the tree that are remembered. */
const MAX_NODES: u32 = 65_536;
/** Longer paths have no column and are not remembered. UTF-8 bytes. */
export const MAX_PATH_BYTES: u32 = 1_024;
export const MAX_DEPTH: u32 = 70;

/** What the host says of a path. */
export const IS_TEXT: u32 = 1;
export const IS_UNCODED: u32 = 2;
export const IS_UNINDEXED: u32 = 4;
export const IS_MESSAGE: u32 = 8;
export const IS_EVENT_ID: u32 = 16;

@unmanaged
export class PathNode {
  /** The key as it stands in the JSON, escapes included. */
  key: usize = 0;
  keySize: u32 = 0;
  path: usize = 0;
  pathSize: u32 = 0;
  parent: usize = 0;
  kind: u32 = 0;
  /** Made when the first leaf is seen; null where there is no room for more columns. */
  column: Column | null = null;
  hasColumn: bool = false;
  /** The key that began the object seen last here, and the one that followed this one. */
  first: PathNode | null = null;
  next: PathNode | null = null;
  isKept: bool = false;
}

let root: usize = 0;
let nodeCount: u32 = 0;
let slots: usize = 0;
const SLOT_COUNT: u32 = MAX_NODES * 2;
let maxColumns: u32 = 0;
/** Columns in the order in which they were made. */
export let columnCount: u32 = 0;
let columns: usize = 0;
/** Columns by path: open addressing, 0 is free. */
let columnSlots: usize = 0;
let columnMask: u32 = 0;
/** Nodes that are not kept: one a level, made over each time, with room for one path. */
let passing: usize = 0;

export function newTree(mostColumns: u32): void {
  maxColumns = mostColumns;
  columnCount = 0;
  columns = take((mostColumns + 2) * 4);
  columnMask = 16;
  while (columnMask < mostColumns * 2 + 4) columnMask *= 2;
  columnSlots = takeZeroed(columnMask * 4);
  columnMask--;
  slots = takeZeroed(SLOT_COUNT * 4);
  nodeCount = 0;
  passing = take((MAX_DEPTH + 1) * (<u32>offsetof<PathNode>() + MAX_PATH_BYTES));
  root = takeZeroed(offsetof<PathNode>());
  changetype<PathNode>(root).isKept = true;
}

export function rootNode(): PathNode {
  return changetype<PathNode>(root);
}

export function columnAt(index: u32): Column {
  return changetype<Column>(load<u32>(columns + index * 4));
}

/** The node of a key below `node`. @param flags stringFlags of the key @param depth of the object that holds the key */
export function childOf(node: PathNode, key: usize, size: u32, flags: u32, depth: u32): PathNode {
  if (node.isKept) {
    const hash = hashOf(key, size) ^ ((<u32>changetype<usize>(node) >>> 3) * 0x9e37_79b1);
    let slot = hash & (SLOT_COUNT - 1);
    for (;;) {
      const known = load<u32>(slots + slot * 4);
      if (known == 0) break;
      const child = changetype<PathNode>(known);
      if (child.parent == changetype<usize>(node) && child.keySize == size && isSame(child.key, key, size))
        return child;
      slot = (slot + 1) & (SLOT_COUNT - 1);
    }
    const pathSize = node.pathSize + size + (node.pathSize > 0 ? 1 : 0);
    if (nodeCount < MAX_NODES && pathSize <= MAX_PATH_BYTES) {
      nodeCount++;
      const made = takeZeroed(offsetof<PathNode>());
      const child = changetype<PathNode>(made);
      child.key = take(size);
      memory.copy(child.key, key, size);
      child.keySize = size;
      child.parent = changetype<usize>(node);
      child.isKept = true;
      child.path = take(pathSize);
      child.pathSize = joinPath(node, key, size, flags, child.path);
      child.kind = describePath(child.path, child.pathSize);
      store<u32>(slots + slot * 4, <u32>made);
      return child;
    }
  }
  return passingChild(node, key, size, flags, depth);
}

/** A node that lives until the next one at this depth. */
function passingChild(node: PathNode, key: usize, size: u32, flags: u32, depth: u32): PathNode {
  const at = passing + depth * (<u32>offsetof<PathNode>() + MAX_PATH_BYTES);
  memory.fill(at, 0, offsetof<PathNode>());
  const child = changetype<PathNode>(at);
  child.path = at + offsetof<PathNode>();
  const pathSize = node.pathSize + size + (node.pathSize > 0 ? 1 : 0);
  if (pathSize <= MAX_PATH_BYTES) {
    child.pathSize = joinPath(node, key, size, flags, child.path);
    child.kind = describePath(child.path, child.pathSize);
    return child;
  }
  // Too long for a column. The names with a meaning are short, so the beginning says what there is to say.
  child.pathSize = MAX_PATH_BYTES;
  memory.copy(child.path, node.path, node.pathSize);
  memory.fill(child.path + node.pathSize, 46, MAX_PATH_BYTES - node.pathSize);
  child.kind = describePath(child.path, child.pathSize) & IS_TEXT;
  child.hasColumn = true;
  return child;
}

function joinPath(node: PathNode, key: usize, size: u32, flags: u32, to: usize): u32 {
  let length = node.pathSize;
  memory.copy(to, node.path, length);
  if (length > 0) store<u8>(to + length++, 46);
  if ((flags & HAS_ESCAPE) != 0) return length + unescape(key, size, to + length);
  memory.copy(to + length, key, size);
  return length + size;
}

/** The column of a node's path; null where there is no room for one more. Different keys can lead to one path. */
export function columnOf(node: PathNode): Column | null {
  if (node.hasColumn) return node.column;
  node.hasColumn = true;
  let slot = hashOf(node.path, node.pathSize) & columnMask;
  for (;;) {
    const known = load<u32>(columnSlots + slot * 4);
    if (known == 0) break;
    const column = changetype<Column>(known);
    if (column.pathSize == node.pathSize && isSame(column.path, node.path, node.pathSize)) {
      node.column = column;
      return column;
    }
    slot = (slot + 1) & columnMask;
  }
  // The message always has its column, so that its words are told apart from all others.
  if (columnCount >= maxColumns && (node.kind & IS_MESSAGE) == 0) return null;
  const path = take(node.pathSize);
  memory.copy(path, node.path, node.pathSize);
  const column = newColumn(path, node.pathSize, (node.kind & IS_UNCODED) == 0);
  column.isText = (node.kind & IS_TEXT) != 0;
  column.isMessage = (node.kind & IS_MESSAGE) != 0;
  column.isEventId = (node.kind & IS_EVENT_ID) != 0;
  store<u32>(columns + columnCount * 4, <u32>changetype<usize>(column));
  store<u32>(columnSlots + slot * 4, <u32>changetype<usize>(column));
  columnCount++;
  node.column = column;
  return column;
}
