/**
 * What readers have decoded, kept while there is room: least recently used goes first. One per thread, for all segments.
 *
 * Pure. O(1) per look-up.
 */

interface Entry {
  value: unknown;
  sizeBytes: number;
}

export class SegmentCache {
  readonly #limitBytes: number;
  readonly #entries = new Map<string, Entry>();
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get<T>(key: string, make: () => { value: T; sizeBytes: number }): T {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      // A Map keeps the order of insertion: the first is the one not used for longest.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value as T;
    }
    const made = make();
    this.#entries.set(key, made);
    this.#usedBytes += made.sizeBytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#usedBytes <= this.#limitBytes) break;
      this.#entries.delete(oldest);
      this.#usedBytes -= entry.sizeBytes;
    }
    return made.value;
  }

  /** Forgets all whose key begins with the text. */
  drop(prefix: string): void {
    for (const [key, entry] of this.#entries) {
      if (!key.startsWith(prefix)) continue;
      this.#entries.delete(key);
      this.#usedBytes -= entry.sizeBytes;
    }
  }
}

/** The cache of this thread. */
export const sharedSegmentCache = new SegmentCache(384 * 1024 * 1024);
