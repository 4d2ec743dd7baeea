/**
 * Windows events as XML text: `<Event xmlns="...">...</Event>`, as `wevtutil /f:xml`, Event Viewer and forwarders write.
 *
 * Pure, linear. A record ends with `</Event>`, whatever the lines are: values hold newlines, and some writers put a whole
 * log into one line. `<?xml ...?>`, `<Events>` and `</Events>` between records become
 * notes; any other text there is read as lines (exports of search engines mix both).
 * Source: MS-EVEN6 event schema; resources/docs/field-mapping-windows.md for what an event becomes.
 * Trust: text of the log. What is not well-formed stays text.
 */
import type { EventDraft } from '../../../event/audit-event.ts';
import { windowsEventDraft } from '../../mapping/windows-event.ts';
import { unitBytes } from '../lines/line-bytes.ts';
import type { LineFormat } from '../lines/line-bytes.ts';
import { readXmlElement } from './xml-element.ts';

const END = '</Event>';
/** The last one before an end opens it: an event that was cut off does not take the next one with it. */
const OPENINGS = ['<Event ', '<Event>', '<Event\n', '<Event\r', '<Event\t'];
const LESS = 60;
const OPENING =
  /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<Events\b[^>]*>\s*)?<Event(?:\s[^>]*\bxmlns=["']http:\/\/schemas\.microsoft\.com\/win\/|>\s*<System>)/;
const WRAPPER = /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<\/?Events\b[^>]*>\s*)?$/;

/** Whether a source begins as a log of Windows events in XML. */
export const isWindowsXml = (lines: readonly string[]): boolean => OPENING.test(lines.slice(0, 8).join('\n'));

/** Whether a text between records only wraps them. */
export const isWrapper = (text: string): boolean => WRAPPER.test(text);

/** ASCII in the bytes of an encoding. */
function bytesOf(text: string, format: LineFormat): Uint8Array {
  const unit = unitBytes(format);
  const bytes = new Uint8Array(text.length * unit);
  for (let i = 0; i < text.length; i += 1) {
    bytes[i * unit + (format.encoding === 'utf-16be' ? 1 : 0)] = text.charCodeAt(i);
  }
  return bytes;
}

function matchesAt(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
  for (let i = 0; i < pattern.length; i += 1) if (bytes[at + i] !== pattern[i]) return false;
  return true;
}

/** Index of the first byte of the last `pattern` that begins in [start, end), or -1. */
function lastIndexOf(bytes: Uint8Array, start: number, end: number, pattern: Uint8Array): number {
  const first = pattern.indexOf(LESS);
  for (let at = end - 1; at >= start + first; at -= 1) {
    at = bytes.lastIndexOf(LESS, at);
    if (at < start + first) return -1;
    if (matchesAt(bytes, at - first, pattern)) return at - first;
  }
  return -1;
}

/** Index behind the next `</Event>` at or after `from`, or -1. */
function nextEventEnd(bytes: Uint8Array, from: number, format: LineFormat): number {
  const pattern = bytesOf(END, format);
  const first = pattern.indexOf(LESS);
  for (let at = bytes.indexOf(LESS, from + first); at >= 0; at = bytes.indexOf(LESS, at + 1)) {
    if (matchesAt(bytes, at - first, pattern)) return at - first + pattern.length;
  }
  return -1;
}

/** Where to cut a window that begins at a record boundary; see FormatReader.cut. */
export function cutAtEvent(window: Uint8Array, isEnd: boolean, format: LineFormat): number {
  if (isEnd) return window.length;
  const pattern = bytesOf(END, format);
  const at = lastIndexOf(window, 0, window.length, pattern);
  return at < 0 ? 0 : at + pattern.length;
}

/** Where the next record can start after one too long to hold, or -1; see FormatReader.resync. */
export const resyncAtEvent = (window: Uint8Array, format: LineFormat): number => nextEventEnd(window, 0, format);

/** Calls `visit` with the span of each event, and of all that stands between, before and behind them. */
export function forEachEvent(
  bytes: Uint8Array,
  format: LineFormat,
  visit: (start: number, end: number, isEvent: boolean) => void,
): void {
  for (let start = 0; start < bytes.length; ) {
    const end = nextEventEnd(bytes, start, format);
    const stop = end < 0 ? bytes.length : end;
    const open =
      end < 0 ? -1 : Math.max(...OPENINGS.map((tag) => lastIndexOf(bytes, start, end, bytesOf(tag, format))));
    if (open > start) visit(start, open, false);
    visit(open < 0 ? start : open, stop, open >= 0);
    start = stop;
  }
}

/** The draft of an event; undefined where it is not well-formed. */
export function readWindowsXml(text: string, eventId: string): EventDraft | undefined {
  const event = readXmlElement(text, 'Event');
  return event?.['System'] === undefined ? undefined : windowsEventDraft(event, { eventId });
}
