/**
 * What the EVTX reader asks of a writer that runs the plans of templates; the host has one in WebAssembly.
 *
 * Pure: an interface. Trust: the records are hostile; what is unusual is declined.
 */

/**
 * Writes the canonical JSON of an event record's own fields by the plans of its templates, byte for byte as the EVTX
 * reader's own path and the canonical form would give it. What is unusual it declines.
 */
export interface EvtxWriter {
  /** Its memory, which never moves: the fields are written at `fieldsAt`, with 256 KiB free before and behind them. */
  readonly memory: Uint8Array;
  readonly fieldsAt: number;
  /** Offset in the chunk, size and type of each value of the record: of the event, from `dataValues` on of its data. */
  readonly values: Uint32Array;
  readonly dataValues: number;
  /** Of the record written last: end of its fields, plans of the event and of its data (0 for none), what it cost. */
  readonly result: Uint32Array;
  /** Room for plans. */
  readonly planBytes: number;
  /** Forgets all plans, and the chunk. */
  reset(): void;
  /** @param code from `encodePlan` @returns the plan, not 0; 0 where there is no more room */
  addPlan(code: Uint8Array): number;
  /** @param bytes at most 64 KiB, copied */
  enterChunk(bytes: Uint8Array): void;
  /** @param plan of the template at this offset of the chunk; 0 where there is none */
  setPlan(template: number, plan: number): void;
  /**
   * The record whose binary XML is [from, end) of the chunk.
   *
   * @returns 0 declined, 1 written, 2 where `wanted` is a template whose plan is to be set first
   */
  write(from: number, end: number, budget: number): number;
  wanted(): number;
  /** Moves `count` bytes of its memory, at most 256 KiB, to where they end at `fieldsAt`. */
  putBefore(from: number, count: number): void;
  /** Stamps by place, see `seenAt`; from 1. */
  readonly stamps: Uint32Array;
  /**
   * Where a short value of the chunk is kept. The same stamp at the same place is the same value: type, size and bytes.
   *
   * @returns -1 where it is not kept
   */
  seenAt(type: number, at: number, size: number): number;
  /** Quotes the UTF-8 text of `size` bytes behind `at` + 1 as canonical JSON, in place. @returns the end of it */
  quote(at: number, size: number): number;
}
