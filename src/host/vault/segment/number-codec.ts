/**
 * Arrays of numbers as few bytes: integers, decimals with a common factor, or rising times as differences; anything else
 * as it stands. Decoding gives exactly the numbers that went in.
 *
 * Pure. O(count).
 */
import { ByteCursor, ByteWriter } from './byte-writer.ts';

/** Number = integer × multiplier ÷ divisor. */
const SCALES: readonly { multiplier: number; divisor: number }[] = [
  { multiplier: 1_000_000, divisor: 1 },
  { multiplier: 1_000, divisor: 1 },
  { multiplier: 1, divisor: 1 },
  { multiplier: 1, divisor: 10 },
  { multiplier: 1, divisor: 100 },
  { multiplier: 1, divisor: 1_000 },
  { multiplier: 1, divisor: 1_000_000 },
];
const RAW = 255;
const LIMIT = 2 ** 51;

/** @param values finite */
export function encodeNumbers(values: Float64Array): Uint8Array {
  const scale = SCALES.findIndex((candidate) => fits(values, candidate));
  const { multiplier, divisor } = SCALES[scale] ?? { multiplier: 1, divisor: 1 };
  if (scale < 0) {
    const raw = new Uint8Array(1 + values.byteLength);
    raw[0] = RAW;
    raw.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 1);
    return raw;
  }
  let plainSize = 0;
  let deltaSize = 0;
  let previous = 0;
  for (let i = 0; i < values.length; i++) {
    const integer = Math.round((values[i]! * divisor) / multiplier);
    plainSize += varintBytes(Math.abs(integer) * 2);
    deltaSize += varintBytes(Math.abs(integer - previous) * 2);
    previous = integer;
  }
  const isDelta = deltaSize < plainSize;
  const writer = new ByteWriter(values.length * 2 + 16);
  writer.byte(scale * 2 + (isDelta ? 1 : 0));
  previous = 0;
  for (let i = 0; i < values.length; i++) {
    const integer = Math.round((values[i]! * divisor) / multiplier);
    const coded = isDelta ? integer - previous : integer;
    writer.varint(coded < 0 ? -2 * coded - 1 : 2 * coded);
    previous = integer;
  }
  return writer.view();
}

const varintBytes = (value: number): number =>
  value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : value < 2 ** 35 ? 5 : 6;

function fits(values: Float64Array, { multiplier, divisor }: { multiplier: number; divisor: number }): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const integer = Math.round((value * divisor) / multiplier);
    if ((integer * multiplier) / divisor !== value || Math.abs(integer) > LIMIT || Object.is(value, -0)) return false;
  }
  return true;
}

/** @param count how many numbers were encoded */
export function decodeNumbers(bytes: Uint8Array, count: number): Float64Array {
  const values = new Float64Array(count);
  if (bytes[0] === RAW) {
    new Uint8Array(values.buffer).set(bytes.subarray(1, 1 + values.byteLength));
    return values;
  }
  const cursor = new ByteCursor(bytes);
  const head = cursor.byte();
  const { multiplier, divisor } = SCALES[head >> 1] ?? { multiplier: 1, divisor: 1 };
  const isDelta = (head & 1) === 1;
  let integer = 0;
  for (let i = 0; i < count; i++) {
    const coded = cursor.varint();
    const signed = coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
    integer = isDelta ? integer + signed : signed;
    values[i] = (integer * multiplier) / divisor;
  }
  return values;
}
