/**
 * Runs a reader over a whole source as the ingest does: windows of a given size, longer ones where no boundary is in
 * them. For tests.
 *
 * Pure.
 */
import { noScanner } from '../../../no-scanner.ts';
import type { EventDraft } from '../../../../event/audit-event.ts';
import type { FormatReader, ReaderPorts, SourceNote, SourceOptions } from '../../../format.ts';

export interface ReadEvent {
  draft: EventDraft;
  offset: number;
  length: number;
  ambiguous: string[];
}

export interface ReadRejection {
  reason: string;
  offset: number;
  length: number;
  message: string;
}

export interface ReadSource {
  score: number;
  dataOffset: number;
  events: ReadEvent[];
  rejected: ReadRejection[];
  notes: SourceNote[];
  refused?: { refused: string; message: string };
}

export interface ReadHow {
  windowBytes?: number;
  headBytes?: number;
  options?: SourceOptions;
  mtimeMs?: number;
}

export function readSource(
  reader: FormatReader,
  source: Uint8Array,
  ports: ReaderPorts,
  how: ReadHow = {},
): ReadSource {
  const head = source.subarray(0, how.headBytes ?? 262_144);
  const sample = {
    head,
    isWhole: head.length === source.length,
    sizeBytes: source.length,
    name: 'a',
    mtimeMs: how.mtimeMs ?? 0,
  };
  const result: ReadSource = { score: reader.sniff(sample, ports), dataOffset: 0, events: [], rejected: [], notes: [] };
  const prepared = reader.prepare(sample, how.options ?? {}, ports);
  if ('refused' in prepared) return { ...result, refused: prepared };
  result.notes.push(...prepared.notes);
  // Contexts reach the workers as plain data.
  const context = JSON.parse(
    JSON.stringify({ ...prepared.context, sourceTag: '0123456789abcdef' }),
  ) as typeof prepared.context;
  result.dataOffset = context.dataOffset;
  const usual = how.windowBytes ?? source.length;
  let wanted = usual;
  for (let at = context.dataOffset; at < source.length; ) {
    const end = Math.min(source.length, at + wanted);
    const taken = reader.cut(source.subarray(at, end), end === source.length, context);
    if (taken === 0) {
      wanted *= 2;
      continue;
    }
    wanted = usual;
    const piece = { bytes: source.subarray(at, at + taken), offset: at, isLast: at + taken === source.length };
    reader.parse(piece, context, ports, {
      event: (draft, offset, length, ambiguous) =>
        result.events.push({ draft, offset, length, ambiguous: [...ambiguous] }),
      scanned: noScanner,
      rejected: (reason, offset, length, message) => result.rejected.push({ reason, offset, length, message }),
      note: (note) => result.notes.push(note),
    });
    at += taken;
  }
  return result;
}

/**
 * The bytes after `dataOffset` that no event and no rejection covers, as latin-1 text; throws where two overlap or one
 * lies outside of the source.
 */
export function uncovered(read: ReadSource, source: Uint8Array): string {
  const parts = [...read.events, ...read.rejected].toSorted((a, b) => a.offset - b.offset);
  let text = '';
  let at = read.dataOffset;
  const letters = (from: number, to: number): string =>
    Array.from(source.subarray(from, to), (byte) => String.fromCharCode(byte)).join('');
  for (const { offset, length } of parts) {
    if (offset < at || length < 1 || offset + length > source.length)
      throw new Error(`[${offset}, +${length}) overlaps or lies outside`);
    text += letters(at, offset);
    at = offset + length;
  }
  return text + letters(at, source.length);
}
