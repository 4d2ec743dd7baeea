/**
 * Whether a source is JSON, from its first bytes.
 *
 * Pure. Looks at the first lines, or at the first value where that spans lines.
 * Trust: the head is the log's.
 */
import { detectEncoding } from '../../encoding.ts';
import type { EncodingGuess } from '../../encoding.ts';
import type { ReaderPorts, SourceSample } from '../../format.ts';
import { newJsonScan, scanJson, skipLead, skipSpace } from './json-scan.ts';
import { openView } from './json-view.ts';

const LINES_LOOKED_AT = 32;

/** JSON is Unicode: bytes that are no UTF-16 are UTF-8, however damaged. */
export function jsonEncoding(sample: SourceSample, ports: ReaderPorts): EncodingGuess {
  const found = detectEncoding(sample.head, sample.isWhole, ports.text);
  return found.encoding === 'windows-1252' ? { ...found, encoding: 'utf-8' } : found;
}

/** 0 to 1. 0.9 and more: the first value is an object or an array of objects, whole or cut by the end of the head. */
export function sniffJson(sample: SourceSample, ports: ReaderPorts): number {
  const { encoding, markLength } = jsonEncoding(sample, ports);
  const view = openView(sample.head, encoding, ports);
  const { codes } = view;
  const start = skipLead(codes, markLength / view.scale, codes.length);
  if (start === codes.length) return 0;
  const lines = shareOfRecords(codes, start, sample.isWhole);
  if (codes[start] === 123) {
    if (lines.isFirst) return 0.6 + 0.4 * lines.share;
    return Math.max(startsObject(codes, start, sample.isWhole) ? 0.9 : 0, 0.8 * lines.share);
  }
  if (codes[start] === 91) {
    const member = skipSpace(codes, start + 1, codes.length);
    if (codes[member] === 123 && startsObject(codes, member, sample.isWhole)) return 0.95;
    if (codes[member] === 93 && skipSpace(codes, member + 1, codes.length) === codes.length) return 0.6;
  }
  // `<134>{...}` is syslog that carries JSON.
  return (codes[start] === 60 ? 0.3 : 0.8) * lines.share;
}

function shareOfRecords(codes: Uint8Array, from: number, isWhole: boolean): { share: number; isFirst: boolean } {
  const scan = newJsonScan();
  let total = 0;
  let records = 0;
  let isFirst = false;
  let at = from;
  while (at < codes.length && total < LINES_LOOKED_AT) {
    const found = codes.indexOf(10, at);
    if (found < 0 && !isWhole && total > 0) break;
    const end = found < 0 ? codes.length : found;
    const start = skipLead(codes, at, end);
    if (start < end) {
      total += 1;
      if (startsLikeObject(codes, start, end) && scanJson(codes, start, end, scan) === 'whole') {
        records += 1;
        if (total === 1) isFirst = true;
      }
    }
    at = end + 1;
  }
  return { share: total === 0 ? 0 : records / total, isFirst };
}

/** An opening brace and then a name or the closing brace. */
function startsLikeObject(codes: Uint8Array, at: number, limit: number): boolean {
  if (codes[at] !== 123) return false;
  const next = codes[skipSpace(codes, at + 1, limit)];
  return next === 34 || next === 125;
}

/** Whether an object begins here and is whole, or goes on beyond the head. */
function startsObject(codes: Uint8Array, at: number, isWhole: boolean): boolean {
  if (!startsLikeObject(codes, at, codes.length)) return false;
  const outcome = scanJson(codes, at, codes.length, newJsonScan());
  return outcome === 'whole' || (outcome === 'cut' && !isWhole) || (outcome === 'cut' && namesFollow(codes, at));
}

/** A cut source is JSON still, if its first name is followed by a colon. */
function namesFollow(codes: Uint8Array, at: number): boolean {
  const open = skipSpace(codes, at + 1, codes.length);
  const close = codes.indexOf(34, open + 1);
  return close > 0 && codes[skipSpace(codes, close + 1, codes.length)] === 58;
}
