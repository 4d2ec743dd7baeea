/**
 * Branded units: a number says what it counts.
 *
 * Pure. `UnixUs` is microseconds since 1970-01-01T00:00:00Z as a double: exact from 1684 to 2255, rounded outside;
 * it orders and buckets events, while the canonical record keeps the full text (100 ns and more).
 */

declare const unit: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [unit]: Name };

/** Microseconds since the Unix epoch, UTC. May carry a fraction of .1 steps only as far as a double allows. */
export type UnixUs = Branded<number, 'UnixUs'>;
/** A count of bytes, an integer from 0 to 2^53-1. */
export type ByteCount = Branded<number, 'ByteCount'>;
/** Position of a record in the case log, from 0, without gaps. */
export type Seq = Branded<number, 'Seq'>;

export const unixUs = (value: number): UnixUs => value as UnixUs;
export const byteCount = (value: number): ByteCount => value as ByteCount;
export const seq = (value: number): Seq => value as Seq;

export const US_PER_MS = 1_000;
export const US_PER_SECOND = 1_000_000;
export const MS_PER_MINUTE = 60_000;
