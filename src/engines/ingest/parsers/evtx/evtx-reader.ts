/**
 * Windows event log files (EVTX) as a format of the ingest.
 *
 * Pure. A chunk carries everything its records need, so a source may be cut between any two chunks.
 * Source: libevtx "Windows XML Event Log (EVTX)", MS-EVEN6 §2.2.12-2.2.17 (binary XML).
 * Differences: a file whose header is damaged or missing is read as well, as long as it holds a chunk.
 * Trust: hostile; a wrong checksum, version or flag is a note, never a refusal.
 */
import type {
  FormatContext,
  FormatReader,
  Piece,
  ReaderPorts,
  RecordSink,
  SourceNote,
  SourceSample,
} from '../../format.ts';
import { CHUNK_BYTES, CHUNK_MAGIC } from './chunk-header.ts';
import { ChunkReader } from './chunk-reader.ts';
import {
  decodeFileHeader,
  FILE_BLOCK_BYTES,
  FILE_DIRTY,
  FILE_FULL,
  FILE_MAGIC,
  hasMagic,
  NO_CHECKSUMS,
} from './file-header.ts';
import type { FileHeader } from './file-header.ts';
import { planTableOf } from './plan-table.ts';
import { RecordContent } from './record-content.ts';
import { RecordText } from './record-text.ts';
import { TemplateCache } from './templates.ts';
import { ValueReader } from './values.ts';

/** Blocks in which chunks are looked for where the header is of no help. */
const SEARCH_STEP_BYTES = 512;

/** Offset of the first chunk whose magic stands at a multiple of 512 bytes, or -1. */
function findChunk(head: Uint8Array): number {
  for (let at = 0; at + 8 <= head.length; at += SEARCH_STEP_BYTES) if (hasMagic(head, at, CHUNK_MAGIC)) return at;
  return -1;
}

/** Where the chunks begin; the header's word counts where a chunk is there, or none is anywhere else. */
function chunksOffset(head: Uint8Array, header: FileHeader | undefined): number {
  const stated = header === undefined || header.blockBytes < 128 ? FILE_BLOCK_BYTES : header.blockBytes;
  if (hasMagic(head, stated, CHUNK_MAGIC)) return stated;
  const found = findChunk(head);
  return found < 0 ? Math.min(stated, head.length) : found % CHUNK_BYTES;
}

function headerNotes(header: FileHeader, sizeBytes: number, dataOffset: number): SourceNote[] {
  const notes: SourceNote[] = [];
  const note = (kind: string, level: 'info' | 'warning', offset: number, length: number, message: string): void => {
    notes.push({ kind, level, offset, length, message });
  };
  const isDirty = (header.flags & FILE_DIRTY) !== 0;
  if (!header.isChecksumGood && (header.flags & NO_CHECKSUMS) === 0) {
    note('file-header-checksum-bad', 'warning', 0, 128, 'The checksum of the file header is wrong');
  }
  if ((header.flags & NO_CHECKSUMS) !== 0) {
    note(
      'file-without-checksums',
      'info',
      120,
      4,
      'The file was written without checksums, so its bytes vouch for nothing',
    );
  }
  if (header.majorVersion !== 3 || (header.minorVersion !== 1 && header.minorVersion !== 2)) {
    note(
      'file-version-unknown',
      'warning',
      36,
      4,
      `Version ${header.majorVersion}.${header.minorVersion} is not 3.1 or 3.2`,
    );
  }
  if (isDirty) {
    note(
      'file-dirty',
      'info',
      120,
      4,
      'The file was not closed: it was copied from a running system, or the system went down',
    );
  }
  if ((header.flags & FILE_FULL) !== 0) note('file-full', 'info', 120, 4, 'The log had reached its maximal size');
  const room = Math.floor(Math.max(0, sizeBytes - dataOffset) / CHUNK_BYTES);
  if (header.chunkCount !== room) {
    const isShort = header.chunkCount > room;
    note(
      isShort ? 'file-truncated' : 'chunk-count-differs',
      isShort && !isDirty ? 'warning' : 'info',
      42,
      2,
      `The file header speaks of ${header.chunkCount} chunks; the file has room for ${room}`,
    );
  }
  const rest = Math.max(0, sizeBytes - dataOffset) % CHUNK_BYTES;
  if (rest !== 0) note('file-size-odd', 'warning', sizeBytes - rest, rest, `${rest} bytes follow the last whole chunk`);
  return notes;
}

function sniff(sample: SourceSample): number {
  if (hasMagic(sample.head, 0, FILE_MAGIC)) return 1;
  return findChunk(sample.head) >= 0 ? 0.95 : 0;
}

const prepare: FormatReader['prepare'] = (sample, options, ports) => {
  const { head, sizeBytes } = sample;
  if (sizeBytes === 0) return { refused: 'empty-source', message: 'The file is empty' };
  const header = decodeFileHeader(head, ports.hasher);
  if (header === undefined && !hasMagic(head, 0, FILE_MAGIC) && findChunk(head) < 0) {
    return { refused: 'format-unknown', message: 'There is neither a file header nor a chunk of a Windows event log' };
  }
  const dataOffset = chunksOffset(head, header);
  const notes: SourceNote[] =
    header === undefined
      ? [
          {
            kind: 'file-header-damaged',
            level: 'warning',
            offset: 0,
            length: Math.max(1, Math.min(dataOffset, head.length)),
            message: 'The file header is missing or damaged; the chunks were found by their own marks',
          },
        ]
      : headerNotes(header, sizeBytes, dataOffset);
  const context: FormatContext = {
    format: 'evtx',
    dataOffset,
    sourceTag: '',
    options,
    settings: { chunkCount: header?.chunkCount ?? null },
  };
  if (sample.mtimeMs !== undefined) context.mtimeMs = sample.mtimeMs;
  return { context, notes };
};

function cut(window: Uint8Array, isEnd: boolean): number {
  return isEnd ? window.length : window.length - (window.length % CHUNK_BYTES);
}

function parse(piece: Piece, context: FormatContext, ports: ReaderPorts, sink: RecordSink): void {
  const { evtxWriter, text } = ports;
  const table = evtxWriter === undefined || context.sourceHash === undefined ? undefined : planTableOf(evtxWriter);
  const content = new RecordContent(new ValueReader(piece.bytes, text), new TemplateCache(table?.templates));
  const writer = evtxWriter && table && new RecordText(content, evtxWriter, table, text);
  const reader = new ChunkReader(piece, context, ports, sink, content, writer);
  const length = piece.bytes.length;
  for (let base = 0; base < length; base += CHUNK_BYTES) reader.read(base, Math.min(CHUNK_BYTES, length - base));
}

/** Chunks lie one behind the other. */
function boundaryIn(window: Uint8Array, offset: number, { dataOffset }: FormatContext): number {
  const end = offset + window.length;
  const last = dataOffset + Math.floor((end - dataOffset) / CHUNK_BYTES) * CHUNK_BYTES;
  return last < offset || last < dataOffset ? -1 : last - offset;
}

export const evtxReader: FormatReader = {
  id: 'evtx',
  version: '1',
  sniff,
  prepare,
  cut,
  boundaryIn,
  // A window that long always holds a chunk boundary.
  resync: () => -1,
  parse,
};
