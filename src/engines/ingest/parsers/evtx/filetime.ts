/**
 * FILETIME and SYSTEMTIME as RFC 3339 text.
 *
 * Pure. O(1), two 32-bit halves instead of BigInt.
 * Source: MS-DTYP §2.3.3 (FILETIME: 100 ns since 1601-01-01 UTC), §2.3.13 (SYSTEMTIME).
 * Trust: any bit pattern; what no four-digit year can hold comes out as a number.
 */
import { formatSeconds, TWO_DIGITS } from '../../../event/time-civil.ts';

/** Seconds from 1601-01-01 to 1970-01-01. */
const SECONDS_TO_1970 = 11_644_473_600;
/** Seconds from 1601-01-01 to 10000-01-01. */
const SECONDS_TO_10000 = 265_046_774_400;
/** High halves below it, which lies past the year 10000, can be multiplied exactly. */
const HIGH_END = 700_000_000;
const TICKS_PER_SECOND = 10_000_000;

const PADDING = ['0000000', '000000', '00000', '0000', '000', '00', '0', ''];

let lastLow = -1;
let lastHigh = -1;
let lastText = '';

/**
 * `YYYY-MM-DDThh:mm:ss.fffffffZ`, always seven digits; decimal ticks where the year would be past 9999.
 *
 * The last one is remembered: most records carry the same time in their header and in TimeCreated.
 */
export function fileTimeText(low: number, high: number): string {
  if (low !== lastLow || high !== lastHigh) {
    lastText = ticksText(low, high);
    lastLow = low;
    lastHigh = high;
  }
  return lastText;
}

function ticksText(low: number, high: number): string {
  if (high < HIGH_END) {
    // 2^32 ticks are 429 s and 4,967,296 ticks; the rest stays below 2^53 for every high half that gets here.
    const rest = high * 4_967_296 + low;
    const carried = Math.floor(rest / TICKS_PER_SECOND);
    const seconds = high * 429 + carried;
    if (seconds < SECONDS_TO_10000) {
      const digits = String(rest - carried * TICKS_PER_SECOND);
      return formatSeconds(seconds - SECONDS_TO_1970, (PADDING[digits.length] as string) + digits);
    }
  }
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

const two = (value: number): string => TWO_DIGITS[value] ?? String(value);

/** `YYYY-MM-DDThh:mm:ss.mmmZ` of the 16 bytes at `at`, numbers as they stand, in range or not. */
export function systemTimeText(view: DataView, at: number): string {
  const part = (index: number): number => view.getUint16(at + index * 2, true);
  const date = `${String(part(0)).padStart(4, '0')}-${two(part(1))}-${two(part(3))}`;
  return `${date}T${two(part(4))}:${two(part(5))}:${two(part(6))}.${String(part(7)).padStart(3, '0')}Z`;
}
