/**
 * The lines of records that were shown last: whoever refines a search, pages back or looks again sees most of them again,
 * and each would cost a block read and unpacked.
 *
 * They are only spared the reading: whoever shows one checks it against its leaf again. O(1).
 */

/** A line has 1,350 characters on average, so this is some 12,000 of them: a hundred pages. */
const MAX_CHARACTERS = 16 * 1_048_576;

export class RecentLines {
  readonly #maxCharacters: number;
  /** By seq, least recently used first. */
  readonly #lines = new Map<number, string>();
  #characters = 0;

  constructor(maxCharacters = MAX_CHARACTERS) {
    this.#maxCharacters = maxCharacters;
  }

  /** @param read where it is not here; undefined is not kept */
  get(seq: number, read: () => string | undefined): string | undefined {
    const known = this.#lines.get(seq);
    const line = known ?? read();
    if (line === undefined) return undefined;
    if (known === undefined) this.#characters += line.length;
    else this.#lines.delete(seq);
    this.#lines.set(seq, line);
    for (const [oldest, { length }] of this.#lines) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#lines.delete(oldest);
      this.#characters -= length;
    }
    return line;
  }
}
