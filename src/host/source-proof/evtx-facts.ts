/**
 * Reads a Windows event log file for the checks of its own proofs: header, chunks, frames of records; contents only where they
 * are needed.
 *
 * Cost: each byte once, at the speed of CRC-32; contents are read of the first chunk, of chunks whose frames have no time or numbers
 * that are not those of their contents, of exports, and of chunks that hold an edge.
 * Trust: hostile; every size is checked against the chunk.
 */
import type { JsonObject, JsonValue } from '../../engines/event/audit-event.ts';
import { parseTime, toUnixUs } from '../../engines/event/time.ts';
import { CHUNK_BYTES, CHUNK_HEADER_BYTES, decodeChunkHeader } from '../../engines/ingest/parsers/evtx/chunk-header.ts';
import { evtxReader } from '../../engines/ingest/parsers/evtx/evtx-reader.ts';
import {
  decodeFileHeader,
  FILE_DIRTY,
  FILE_FULL,
  NO_CHECKSUMS,
  readCount,
} from '../../engines/ingest/parsers/evtx/file-header.ts';
import {
  findFrame,
  frameSize,
  isFrameClosed,
  isZero,
  RECORD_HEADER_BYTES,
} from '../../engines/ingest/parsers/evtx/record-scan.ts';
import { noScanner } from '../../engines/ingest/no-scanner.ts';
import { EvtxAnalysis } from '../../engines/source-proof/evtx-analysis.ts';
import type {
  EvtxChunkFacts,
  EvtxEdge,
  EvtxHeaderFacts,
  EvtxRecordFacts,
} from '../../engines/source-proof/evtx-facts.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';

