/**
 * Every leaf of an event with its path: what a search sees of it.
 *
 * Pure but for a bounded memory of path texts. O(leaves), no garbage once the paths are known.
 * Arrays add nothing to the path (each element is a leaf of the array's path). A key that holds a dot and a nested key
 * give the same path: `{"a.b": 1}` and `{"a": {"b": 1}}`. Empty objects and arrays have no leaf.
 * Trust: a body as parsed from a canonical record, nested at most MAX_DEPTH deep (what lies deeper can't be canonical and
 * is not visited); `__proto__` is a key like any other.
 */
import type { AuditEvent, JsonObject, JsonValue } from '../event/audit-event.ts';
import { MAX_DEPTH } from '../kernel/canonical-json.ts';
import { type PathNode, PathTrie } from './path-trie.ts';

export type Leaf = string | number | boolean | null;

const paths = new PathTrie<null>(() => null);

/** Calls `visit` for every leaf in document order. The same path is the same string object each time (almost always). */
export function flattenEvent(body: AuditEvent | JsonObject, visit: (path: string, value: Leaf) => void): void {
  walk(body as JsonObject, paths.root(), MAX_DEPTH, visit);
}

function walk(value: JsonValue, node: PathNode<null>, room: number, visit: (path: string, value: Leaf) => void): void {
  if (value === null || typeof value !== 'object') {
    visit(node.path, value);
    return;
  }
  if (room <= 0) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, node, room - 1, visit);
    return;
  }
  // Twice as fast as Object.keys; a parsed body has no enumerable keys but its own.
  for (const key in value) walk(value[key] ?? null, paths.child(node, key), room - 1, visit);
}
