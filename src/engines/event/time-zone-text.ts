/**
 * Zones as they stand in times: `Z`, `+02:00`, `-0700`, `UTC`, `GMT+1`, `EST`.
 *
 * Pure. O(1).
 * Source: RFC 3339 §4, RFC 5322 §4.3 (North American names); other names after the IANA zone database's customary use.
 * Difference: every name but UTC and GMT is marked `zone-name`, because most are used by more than one country.
 * Trust: text of the log.
 */

/** Minutes east of UTC. Names that mean different things in different countries (IST, BST, AST ...) are left out. */
const NAMED_MINUTES: ReadonlyMap<string, number> = new Map([
  ['UTC', 0],
  ['GMT', 0],
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
  ['WET', 0],
  ['WEST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  ['JST', 540],
  ['KST', 540],
  ['AEST', 600],
  ['AEDT', 660],
  ['NZST', 720],
  ['NZDT', 780],
]);

export const NO_ZONE = Number.NaN;

export interface ZoneText {
  /** Seconds east of UTC; NaN where the text names none. */
  offsetSeconds: number;
  /** Whether the zone is a name other than UTC and GMT. */
  isName: boolean;
}

const digit = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57 ? code - 48 : -1;
};
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** Reads `±hh`, `±hhmm`, `±hh:mm` at `at`; where it ends, or -1. `isTight`: not parted by a space from the time. */
function scanOffset(text: string, at: number, isTight: boolean, out: ZoneText): number {
  const sign = text.charCodeAt(at);
  if (sign !== 43 && sign !== 45) return -1;
  const h1 = digit(text, at + 1);
  const h2 = digit(text, at + 2);
  if (h1 < 0 || h2 < 0) return -1;
  const hours = h1 * 10 + h2;
  let minutes = 0;
  let end = at + 3;
  const hasColon = text.charCodeAt(end) === 58;
  const from = hasColon ? end + 1 : end;
  const m1 = digit(text, from);
  const m2 = digit(text, from + 1);
  if (m1 >= 0 && m2 >= 0) {
    minutes = m1 * 10 + m2;
    end = from + 2;
  } else if (!isTight && end < text.length) return -1;
  if (hours > 18 || minutes > 59 || digit(text, end) >= 0) return -1;
  const seconds = hours * 3_600 + minutes * 60;
  out.offsetSeconds = sign === 45 && seconds !== 0 ? -seconds : seconds;
  return end;
}

/**
 * Reads a zone at `at`, with at most one space before it.
 *
 * @returns the index after the zone; `at` itself where there is none (then `out.offsetSeconds` is NaN)
 */
export function scanZone(text: string, at: number, out: ZoneText): number {
  out.offsetSeconds = NO_ZONE;
  out.isName = false;
  const isTight = text.charCodeAt(at) !== 32;
  const from = isTight ? at : at + 1;
  const code = text.charCodeAt(from);
  if (code === 43 || code === 45) {
    const end = scanOffset(text, from, isTight, out);
    return end < 0 ? at : end;
  }
  if ((code === 90 || code === 122) && !isLetter(text.charCodeAt(from + 1)) && digit(text, from + 1) < 0) {
    out.offsetSeconds = 0;
    return from + 1;
  }
  if (code < 65 || code > 90) return at;
  let end = from + 1;
  while (end - from < 6 && text.charCodeAt(end) >= 65 && text.charCodeAt(end) <= 90) end += 1;
  if (isLetter(text.charCodeAt(end)) || digit(text, end) >= 0) return at;
  const name = text.slice(from, end);
  const minutes = NAMED_MINUTES.get(name);
  if (minutes === undefined) return at;
  out.offsetSeconds = minutes * 60;
  out.isName = name !== 'UTC' && name !== 'GMT';
  if (!out.isName) {
    const after = scanUtcOffset(text, end, out);
    if (after > end) return after;
  }
  return end;
}

/** `UTC+2`, `GMT+0100`: an offset right after the name. */
function scanUtcOffset(text: string, at: number, out: ZoneText): number {
  const end = scanOffset(text, at, true, out);
  if (end >= 0) return end;
  const sign = text.charCodeAt(at);
  const hours = digit(text, at + 1);
  if ((sign !== 43 && sign !== 45) || hours < 0 || digit(text, at + 2) >= 0) return at;
  out.offsetSeconds = (sign === 45 ? -hours : hours) * 3_600;
  return at + 2;
}
