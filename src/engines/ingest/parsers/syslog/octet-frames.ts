/**
 * Octet-counted frames: `123 <34>1 2024-... ` one after another, as syslog over TCP and TLS is sent.
 *
 * Pure, linear.
 * Source: RFC 6587 §3.4.1, RFC 5425 §4.3: MSG-LEN SP SYSLOG-MSG, the length without leading zero.
 * Trust: the length is the sender's: it is checked against what is there, and a frame that does not start with `<` is
 * skipped up to the next place where a frame can start.
 */

const MAX_LENGTH_DIGITS = 8;

/** A frame's message lies from `start` to `end`; `end` may lie behind the bytes that are there. */
export interface Frame {
  start: number;
  end: number;
}

/** Reads a frame header at `at`: undefined where none stands there, `incomplete` where the bytes end inside it. */
export function readFrame(bytes: Uint8Array, at: number): Frame | 'incomplete' | undefined {
  let length = 0;
  let i = at;
  for (; i < bytes.length && i - at <= MAX_LENGTH_DIGITS; i += 1) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    length = length * 10 + digit;
  }
  if (i === bytes.length && i - at <= MAX_LENGTH_DIGITS && (i > at ? bytes[at] !== 48 : true)) return 'incomplete';
  if (i === at || bytes[at] === 48 || bytes[i] !== 32) return undefined;
  if (i + 1 >= bytes.length) return 'incomplete';
  if (bytes[i + 1] !== 60) return undefined;
  return { start: i + 1, end: i + 1 + length };
}

/** The next place behind `at` where a whole frame header stands, or -1. */
export function findFrame(bytes: Uint8Array, at: number): number {
  let angle = bytes.indexOf(60, at);
  while (angle >= 0) {
    if (bytes[angle - 1] === 32) {
      let start = angle - 1;
      while (start > at && isDigit(bytes[start - 1])) start -= 1;
      if (start < angle - 1 && isPriority(bytes, angle)) {
        // Digits before the length may belong to the message in front: a length has no leading zero.
        while (start < angle - 1 && bytes[start] === 48) start += 1;
        if (start < angle - 1 && start > at) return start;
      }
    }
    angle = bytes.indexOf(60, angle + 1);
  }
  return -1;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

function isPriority(bytes: Uint8Array, angle: number): boolean {
  for (let i = 1; i <= 4; i += 1) {
    const byte = bytes[angle + i];
    if (byte === 62) return i > 1;
    if (!isDigit(byte)) return false;
  }
  return false;
}

/** Skips newlines between frames, which some senders add. */
export function skipBreaks(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] === 10 || bytes[end] === 13 || bytes[end] === 0) end += 1;
  return end;
}

/** Count of leading bytes that hold whole frames; see FormatReader.cut. */
export function cutFrames(window: Uint8Array, isEnd: boolean): number {
  if (isEnd) return window.length;
  let at = 0;
  for (;;) {
    const from = skipBreaks(window, at);
    const frame = readFrame(window, from);
    if (frame === 'incomplete') return at;
    if (frame === undefined) {
      const next = findFrame(window, from);
      if (next < 0) return at;
      at = next;
    } else if (frame.end > window.length) return at;
    else at = frame.end;
  }
}
