/**
 * Text forms of binary values: GUID, SID, hexadecimal, 64-bit integers, ANSI characters.
 *
 * Pure. O(bytes).
 * Source: MS-DTYP §2.3.4.3 (GUID string), §2.4.2.1 (SID string), MS-EVEN6 §2.2.17 (value types), code page 1252 by
 * Microsoft's best-fit table. Difference: GUIDs without braces, upper case, as evtx_dump writes them.
 * Trust: the bytes are the log's; the caller has checked that they lie inside the record.
 */

const UPPER: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);
const hex = (bytes: Uint8Array, at: number): string => UPPER[bytes[at] as number] as string;

/** Upper-case hex digits of the bytes. */
export function hexText(bytes: Uint8Array, at: number, size: number): string {
  let text = '';
  for (let i = at; i < at + size; i += 1) text += hex(bytes, i);
  return text;
}

/** `54849625-5478-4994-A5BA-3E3B0328C30D` of the 16 bytes at `at`. */
export function guidText(bytes: Uint8Array, at: number): string {
  const h = (index: number): string => hex(bytes, at + index);
  return (
    `${h(3)}${h(2)}${h(1)}${h(0)}-${h(5)}${h(4)}-${h(7)}${h(6)}-${h(8)}${h(9)}-` +
    `${h(10)}${h(11)}${h(12)}${h(13)}${h(14)}${h(15)}`
  );
}

/** Size of the SID at `at`, 8 to 1,028 bytes; 0 where it does not fit into `limit` bytes. */
export function sidBytes(bytes: Uint8Array, at: number, limit: number): number {
  if (limit < 8) return 0;
  const size = 8 + 4 * (bytes[at + 1] as number);
  return size <= limit ? size : 0;
}

/** `S-1-5-21-...`; the caller has made sure of `sidBytes`. An authority of 2^32 and more is hexadecimal. */
export function sidText(bytes: Uint8Array, view: DataView, at: number): string {
  const authorityHigh = view.getUint16(at + 2);
  const authorityLow = view.getUint32(at + 4);
  let text = `S-${bytes[at]}-`;
  text +=
    authorityHigh === 0
      ? authorityLow
      : `0x${authorityHigh.toString(16).padStart(4, '0')}${authorityLow.toString(16).padStart(8, '0')}`;
  const count = bytes[at + 1] as number;
  for (let i = 0; i < count; i += 1) text += `-${view.getUint32(at + 8 + 4 * i, true)}`;
  return text;
}

/** `0x` and the digits without leading zeros. */
export function hex64Text(low: number, high: number): string {
  return high === 0 ? `0x${low.toString(16)}` : `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

const HIGH_SAFE = 0x20_0000;

/** A number where it is exact (below 2^53), decimal text otherwise. */
export function unsigned64(low: number, high: number): number | string {
  return high < HIGH_SAFE ? high * 4_294_967_296 + low : ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** @param high the upper half as a signed 32-bit number */
export function signed64(low: number, high: number): number | string {
  if (high >= 0) return unsigned64(low, high);
  const value = high * 4_294_967_296 + low;
  return high >= -HIGH_SAFE && Number.isSafeInteger(value) ? value : ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** The shortest decimal that gives the same 32-bit float back. */
export function float32Number(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** Code page 1252 where it differs from Latin-1: 0x80 to 0x9F. */
const CP1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Latin-1 text as the code page 1252 text it really is. */
export function windows1252(latin1: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters in question
  return latin1.replace(/[\u0080-\u009f]/g, (char) => CP1252.charAt(char.charCodeAt(0) - 0x80));
}
