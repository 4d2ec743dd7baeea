/**
 * The bytes a record was read from, with the hash that was recorded for them.
 *
 * Cost: reads the record's bytes once, up to MAX_HASHED_BYTES of them, and the context asked for.
 * Trust: whatever comes back is hashed and compared; bytes that do not fit are shown, and said not to fit.
 */
import { createHash } from 'node:crypto';
import type { EventOrigin } from '../../engines/event/audit-event.ts';
import { encodeBase64 } from '../../engines/kernel/bytes.ts';
import type { FileStore } from './file-store.ts';
import type { ContextBytes, RawBytes, RawRequest } from './inspection.ts';
import type { RecordTrace } from './record-trace.ts';
import { openSource, withoutSource, type OpenSource } from './source-bytes.ts';

const DEFAULT_BYTES = 64 * 1024;
const READ_BYTES = 1024 * 1024;
/** A longer record was never held in memory either (a rejection): only its beginning is shown. */
const MAX_HASHED_BYTES = 64 * 1024 * 1024;

export async function rawBytesOf(files: FileStore, trace: RecordTrace, request: RawRequest): Promise<RawBytes> {
  const { origin, source, stored } = trace;
  const empty = emptyAnswer(trace);
  if (origin === undefined) {
    const reason =
      trace.record === undefined
        ? (stored.reason ?? 'The stored line can not be read as a record')
        : 'The record was not read from a source: it is an act, written by the program';
    return { ...empty, reason };
  }
  const opened = await openSource(files, origin.source, source);
  if (!('read' in opened)) return { ...empty, ...opened };
  try {
    return { ...empty, ...(await readRecord(opened, origin, request, empty)) };
  } catch (error) {
    return { ...empty, ...withoutSource(error, 'The source'), sourceSizeBytes: opened.sizeBytes };
  } finally {
    await opened.close();
  }
}

function emptyAnswer({ stored, origin, source, sourceReason }: RecordTrace): RawBytes {
  const text = (name: string): string | null => {
    const value = source?.body[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    seq: stored.seq,
    availability: 'no-source',
    sourceSeq: source?.seq ?? null,
    sourcePath: text('path'),
    location: text('location'),
    sourceSha256: origin?.source ?? null,
    sourceSizeBytes: null,
    offset: origin?.offset ?? null,
    length: origin?.length ?? null,
    bytesBase64: null,
    isTruncated: false,
    contextBefore: null,
    contextAfter: null,
    rawHash: { expected: origin?.rawHash ?? null, actual: null, matches: null },
    isSourceHashChecked: false,
    recordMatchesLeaf: stored.matchesLeaf,
    checked: stored.matchesLeaf === true ? ['The record that names the bytes is what was sealed'] : [],
    notChecked: [
      ...(stored.matchesLeaf === null ? [`Whether the record is what was sealed: ${stored.reason ?? 'unknown'}`] : []),
      ...(origin === undefined || sourceReason === undefined ? [] : [sourceReason]),
    ],
  };
}

async function readRecord(
  opened: OpenSource,
  origin: EventOrigin,
  { maxBytes = DEFAULT_BYTES, contextBytes = 0 }: RawRequest,
  empty: RawBytes,
): Promise<Partial<RawBytes>> {
  const { availability, sizeBytes } = opened;
  const { offset, length } = origin;
  const notChecked = [...empty.notChecked, ...opened.notChecked];
  const isInside = offset + length <= sizeBytes;
  const head = await opened.read(offset, Math.min(length, maxBytes));
  const actual = isInside && length <= MAX_HASHED_BYTES ? await hashRange(opened, offset, length) : null;
  if (isInside && actual === null) {
    notChecked.push(`The hash of the record’s ${length} bytes: they are more than are read for one answer`);
  }
  const matches = isInside ? (actual === null ? null : actual === origin.rawHash) : false;
  const isWhole = offset === 0 && length === sizeBytes && actual === origin.source;
  const reasons = [
    ...(empty.recordMatchesLeaf === false ? ['The record that names the bytes is not what was sealed'] : []),
    ...(opened.reason === undefined ? [] : [opened.reason]),
    ...(isInside ? [] : [`The source ends at ${sizeBytes} bytes, inside or before the record`]),
    ...(isInside && matches === false ? ['The bytes there are not those the record was read from'] : []),
  ];
  return {
    availability,
    ...(reasons.length === 0 ? {} : { reason: reasons.join('. ') }),
    sourceSizeBytes: sizeBytes,
    bytesBase64: encodeBase64(head),
    isTruncated: head.length < length,
    ...(contextBytes === 0 ? {} : await contextOf(opened, origin, contextBytes)),
    rawHash: { expected: origin.rawHash, actual, matches },
    isSourceHashChecked: isWhole,
    checked: [
      ...empty.checked,
      ...opened.checked,
      ...(matches === true ? ['The hash of the bytes is the one recorded for them'] : []),
    ],
    notChecked: isWhole ? notChecked.filter((text) => !opened.notChecked.includes(text)) : notChecked,
  };
}

async function contextOf(
  opened: OpenSource,
  { offset, length }: EventOrigin,
  contextBytes: number,
): Promise<Pick<RawBytes, 'contextBefore' | 'contextAfter'>> {
  const from = Math.max(0, offset - contextBytes);
  const part = async (start: number, count: number): Promise<ContextBytes> => ({
    offset: start,
    bytesBase64: encodeBase64(await opened.read(start, count)),
  });
  return {
    contextBefore: await part(from, offset - from),
    contextAfter: await part(offset + length, contextBytes),
  };
}

/** SHA-256 of a range that lies inside the source, 64 hex digits. */
export async function hashRange(opened: OpenSource, offset: number, length: number): Promise<string> {
  const hash = createHash('sha256');
  for (let at = offset; at < offset + length; ) {
    const bytes = await opened.read(at, Math.min(READ_BYTES, offset + length - at));
    // A file that was cut short since it was opened: its hash will not fit.
    if (bytes.length === 0) break;
    hash.update(bytes);
    at += bytes.length;
  }
  return hash.digest('hex');
}
