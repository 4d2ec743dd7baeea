/**
 * Runs the reader over a whole source as the ingest does, and keeps what it says. For tests.
 *
 * Pure.
 */
import { noScanner } from '../../../no-scanner.ts';
import type { EventDraft, JsonObject } from '../../../../event/audit-event.ts';
import type { FormatReader, ReaderPorts, SourceNote } from '../../../format.ts';

export interface ReadResult {
  events: { draft: EventDraft; fields: JsonObject; offset: number; length: number; doubts: readonly string[] }[];
  rejected: { reason: string; offset: number; length: number; message: string }[];
  notes: SourceNote[];
  refused?: string;
}

/** @param pieceBytes size of the windows the source is offered in; the whole source at once by default */
export function readAll(reader: FormatReader, source: Uint8Array, ports: ReaderPorts, pieceBytes?: number): ReadResult {
  const result: ReadResult = { events: [], rejected: [], notes: [] };
  const head = source.subarray(0, 262_144);
  const sample = { head, isWhole: head.length === source.length, sizeBytes: source.length, name: 'a.evtx' };
  const prepared = reader.prepare(sample, {}, ports);
  if ('refused' in prepared) return { ...result, refused: prepared.refused };
  result.notes.push(...prepared.notes);
  const context = { ...prepared.context, sourceTag: '0123456789abcdef' };
  const step = pieceBytes ?? source.length;
  for (let at = context.dataOffset; at < source.length; ) {
    const isEnd = at + step >= source.length;
    const window = source.subarray(at, isEnd ? source.length : at + step);
    const taken = reader.cut(window, isEnd, context);
    if (taken === 0) throw new Error('no record boundary in the window');
    reader.parse(
      { bytes: window.subarray(0, taken), offset: at, isLast: at + taken === source.length },
      context,
      ports,
      {
        event: (draft, offset, length, doubts) =>
          result.events.push({ draft, fields: draft.metadata['fields'] as JsonObject, offset, length, doubts }),
        scanned: noScanner,
        rejected: (reason, offset, length, message) => result.rejected.push({ reason, offset, length, message }),
        note: (note) => result.notes.push(note),
      },
    );
    at += taken;
  }
  return result;
}
