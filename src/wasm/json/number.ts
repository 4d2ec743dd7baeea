/**
 * Numbers that stand in the record as canonical JSON writes them, or nearly.
 *
 * Source: RFC 8785 §3.2.2.3 (ECMAScript Number::toString). Decimals whose digits, read as an integer, are at most 2^52
 * lie further apart than the doubles around them: no other one of as many digits, and so no shorter one, has the same
 * double. The digits need no conversion; only zeros at the end of a fraction go.
 * Declined: exponents, more digits, -0, fractions below 10^-6 (written with an exponent); integers of more than 15 digits,
 * which the JavaScript path reports.
 * Trust: the bytes are the log's.
 */
import { putBytes } from './text';

const MAX_WHOLE_DIGITS: usize = 15;
/** So many fit an u64. */
const MAX_DIGITS: usize = 18;
const MAX_EXACT: u64 = 4_503_599_627_370_496;
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
  if (end - first > MAX_WHOLE_DIGITS) return 0;
  const next: u32 = load<u8>(end);
  if (next == 46) return copyFraction(at, end, isZero, isNegative);
  if ((isZero && isNegative) || (next | 32) == 101) return 0;
  putBytes(at, end - at);
  return end;
}

/** Copies the number whose point stands at `point`. */
function copyFraction(at: usize, point: usize, isZero: bool, isNegative: bool): usize {
  const fraction = point + 1;
  let end = fraction;
  while (isDigit(end)) end += 1;
  if (end == fraction || (load<u8>(end) | 32) == 101) return 0;
  let last = end;
  while (last > fraction && load<u8>(last - 1) == 48) last -= 1;
  if (last == fraction) {
    if (isZero && isNegative) return 0;
    putBytes(at, point - at);
    return end;
  }
  const first = isNegative ? at + 1 : at;
  if (last - first - 1 > MAX_DIGITS) return 0;
  let leadingZeros: usize = 0;
  if (isZero) while (load<u8>(fraction + leadingZeros) == 48) leadingZeros += 1;
  if (leadingZeros > MAX_LEADING_ZEROS) return 0;
  let digits: u64 = 0;
  for (let i = first; i < last; i += 1) {
    if (i != point) digits = digits * 10 + ((load<u8>(i) - 48) as u64);
  }
  if (digits > MAX_EXACT) return 0;
  putBytes(at, last - at);
  return end;
}
