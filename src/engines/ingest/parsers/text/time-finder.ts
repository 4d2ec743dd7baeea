/**
 * Finds the time in a line of free text: learned from the first lines of a source, then looked for at the same place.
 *
 * Pure, linear in the first SEARCH_CHARS characters of a line.
 * Source: resources/docs/time.md.
 * Trust: text of the log. A bare number is a time only where the head of the source shows it to be one.
 */
import { newTimeScan, scanTime } from '../../../event/time-scan.ts';
import type { TimeForm, TimeScan } from '../../../event/time-scan.ts';
import type { JsonObject, JsonValue } from '../../../event/audit-event.ts';

/** A time that starts later in the line belongs to the message. */
export const SEARCH_CHARS = 200;

/** Where the times of a source stand. */
export type TimePlace = {
  form: TimeForm;
  /** How many places in front of it could have held a time: 0 is the start of the line, brackets aside. */
  index: number;
  /** Whether a record starts with each time, and lines without belong to the record before. */
  startsRecord: boolean;
  /** Settles `6/9/2005`: whether the day comes first; null where nothing shows it. */
  isDayFirst: boolean | null;
};

/** ECMA-48 §5.4: ESC, `[`, parameters, intermediates, final. */
const ESCAPES = new RegExp(String.raw`\x1b\[[0-?]{0,24}[ -/]{0,4}[@-~]`, 'g');

/** The line without colours and other terminal control (ECMA-48 CSI), as a terminal would show it. */
export function stripEscapes(line: string): string {
  return line.includes('\u001b') ? line.replace(ESCAPES, '') : line;
}

/** Whether a time can start behind this character. */
function isBoundary(code: number): boolean {
  switch (code) {
    case 9: // tab
    case 32:
    case 34: // "
    case 35: // #
    case 39: // '
    case 40: // (
    case 44: // ,
    case 58: // :
    case 59: // ;
    case 60: // <
    case 61: // =
    case 91: // [
    case 123: // {
    case 124: // |
      return true;
    default:
      return false;
  }
}

/** Whether a character can start a time: a digit, `@`, or a capital or small letter of a month or weekday. */
function canStart(code: number): boolean {
  if (code >= 48 && code <= 57) return true;
  switch (code | 32) {
    case 97: // Apr Aug
    case 100: // Dec
    case 101: // E glog
    case 102: // Feb Fri
    case 105: // I glog
    case 106: // Jan Jun Jul
    case 109: // Mar May Mon
    case 110: // Nov
    case 111: // Oct
    case 115: // Sep Sat Sun
    case 116: // Tue Thu
    case 119: // Wed
      return true;
    default:
      return code === 64;
  }
}

export interface FoundTime {
  scan: TimeScan;
  /** Where the time starts in the line. */
  start: number;
  /** How many places in front of it were tried. */
  index: number;
}

export const newFoundTime = (): FoundTime => ({ scan: newTimeScan(), start: -1, index: 0 });

/**
 * The first time of a line, of one form or of any but `epoch`.
 *
 * @param form the form to look for; undefined for any
 * @param maxIndex places to try at most
 */
export function findTime(line: string, form: TimeForm | undefined, maxIndex: number, out: FoundTime): boolean {
  const stop = Math.min(line.length, SEARCH_CHARS);
  let isAtBoundary = true;
  let index = 0;
  // The opening brackets of a line do not count as places.
  for (let i = 0; i < stop; i += 1) {
    const code = line.charCodeAt(i);
    if (isAtBoundary && !isBoundary(code)) {
      if (
        canStart(code) &&
        scanTime(line, i, false, out.scan) &&
        (form === undefined ? out.scan.form !== 'epoch' : out.scan.form === form) &&
        !isLetterOrDigit(line.charCodeAt(out.scan.end))
      ) {
        out.start = i;
        out.index = index;
        return true;
      }
      index += 1;
      if (index > maxIndex) return false;
    }
    isAtBoundary = isBoundary(code);
  }
  return false;
}

const isLetterOrDigit = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

const isAsciiTo = (line: string, end: number): boolean => {
  for (let i = 0; i < end; i += 1) if (line.charCodeAt(i) > 127) return false;
  return true;
};

/**
 * Whether a line starts a record by its time. At the start of a line any form of time does, so that a log whose writer
 * changed its format stays in single records.
 */