export interface EvtxBytes {
  readonly sizeBytes: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** What was read of one file: the analysis, full, and the contents that it asked for. */
export interface EvtxReading {
  readonly analysis: EvtxAnalysis;
  readonly edges: ReadonlyMap<number, EvtxEdge>;
}

interface Content {
  readonly ownId: number | undefined;
  readonly timeUs: number;
  readonly edge: EvtxEdge;
}

const READ_BYTES = 16 * CHUNK_BYTES;
const HEAD_BYTES = 262_144;
const ports = { hasher: nodeHasher, text: nodeTextCodec };

/** Undefined where the file is no Windows event log. @param onBytes told of the bytes read so far; may throw to stop */
export async function readEvtx(
  source: EvtxBytes,
  onBytes: (doneBytes: number) => void = () => undefined,
): Promise<EvtxReading | undefined> {
  const head = await source.read(0, HEAD_BYTES);
  const sample = { head, isWhole: head.length === source.sizeBytes, sizeBytes: source.sizeBytes, name: '' };
  const prepared = evtxReader.prepare(sample, {}, ports);
  if ('refused' in prepared) return undefined;
  const { dataOffset } = prepared.context;
  const header = headerOf(head);
  const analysis = new EvtxAnalysis(header);
  const contents = (bytes: Uint8Array, offset: number): Map<number, Content> =>
    contentsOf(bytes, offset, { ...prepared.context, sourceTag: '0'.repeat(16) });
  let index = 0;
  for (let at = dataOffset; at < source.sizeBytes; ) {
    const bytes = await source.read(at, Math.min(READ_BYTES, source.sizeBytes - at));
    if (bytes.length === 0) break;
    for (let base = 0; base < bytes.length; base += CHUNK_BYTES) {
      const chunk = bytes.subarray(base, base + CHUNK_BYTES);
      const isUnused = index >= (header?.chunkCount ?? Number.POSITIVE_INFINITY) && isFree(chunk);
      if (!isUnused) {
        const facts = chunkFacts(chunk, at + base, index, analysis.isExport, contents);
        if (facts !== undefined) analysis.add(facts, chunk.length);
      }
      index++;
    }
    at += bytes.length;
    onBytes(at);
  }
  return { analysis, edges: await readEdges(source, dataOffset, analysis.edges(), contents) };
}

function headerOf(head: Uint8Array): EvtxHeaderFacts | undefined {
  const header = decodeFileHeader(head, nodeHasher);
  if (header === undefined) return undefined;
  const { flags, isChecksumGood, nextRecordId, chunkCount } = header;
  return {
    checksum: (flags & NO_CHECKSUMS) !== 0 ? 'absent' : isChecksumGood ? 'good' : 'bad',
    isDirty: (flags & FILE_DIRTY) !== 0,
    isFull: (flags & FILE_FULL) !== 0,
    nextRecordId,
    chunkCount,
  };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Behind the chunks that the header counts: space that was never used holds no record. */
const isFree = (chunk: Uint8Array): boolean =>
  decodeChunkHeader(chunk, nodeHasher) === undefined && findFrame(chunk, viewOf(chunk), 0, chunk.length) < 0;

function chunkFacts(
  chunk: Uint8Array,
  offset: number,
  index: number,
  isExport: boolean,
  contents: (bytes: Uint8Array, offset: number) => Map<number, Content>,
): EvtxChunkFacts | undefined {
  const header = decodeChunkHeader(chunk, nodeHasher);
  if (header === undefined && isZero(chunk, 0, chunk.length)) return undefined;
  const view = viewOf(chunk);
  const freeSpace = header?.freeSpaceOffset ?? chunk.length;
  const isEndKnown = freeSpace >= CHUNK_HEADER_BYTES && freeSpace <= chunk.length;
  const end = isEndKnown ? freeSpace : chunk.length;
  const { frames, damagedBytes } = walkFrames(chunk, view, Math.min(CHUNK_HEADER_BYTES, end), end);
  const needsContent =
    index === 0 ||
    isExport ||
    frames.some(({ at, size, id, timeUs }) => Number.isNaN(timeUs) || !holdsNumber(view, at, size, id));
  let known = needsContent ? contents(chunk, offset) : undefined;
  const records = frames.map(({ at, size, id, timeUs }): EvtxRecordFacts => {
    const hiddenIds = hiddenIn(chunk, view, at, size);
    const content = known?.get(offset + at);
    return {
      id,
      ...(content?.ownId === undefined ? {} : { ownId: content.ownId }),
      offset: offset + at,
      length: size,
      timeUs: Number.isNaN(timeUs) && content !== undefined ? content.timeUs : timeUs,
      hiddenIds,
    };
  });
  known = undefined;
  const checksums = header === undefined ? [] : [header.headerChecksum, header.dataChecksum];
  const checksum = header === undefined ? 'no-header' : checksums.includes('bad') ? 'bad' : checksums[0];
  return {
    index,
    offset,
    checksum: checksum as EvtxChunkFacts['checksum'],
    records,
    slackIds: slackIdsIn(chunk, view, end),
    damagedBytes,
  };
}

interface Frame {
  readonly at: number;
  readonly size: number;
  readonly id: number;
  readonly timeUs: number;
}

function walkFrames(
  chunk: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): { frames: Frame[]; damagedBytes: number } {
  const frames: Frame[] = [];
  let damagedBytes = 0;
  for (let at = start; at < end; ) {
    const size = frameSize(view, at);
    if (size > 0 && at + size <= end && isFrameClosed(view, at, size)) {
      frames.push({ at, size, id: readCount(view, at + 8), timeUs: fileTimeUs(view, at + 16) });
      at += size;
      continue;
    }
    const next = findFrame(chunk, view, at + 1, end);
    damagedBytes += (next < 0 ? end : next) - at;
    if (next < 0) break;
    at = next;
  }
  return { frames, damagedBytes };
}

/** Microseconds since 1970 of a FILETIME; NaN for zero, which exports write. */
function fileTimeUs(view: DataView, at: number): number {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  if (low === 0 && high === 0) return Number.NaN;
  return Math.floor(high * 429_496_729.6 + low / 10) - 11_644_473_600_000_000;
}

/** System stands at the beginning of the content, and the number in it. */
const NUMBER_WITHIN_BYTES = 512;

/**
 * Whether the number of a record stands in its content too, as 64 bits. It is in every log that the service wrote; where it is not, the
 * content is read to see which number does.
 */
function holdsNumber(view: DataView, at: number, size: number, id: number): boolean {
  const low = id % 4_294_967_296;
  const high = Math.floor(id / 4_294_967_296);
  const end = Math.min(at + size - 12, at + RECORD_HEADER_BYTES + NUMBER_WITHIN_BYTES);
  for (let place = at + RECORD_HEADER_BYTES; place <= end; place++) {
    if (view.getUint32(place, true) === low && view.getUint32(place + 4, true) === high) return true;
  }
  return false;
}

/** Whole records between the frame of a record and its end: their own size is kept, or is that of the record around them. */
function hiddenIn(chunk: Uint8Array, view: DataView, at: number, size: number): number[] {
  const ids: number[] = [];
  const end = at + size;
  for (let inner = chunk.indexOf(0x2a, at + RECORD_HEADER_BYTES); inner >= 0 && inner + RECORD_HEADER_BYTES < end; ) {
    const innerSize = frameSize(view, inner);
    const isInside = innerSize > 0 && inner + innerSize <= end;
    const isLast = inner + innerSize === end;
    if (isInside && (isFrameClosed(view, inner, innerSize) || (isLast && isFrameClosed(view, at, size)))) {
      ids.push(readCount(view, inner + 8));
      inner = chunk.indexOf(0x2a, inner + innerSize);
    } else inner = chunk.indexOf(0x2a, inner + 1);
  }
  return ids;
}

function slackIdsIn(chunk: Uint8Array, view: DataView, from: number): number[] {
  const ids: number[] = [];
  for (let at = findFrame(chunk, view, from, chunk.length); at >= 0; ) {
    ids.push(readCount(view, at + 8));
    at = findFrame(chunk, view, at + frameSize(view, at), chunk.length);
  }
  return ids;
}

function contentsOf(
  bytes: Uint8Array,
  offset: number,
  context: Parameters<typeof evtxReader.parse>[1],
): Map<number, Content> {
  const found = new Map<number, Content>();
  const copy = Uint8Array.from(bytes);
  evtxReader.parse({ bytes: copy, offset, isLast: false }, context, ports, {
    event(draft, at) {
      const { fields } = draft.metadata as JsonObject;
      const system = objectIn(objectIn(fields)?.['System']);
      const id = Number(textOf(system?.['EventRecordID']));
      const time = draft.timestamp === null ? undefined : parseTime(draft.timestamp, {});
      found.set(at, {
        ownId: Number.isSafeInteger(id) && id > 0 ? id : undefined,
        timeUs: typeof time?.timestamp === 'string' ? toUnixUs(time.timestamp) : Number.NaN,
        edge: {
          provider: textOf(objectIn(objectIn(system?.['Provider'])?.['#attributes'])?.['Name']),
          code: textOf(system?.['EventID']),
          channel: textOf(system?.['Channel']),
          computer: textOf(system?.['Computer']),
        },
      });
    },
    scanned: noScanner,
    rejected: () => undefined,
    note: () => undefined,
  });
  return found;
}

const objectIn = (value: JsonValue | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const inner = objectIn(value)?.['#text'];
  return typeof inner === 'string' || typeof inner === 'number' ? String(inner) : '';
}

async function readEdges(
  source: EvtxBytes,
  dataOffset: number,
  offsets: readonly number[],
  contents: (bytes: Uint8Array, offset: number) => Map<number, Content>,
): Promise<Map<number, EvtxEdge>> {
  const edges = new Map<number, EvtxEdge>();
  const chunks = Map.groupBy(offsets, (offset) => offset - ((offset - dataOffset) % CHUNK_BYTES));
  for (const [start, wanted] of chunks) {
    const found = contents(await source.read(start, CHUNK_BYTES), start);
    for (const offset of wanted) {
      const content = found.get(offset);
      if (content !== undefined) edges.set(offset, content.edge);
    }
  }
  return edges;
}
