/**
 * Times that are numbers: Unix epochs by magnitude, FILETIME, .NET ticks, WebKit time, TAI64N.
 *
 * Pure. Exact: integers beyond 2^53 go through BigInt.
 * Source: MS-DTYP §2.3.3 (FILETIME: 100 ns since 1601-01-01), .NET `DateTime.Ticks` (100 ns since 0001-01-01), WebKit
 * (microseconds since 1601), TAI64N (cr.yp.to/libtai). Magnitudes: resources/docs/time.md.
 * Trust: the text is the log's.
 */
import { formatSeconds, isPlausibleSecond } from './time-civil.ts';

/** Seconds from 1601-01-01 and from 0001-01-01 to 1970-01-01. */
const SECONDS_1601 = 11_644_473_600n;
const SECONDS_0001 = 62_135_596_800n;
/** .NET ticks of 1970 and of 2201: no FILETIME of a plausible year is that large. */
const TICKS_1970 = 621_355_968_000_000_000n;
/** TAI is 10 s ahead of UTC at the epoch of the label; libtai's 2^62 offset; leap seconds since 1972 are not applied. */
const TAI_BIAS = 4_611_686_018_427_387_904n + 10n;

/** `1.7000000001e9` -> `1700000000.1`; undefined for anything but a plain or exponent decimal. */
function plainDecimal(text: string): string | undefined {
  const match = /^(\d{1,21})(?:\.(\d{1,20}))?(?:[eE]\+?(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const whole = match[1] ?? '';
  const fraction = match[2] ?? '';
  if (match[3] === undefined) return fraction === '' ? whole : `${whole}.${fraction}`;
  const shift = Number(match[3]);
  if (shift > 20) return undefined;
  const padded = fraction.padEnd(shift, '0');
  const moved = (whole + padded.slice(0, shift)).replace(/^0+(?=\d)/, '');
  const rest = padded.slice(shift);
  return rest === '' ? moved : `${moved}.${rest}`;
}

function format(seconds: bigint, fraction: string): string | null {
  const number = Number(seconds);
  return isPlausibleSecond(number) ? formatSeconds(number, fraction.slice(0, 9)) : null;
}

/** Splits the last `places` digits off as the fraction. */
function scaled(whole: string, fraction: string, places: number): string | null {
  const cut = whole.length - places;
  return format(BigInt(whole.slice(0, cut)), whole.slice(cut) + fraction);
}

function ticks(value: bigint, places: number, epochSeconds: bigint): string | null {
  const perSecond = 10n ** BigInt(places);
  const fraction = (value % perSecond).toString().padStart(places, '0');
  return format(value / perSecond - epochSeconds, fraction);
}

/**
 * Canonical time text of a decimal number; null where it lies outside the plausible years, undefined where its magnitude
 * is that of no known epoch.
 *
 * Digits before the point: 9-10 seconds, 12-13 milliseconds, 15-16 microseconds, 17 WebKit, 18 FILETIME or .NET ticks,
 * 19 nanoseconds. A leading zero makes it no number.
 */
export function readEpoch(text: string): string | null | undefined {
  const plain = plainDecimal(text);
  if (plain === undefined || plain.startsWith('0')) return undefined;
  const point = plain.indexOf('.');
  const whole = point < 0 ? plain : plain.slice(0, point);
  const fraction = point < 0 ? '' : plain.slice(point + 1);
  switch (whole.length) {
    case 9:
    case 10:
      return format(BigInt(whole), fraction);
    case 12:
    case 13:
      return scaled(whole, fraction, 3);
    case 15:
    case 16:
      return scaled(whole, fraction, 6);
    case 17:
      return ticks(BigInt(whole), 6, SECONDS_1601);
    case 18: {
      const value = BigInt(whole);
      return value >= TICKS_1970 ? ticks(value, 7, SECONDS_0001) : ticks(value, 7, SECONDS_1601);
    }
    case 19:
      return scaled(whole, fraction, 9);
    default:
      return undefined;
  }
}

/** Canonical time text of 24 hex digits: 8 bytes of seconds, 4 bytes of nanoseconds. */
export function readTai(hex: string): string | null {
  const seconds = BigInt(`0x${hex.slice(0, 16)}`) - TAI_BIAS;
  const nanos = Number.parseInt(hex.slice(16), 16);
  return nanos < 1_000_000_000 ? format(seconds, String(nanos).padStart(9, '0')) : null;
}
