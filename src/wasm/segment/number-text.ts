/**
 * Whether a text is exactly how ECMAScript prints a number, and which: a column then keeps the number for the text.
 *
 * Decimal texts of at most 15 digits are decided here: each is the shortest text of a double of its own (ECMA-262
 * Number::toString), so the text is the number's if it has no superfluous zero and no exponent is due. Others: the host.
 */
import { numberOf } from './imports';

const MAX_DIGITS: u32 = 15;
const MAX_CHARS: u32 = 17;

/** The number of the text that `isExactNumber` said true of. */
export let exactNumber: f64 = 0;

const POWERS = memory.data<f64>([1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]);

/** @param at canonical JSON: a string in quotes (`isString`) or a number */
export function isExactNumber(at: usize, size: u32, isString: bool): bool {
  if (isString) {
    at++;
    size -= 2;
    if (size == 0 || size > MAX_CHARS) return false;
    const first = load<u8>(at);
    if (first - 48 > 9 && first != 45) return false;
  }
  if (readDecimal(at, size)) return true;
  exactNumber = numberOf(at, size);
  return !isNaN(exactNumber);
}

/** Reads a decimal of at most 15 digits that is its number's own text; false says nothing. */
function readDecimal(from: usize, size: u32): bool {
  const end = from + size;
  let at = from;
  const isNegative = load<u8>(at) == 45;
  if (isNegative) at++;
  const start = at;
  let value: u64 = 0;
  let fraction: u32 = 0;
  let point: usize = 0;
  while (at < end) {
    const digit = <u32>load<u8>(at) - 48;
    if (digit < 10) {
      value = value * 10 + digit;
      if (point != 0) fraction++;
    } else if (digit == <u32>-2 && point == 0) point = at;
    else return false;
    at++;
    if (at - start > MAX_DIGITS + 1) return false;
  }
  const wholeEnd = point == 0 ? end : point;
  const digits = <u32>(end - start) - (point == 0 ? 0 : 1);
  if (wholeEnd == start || digits > MAX_DIGITS) return false;
  if (load<u8>(start) == 48 && wholeEnd - start > 1) return false;
  if (value == 0 && (isNegative || point != 0)) return false;
  // A fraction must have digits and not end with 0; below 1e-6 an exponent is due.
  if (
    point != 0 &&
    (fraction == 0 || load<u8>(end - 1) == 48 || (load<u8>(start) == 48 && hasSixZeros(point, fraction)))
  )
    return false;
  const number = <f64>value / load<f64>(POWERS + fraction * 8);
  exactNumber = isNegative ? -number : number;
  return true;
}

function hasSixZeros(point: usize, fraction: u32): bool {
  if (fraction < 7) return false;
  for (let i: u32 = 1; i <= 6; i++) if (load<u8>(point + i) != 48) return false;
  return true;
}
