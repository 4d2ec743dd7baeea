/** A Map as a memory of what was used last: it keeps the order of insertion, so the first is what was not used for longest. Pure. */

/** Puts the entries last, and forgets the first until no more than `limit` are left. O(entries). */
export function keepRecent<K, V>(map: Map<K, V>, entries: Iterable<readonly [K, V]>, limit: number): void {
  for (const [key, value] of entries) {
    map.delete(key);
    map.set(key, value);
  }
  for (const key of map.keys()) {
    if (map.size <= limit) break;
    map.delete(key);
  }
}
