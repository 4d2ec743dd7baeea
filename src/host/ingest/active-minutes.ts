/**
 * The minutes that had events, with the earliest and the latest of each: what gaps are found by.
 *
 * One typed array, so that a log with an event a minute costs no object an event and crosses threads as bytes.
 * O(1) an event. Bounded: MAX_MINUTES, above which `isFull` says that not all are known.
 */

const US_PER_MINUTE = 60_000_000;
/** One slot per minute with events: some 18 years of uninterrupted minutes. */
const MAX_MINUTES = 10_000_000;
/** Numbers a row: minute since the epoch, earliest and latest event time in it, microseconds. */
const ROW = 3;
const FIRST_ROWS = 64;
/** 2^32 divided by the golden ratio, which spreads neighbouring minutes. */
const SPREAD = 0x9e3779b1;

export class ActiveMinutes {
  #rows = new Float64Array(FIRST_ROWS * ROW);
  /** Row number plus one by hash of the minute, 0 for free; always twice as many as there is room for rows. */
  #slots = new Int32Array(FIRST_ROWS * 2);
  #shift = 32 - Math.log2(FIRST_ROWS * 2);
  /** Where the last event was: neighbours in a log mostly share their minute. */
  #last = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= MAX_MINUTES;
  }

  /** In the order in which they were first seen, three numbers a minute; a copy. */
  rows(): Float64Array<ArrayBuffer> {
    return this.#rows.slice(0, this.#size * ROW);
  }

  /** An event. @param timeUs microseconds since the epoch */
  add(timeUs: number): void {
    this.#put(Math.floor(timeUs / US_PER_MINUTE), timeUs, timeUs);
  }

  /** @param rows as `rows` gives them */
  addRows(rows: Float64Array): void {
    for (let at = 0; at + ROW <= rows.length; at += ROW) {
      this.#put(rows[at] as number, rows[at + 1] as number, rows[at + 2] as number);
    }
  }

  #put(minute: number, fromUs: number, toUs: number): void {
    let at = this.#last;
    if (this.#size === 0 || this.#rows[at] !== minute) {
      at = this.#find(minute);
      if (at < 0) return;
      this.#last = at;
    }
    const rows = this.#rows;
    if (fromUs < (rows[at + 1] as number)) rows[at + 1] = fromUs;
    if (toUs > (rows[at + 2] as number)) rows[at + 2] = toUs;
  }

  /** Where the minute's row begins, made where there is none; -1 where there is no room for it. */
  #find(minute: number): number {
    const mask = this.#slots.length - 1;
    let slot = Math.imul(minute | 0, SPREAD) >>> this.#shift;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const at = ((this.#slots[slot] as number) - 1) * ROW;
      if (this.#rows[at] === minute) return at;
    }
    if (this.isFull) return -1;
    if ((this.#size + 1) * ROW > this.#rows.length) {
      this.#grow();
      return this.#find(minute);
    }
    const at = this.#size * ROW;
    this.#rows[at] = minute;
    this.#rows[at + 1] = Number.POSITIVE_INFINITY;
    this.#rows[at + 2] = Number.NEGATIVE_INFINITY;
    this.#size += 1;
    this.#slots[slot] = this.#size;
    return at;
  }

  #grow(): void {
    const rows = new Float64Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#shift -= 1;
    const mask = this.#slots.length - 1;
    for (let row = 0; row < this.#size; row += 1) {
      let slot = Math.imul((rows[row * ROW] as number) | 0, SPREAD) >>> this.#shift;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = row + 1;
    }
  }
}