export function startsRecord(whole: string, place: TimePlace, scratch: FoundTime): boolean {
  const line = stripEscapes(whole);
  const form = place.index === 0 && place.form !== 'epoch' ? undefined : place.form;
  return findTime(line, form, place.index, scratch) && scratch.index === place.index && isAsciiTo(line, scratch.start);
}

/** Times further inside a line start a record only where nearly every line has one at the very same place. */
const MAX_START_INDEX = 3;
export const EPOCH_INDEX = 16;
/** A bare number is taken for the time of a source where this share of its lines have one at the same place. */
const MIN_EPOCH_SHARE = 0.4;
const MIN_FIRST_EPOCH_SHARE = 0.25;

/** Learns where the times of a source stand; undefined where its head shows none. */
export function learnTimePlace(raw: readonly string[]): TimePlace | undefined {
  const lines = raw.map(stripEscapes);
  const votes = new Map<string, Vote>();
  const found = newFoundTime();
  let isDayFirst: boolean | null = null;
  for (const line of lines) {
    if (findTime(line, undefined, SEARCH_CHARS, found)) {
      addVote(votes, found.scan.form, found.index);
      if (found.scan.form === 'slash' && found.scan.day !== found.scan.month && found.scan.isOrderKnown) {
        isDayFirst = isDayFirstAt(line, found.start);
      }
    }
  }
  let best = mostVoted(votes);
  if (best === undefined || best.count < lines.length * 0.3) best = learnEpoch(lines, found) ?? best;
  if (best === undefined) return undefined;
  const place: TimePlace = { form: best.form, index: best.index, startsRecord: false, isDayFirst };
  const first = lines[0];
  const opens = first !== undefined && startsRecord(first, place, found);
  const share = best.count / lines.length;
  place.startsRecord = best.index === 0 ? opens || share >= 0.3 : best.index <= MAX_START_INDEX && share >= 0.9;
  return place;
}

interface Vote {
  form: TimeForm;
  index: number;
  count: number;
}

/** Bare numbers as times: at one place in many lines, or opening the first and enough others. */
function learnEpoch(lines: readonly string[], found: FoundTime): Vote | undefined {
  const votes = new Map<string, Vote>();
  let total = 0;
  for (const line of lines) {
    if (!findTime(line, 'epoch', EPOCH_INDEX, found)) continue;
    total += 1;
    addVote(votes, 'epoch', found.index);
  }
  const best = mostVoted(votes);
  if (best === undefined) return undefined;
  const first = lines[0] ?? '';
  const opens = best.index === 0 && findTime(first, 'epoch', 0, found);
  if (best.count >= lines.length * (opens ? MIN_FIRST_EPOCH_SHARE : MIN_EPOCH_SHARE)) return best;
  // The same column, pushed about by what stands in the columns before it.
  return total >= lines.length * 0.9 ? { form: 'epoch', index: EPOCH_INDEX, count: total } : undefined;
}

function addVote(votes: Map<string, Vote>, form: TimeForm, index: number): void {
  const key = `${form} ${index}`;
  const old = votes.get(key);
  if (old === undefined) votes.set(key, { form, index, count: 1 });
  else old.count += 1;
}

/** Whether an unambiguous `19/06/2005` puts the day first. */
function isDayFirstAt(line: string, start: number): boolean {
  return Number.parseInt(line.slice(start, start + 2), 10) > 12;
}

function mostVoted(votes: ReadonlyMap<string, Vote>): Vote | undefined {
  let best: Vote | undefined;
  for (const entry of votes.values()) {
    if (best === undefined || entry.count > best.count || (entry.count === best.count && entry.index < best.index)) {
      best = entry;
    }
  }
  return best;
}

const FORMS: readonly TimeForm[] = [
  'iso',
  'compact',
  'clf',
  'asctime',
  'bsd',
  'rfc2822',
  'slash',
  'dotted',
  'month-day',
  'epoch',
  'tai64n',
];

/** The place as plain data, and back. */
export const placeToSettings = (place: TimePlace): JsonObject => ({ ...place });

export function settingsToPlace(settings: JsonValue | undefined): TimePlace | undefined {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return undefined;
  const form = FORMS.find((name) => name === settings['form']);
  const index = settings['index'];
  if (form === undefined || typeof index !== 'number') return undefined;
  const { isDayFirst } = settings;
  return {
    form,
    index,
    startsRecord: settings['startsRecord'] === true,
    isDayFirst: typeof isDayFirst === 'boolean' ? isDayFirst : null,
  };
}
