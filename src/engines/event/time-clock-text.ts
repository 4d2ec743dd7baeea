/**
 * The clock of a time in text: `10:11:12.123`, `101112`, with AM or PM.
 *
 * Pure, no allocation, O(length of the clock).
 * Trust: text of the log; every digit is checked.
 */
import {
  SPACE,
  COMMA,
  DOT,
  COLON,
  digitAt,
  twoAt,
  digitRun,
  isLetterCode,
  lastShort,
  shortNumber,
} from './time-text-parts.ts';

/** A clock as its text says it. */
export interface ClockText {
  /** 0 to 24. */
  hour: number;
  minute: number;
  /** 0 to 60. */
  second: number;
  /** Digits of the fraction: from `fractionStart` to `fractionEnd`; both are the same where there are none. */
  fractionStart: number;
  fractionEnd: number;
  /** Whether it was a clock of twelve hours, AM or PM. */
  isHalfDay: boolean;
}

export function setFraction(text: string, at: number, out: ClockText): number {
  out.fractionStart = at;
  out.fractionEnd = at;
  const mark = text.charCodeAt(at);
  if (mark !== DOT && mark !== COMMA && mark !== COLON) return at;
  const digits = digitRun(text, at + 1, 12);
  if (digits === 0 || digitAt(text, at + 1 + digits) >= 0) return at;
  const end = at + 1 + digits;
  if (mark !== DOT) {
    // A comma or colon also parts columns: only the usual precisions are taken for a fraction.
    if (digits !== 3 && digits !== 6 && digits !== 9 && (mark === COLON || end < text.length)) return at;
    if (text.charCodeAt(end) === mark) return at;
  }
  out.fractionStart = at + 1;
  out.fractionEnd = end;
  return end;
}

/** `h:mm[:ss[.fraction]]`; the index after it, or -1. */
export function scanClock(text: string, at: number, needsSeconds: boolean, out: ClockText): number {
  let end = shortNumber(text, at);
  if (end < 0 || text.charCodeAt(end) !== COLON) return -1;
  out.hour = lastShort();
  out.minute = twoAt(text, end + 1);
  end += 3;
  if (out.hour > 24 || out.minute < 0 || out.minute > 59) return -1;
  out.second = 0;
  out.fractionStart = end;
  out.fractionEnd = end;
  const seconds = text.charCodeAt(end) === COLON ? twoAt(text, end + 1) : -1;
  if (seconds < 0) return needsSeconds || digitAt(text, end) >= 0 ? -1 : end;
  if (seconds > 60) return -1;
  out.second = seconds;
  end += 3;
  if (digitAt(text, end) >= 0) return -1;
  return setFraction(text, end, out);
}

/** `AM`, `PM`, `a.m.` after a clock of twelve hours; the index after it. */
export function scanHalfDay(text: string, at: number, out: ClockText): number {
  out.isHalfDay = false;
  const from = text.charCodeAt(at) === SPACE || text.charCodeAt(at) === 0x202f ? at + 1 : at;
  const letter = text.charCodeAt(from) | 32;
  if ((letter !== 97 && letter !== 112) || (text.charCodeAt(from + 1) | 32) !== 109) return at;
  if (isLetterCode(text.charCodeAt(from + 2)) || out.hour < 1 || out.hour > 12) return at;
  out.isHalfDay = true;
  out.hour = (out.hour % 12) + (letter === 112 ? 12 : 0);
  // Cisco Unified Communications puts the fraction behind: `02:23:07 PM.123`.
  const isBehind = text.charCodeAt(from + 2) === DOT && out.fractionEnd === out.fractionStart;
  return isBehind ? setFraction(text, from + 2, out) : from + 2;
}

/** `hhmmss` or `hh:mm:ss`. */
export function scanPackedClock(text: string, at: number, out: ClockText): number {
  if (text.charCodeAt(at + 2) === COLON || text.charCodeAt(at + 1) === COLON) return scanClock(text, at, true, out);
  out.hour = twoAt(text, at);
  out.minute = twoAt(text, at + 2);
  out.second = twoAt(text, at + 4);
  if (out.hour < 0 || out.minute < 0 || out.second < 0) return -1;
  if (out.hour > 24 || out.minute > 59 || out.second > 60) return -1;
  if (digitAt(text, at + 6) >= 0) {
    // Milliseconds right behind, 17 digits in all.
    if (digitRun(text, at + 6, 4) !== 3) return -1;
    out.fractionStart = at + 6;
    out.fractionEnd = at + 9;
    return at + 9;
  }
  return setFraction(text, at + 6, out);
}
