/**
 * Values of records by their bytes: accounts, hosts, channels, privileges repeat, and finding one again costs a fifth of
 * reading it.
 *
 * Pure but for the writer's memory, which finds them; bounded by the places it has.
 * Trust: the bytes are hostile. A value is taken for one seen before only where type, size and bytes are the same; doubtful
 * ones are read each time, so that each of their records says so.
 */
import type { JsonValue } from '../../../event/audit-event.ts';
import type { EvtxWriter } from './evtx-writer.ts';
import type { ValueReader } from './values.ts';

export class SeenValues {
  readonly #writer: EvtxWriter;
  readonly #stamps: Uint32Array;
  readonly #knownStamps: Uint32Array;
  readonly #known: (JsonValue | undefined)[];

  constructor(writer: EvtxWriter) {
    this.#writer = writer;
    this.#stamps = writer.stamps;
    this.#knownStamps = new Uint32Array(writer.stamps.length);
    this.#known = Array.from({ length: writer.stamps.length }, () => undefined);
  }

  /** The value as `values` reads it: [at, at + size) of the chunk that the writer holds too. */
  read(values: ValueReader, type: number, at: number, size: number): JsonValue | undefined {
    const place = this.#writer.seenAt(type, at, size);
    if (place < 0) return values.read(type, at, size);
    const stamp = this.#stamps[place] as number;
    if (this.#knownStamps[place] === stamp) return this.#known[place];
    const value = values.read(type, at, size);
    if (values.doubts.length > 0) return value;
    this.#known[place] = value;
    this.#knownStamps[place] = stamp;
    return value;
  }
}
