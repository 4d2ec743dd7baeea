/**
 * Runs a format reader over bytes as the ingest does: sample, prepare, windows, cut, parse. Records what it reports.
 */
import { noScanner } from '../../engines/ingest/no-scanner.ts';
import type { EventDraft } from '../../engines/event/audit-event.ts';
import type {
  FormatContext,
  FormatReader,
  ReaderPorts,
  RejectReason,
  SourceNote,
  SourceOptions,
  SourceSample,
} from '../../engines/ingest/format.ts';
import { nodeHasher, nodeTextCodec } from '../../host/adapters/node-ports.ts';

export const testPorts: ReaderPorts = { text: nodeTextCodec, hasher: nodeHasher };

const HEAD_BYTES = 256 * 1024;

export interface RunOptions {
  options?: SourceOptions;
  mtimeMs?: number;
  /** First size of a window; it grows as the ingest's does where it holds no whole record. Absent: one piece. */
  windowBytes?: number;
}

export interface RunEvent {
  draft: EventDraft;
  offset: number;
  length: number;
  ambiguous: readonly string[];
}

export interface RunResult {
  context: FormatContext | undefined;
  refused: RejectReason | undefined;
  events: RunEvent[];
  rejected: { reason: RejectReason; offset: number; length: number }[];
  notes: SourceNote[];
}

export function sampleOf(bytes: Uint8Array, mtimeMs?: number): SourceSample {
  const sample = {
    head: bytes.subarray(0, HEAD_BYTES),
    isWhole: bytes.length <= HEAD_BYTES,
    sizeBytes: bytes.length,
    name: 'evidence.bin',
  };
  return mtimeMs === undefined ? sample : { ...sample, mtimeMs };
}

export function runReader(reader: FormatReader, bytes: Uint8Array, run: RunOptions = {}): RunResult {
  const result: RunResult = { context: undefined, refused: undefined, events: [], rejected: [], notes: [] };
  const prepared = reader.prepare(sampleOf(bytes, run.mtimeMs), run.options ?? {}, testPorts);
  if ('refused' in prepared) return { ...result, refused: prepared.refused };
  const context = { ...prepared.context, sourceTag: '0123456789abcdef' };
  result.context = context;
  result.notes.push(...prepared.notes);
  const sink = {
    event: (draft: EventDraft, offset: number, length: number, ambiguous: readonly string[]) =>
      void result.events.push({ draft, offset, length, ambiguous }),
    scanned: noScanner,
    rejected: (reason: RejectReason, offset: number, length: number) =>
      void result.rejected.push({ reason, offset, length }),
    note: (note: SourceNote) => void result.notes.push(note),
  };
  let offset = context.dataOffset;
  while (offset < bytes.length) {
    let size = run.windowBytes ?? bytes.length;
    let cut = 0;
    for (;;) {
      const isEnd = offset + size >= bytes.length;
      cut = reader.cut(bytes.subarray(offset, offset + size), isEnd, context);
      if (cut > 0 || isEnd) break;
      size *= 2;
    }
    const isLast = offset + cut >= bytes.length;
    reader.parse({ bytes: bytes.subarray(offset, offset + cut), offset, isLast }, context, testPorts, sink);
    offset += cut;
  }
  return result;
}

export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
