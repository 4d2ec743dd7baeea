/**
 * Canonical time text to microseconds since the epoch, as `toUnixUs` in engines/event/time.ts counts them.
 *
 * Source: resources/docs/time.md; days from the civil date by the era method.
 * Trust: the text is the log's.
 */

const FIRST_YEAR: i32 = 1970;
const LAST_YEAR: i32 = 2200;

/** Microseconds, rounded down; NaN where the text is no canonical time. */
export function readTimeUs(at: usize, length: usize): f64 {
  if (length < 20 || length > 30 || load<u8>(at + length - 1) != 90) return NaN;
  const century = twoDigits(at);
  const ofCentury = twoDigits(at + 2);
  const month = twoDigits(at + 5);
  const day = twoDigits(at + 8);
  const hour = twoDigits(at + 11);
  const minute = twoDigits(at + 14);
  const second = twoDigits(at + 17);
  if ((century | ofCentury | month | day | hour | minute | second) < 0) return NaN;
  if (load<u8>(at, 4) != 45 || load<u8>(at, 7) != 45 || load<u8>(at, 10) != 84) return NaN;
  if (load<u8>(at, 13) != 58 || load<u8>(at, 16) != 58) return NaN;
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  const year = century * 100 + ofCentury;
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return NaN;
  if (day < 1 || day > daysInMonth(year, month)) return NaN;
  let us = 0;
  if (length > 20) {
    if (load<u8>(at, 19) != 46 || length == 21) return NaN;
    let digits = 0;
    for (let i: usize = 20; i < length - 1; i += 1) {
      const digit = (load<u8>(at + i) as i32) - 48;
      if (digit < 0 || digit > 9) return NaN;
      if (digits < 6) {
        us = us * 10 + digit;
        digits += 1;
      }
    }
    for (; digits < 6; digits += 1) us *= 10;
  }
  const seconds = (daysFromCivil(year, month, day) as i64) * 86_400 + (hour * 3_600 + minute * 60 + second);
  return (seconds * 1_000_000 + us) as f64;
}

function twoDigits(at: usize): i32 {
  const high = (load<u8>(at) as i32) - 48;
  const low = (load<u8>(at, 1) as i32) - 48;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -1;
}

function daysInMonth(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

function daysFromCivil(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
}
