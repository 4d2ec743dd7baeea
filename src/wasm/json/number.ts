/**
 * Numbers that stand in the record as canonical JSON writes them, or nearly.
 *
 * Source: RFC 8785 §3.2.2.3 (ECMAScript Number::toString). A decimal of at most 15 digits is the shortest one of its
 * double, so its digits need no conversion; only zeros at the end of a fraction go.
 * Declined: exponents, more digits, -0, fractions below 10^-6 (written with an exponent).
 * Trust: the bytes are the log's.
 */
import { putBytes } from './text';

const MAX_DIGITS: usize = 15;
const MAX_LEADING_ZEROS: usize = 5;

function isDigit(at: usize): bool {
  return (load<u8>(at) as u32) - 48 <= 9;
}

/** Copies the number at `at`. Returns the byte after it, or 0. */
export function copyNumber(at: usize): usize {
  const isNegative = load<u8>(at) == 45;
  const first = isNegative ? at + 1 : at;
  if (!isDigit(first)) return 0;
  const isZero = load<u8>(first) == 48;
  let end = first + 1;
  if (!isZero) while (isDigit(end)) end += 1;
  const whole = end - first;
  const next: u32 = load<u8>(end);
  if (next == 46) {
    const fraction = end + 1;
    let stop = fraction;
    while (isDigit(stop)) stop += 1;
    if (stop == fraction || whole + (stop - fraction) > MAX_DIGITS) return 0;
    if ((load<u8>(stop) | 32) == 101) return 0;
    let last = stop;
    while (last > fraction && load<u8>(last - 1) == 48) last -= 1;
    if (last == fraction) {
      if (isZero && isNegative) return 0;
      last = end;
    } else if (isZero) {
      let zeros = fraction;
      while (load<u8>(zeros) == 48) zeros += 1;
      if (zeros - fraction > MAX_LEADING_ZEROS) return 0;
    }
    putBytes(at, last - at);
    return stop;
  }
  if (whole > MAX_DIGITS || (isZero && isNegative) || (next | 32) == 101) return 0;
  putBytes(at, end - at);
  return end;
}
