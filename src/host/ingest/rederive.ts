/**
 * Reads one record's source again, as the ingest did, and compares what comes out with what was sealed.
 *
 * The same reader, options, cutting and mapping as in the ingest. Where the reader knows a record boundary from the middle of a
 * source, it begins at the last one before the record: a few hundred KiB are read. Where it does not, or where what comes out is not the
 * same, all of the source up to the record is cut again, and only that has the last word on a difference.
 * Trust: source, record and case may have been changed; whatever stands in the way is `could-not`, never `same`.
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import { canonicalBody, RECORD_KINDS, recordLine } from '../../engines/chain/record.ts';
import type { EventOrigin, JsonObject, JsonValue } from '../../engines/event/audit-event.ts';
import { jsonDifferences, type JsonDifference } from '../../engines/event/json-differences.ts';
import type { FormatId } from '../../engines/ingest/format.ts';
import { FORMAT_READERS } from '../../engines/ingest/registry.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { HEAD_BYTES, type FileStore } from '../vault/file-store.ts';
import type { Rederivation } from '../vault/inspection.ts';
import { hashRange } from '../vault/raw-bytes.ts';
import type { RecordTrace } from '../vault/record-trace.ts';
import { openSource, withoutSource, type OpenSource, type RecordedSource } from '../vault/source-bytes.ts';
import { chooseFormat, type ChosenFormat, type RefusedFormat } from './choose-format.ts';
import { cutPieces } from './piece-cutter.ts';
import { PieceScanner } from './piece-scanner.ts';

const READ_BYTES = 1024 * 1024;
/** Pieces near the record: only the one that holds it is parsed. */
const NEAR_BYTES = 64 * 1024;
/** How far before the record a boundary is looked for; below 1 MiB, from where on a cut takes one that is less certain. */
const LOOK_BACK_BYTES = [64 * 1024, 1024 * 1024 - 2];

export interface RederiveHooks {
  signal: AbortSignal;
  /** Bytes of the source cut so far, of those up to the record. */
  onProgress: (doneBytes: number, totalBytes: number) => void;
}

/** What came out at the record's place. */
interface Derived {
  kind: string;
  bodyJson: string;
}

/** A record that can be derived anew: it says from which bytes, and a sealed record says how they were read. */
interface Task {
  record: CaseRecord;
  origin: EventOrigin;
  source: RecordedSource;
  stored: RecordTrace['stored'];
}

/** CANCELLED. */
export async function rederive(files: FileStore, trace: RecordTrace, hooks: RederiveHooks): Promise<Rederivation> {
  const { record, origin, source, stored } = trace;
  const answer = emptyAnswer(trace);
  if (record === undefined)
    return { ...answer, reason: stored.reason ?? 'The stored line can not be read as a record' };
  if (origin === undefined) return { ...answer, reason: 'The record was not read from a source' };
  if (source === undefined) return { ...answer, reason: trace.sourceReason ?? 'No sealed record names the source' };
  const opened = await openSource(files, origin.source, source);
  if (!('read' in opened)) return { ...answer, ...opened };
  const counted = countReads(opened, hooks.signal);
  try {
    const outcome = await derive({ record, origin, source, stored }, counted.source, hooks);
    return explained(
      { ...answer, availability: opened.availability, ...outcome, bytesRead: counted.bytesRead() },
      opened,
    );
  } catch (error) {
    if (error instanceof AppError && error.code === 'CANCELLED') throw error;
    return { ...answer, ...withoutSource(error, 'The source'), bytesRead: counted.bytesRead() };
  } finally {
    await opened.close();
  }
}

function emptyAnswer({ stored, source }: RecordTrace): Rederivation {
  const { format, parserVersion } = source?.body ?? {};
  return {
    seq: stored.seq,
    outcome: 'could-not',
    availability: 'no-source',
    parser: typeof format === 'string' ? format : null,
    parserVersion: typeof parserVersion === 'string' ? parserVersion : null,
    presentVersion: FORMAT_READERS.find(({ id }) => id === format)?.version ?? null,
    differences: [],
    rawHashMatches: null,
    recordMatchesLeaf: stored.matchesLeaf,
    derivedMatchesLeaf: null,
    bytesRead: 0,
  };
}

/** Says what else a person must know to read the outcome. */
function explained(answer: Rederivation, opened: OpenSource): Rederivation {
  const { parserVersion, presentVersion, recordMatchesLeaf } = answer;
  const reasons = [
    answer.reason,
    opened.reason,
    parserVersion === presentVersion
      ? undefined
      : `The source was read with version ${parserVersion ?? 'unknown'} of the reader; this program has version ${presentVersion ?? 'none'}`,
    recordMatchesLeaf === false ? 'The stored record is not what was sealed' : undefined,
  ].filter((reason) => reason !== undefined);
  return reasons.length === 0 ? answer : { ...answer, reason: reasons.join('. ') };
}

async function derive(task: Task, source: OpenSource, hooks: RederiveHooks): Promise<Partial<Rederivation>> {
  const { offset, length, rawHash } = task.origin;
  const isInside = offset + length <= source.sizeBytes;
  const rawHashMatches = isInside && (await hashRange(source, offset, length)) === rawHash;
  const recordedFormat = task.source.body['format'];
  if (recordedFormat !== null && !FORMAT_READERS.some(({ id }) => id === recordedFormat)) {
    return { rawHashMatches, reason: `This program has no reader for the format ${String(recordedFormat)}` };
  }
  const chosen = recordedFormat === null ? await prepareRefused(task, source) : await prepare(task, source);
  const settings = settingsDifferences(task.source, chosen);
  let compared: Partial<Rederivation> = { outcome: 'different' };
  for await (const derived of 'refused' in chosen
    ? refusal(task, source, chosen)
    : derivations(task, source, chosen, hooks)) {
    compared = compare(task, derived);
    if (compared.outcome === 'same') break;
  }
  if (settings.length === 0) return { ...compared, rawHashMatches };
  const reason = 'The source gives other settings for its reader than were recorded';
  return {
    ...compared,
    outcome: 'different',
    rawHashMatches,
    reason: compared.reason === undefined ? reason : `${compared.reason}. ${reason}`,
    differences: [...settings, ...(compared.differences ?? [])],
  };
}

/** The reader's context, made anew from the source's first bytes with the options that were recorded. */
async function prepare(
  { origin, source: { body } }: Task,
  source: OpenSource,
  format = body['format'],
): Promise<ChosenFormat | RefusedFormat> {
  const head = await source.read(0, HEAD_BYTES);
  const { path, mtime, options } = body;
  const mtimeMs = typeof mtime === 'string' ? Date.parse(mtime) : Number.NaN;
  const sample = {
    head,
    isWhole: head.length === source.sizeBytes,
    sizeBytes: source.sizeBytes,
    name: String(path),
    ...(Number.isNaN(mtimeMs) ? {} : { mtimeMs }),
  };
  const { timeZone, year } = (options ?? {}) as JsonObject;
  return chooseFormat(sample, origin.source, {
    paths: [],
    ...(typeof format === 'string' ? { format: format as FormatId } : {}),
    ...(typeof timeZone === 'string' ? { timeZone } : {}),
    ...(typeof year === 'number' ? { year } : {}),
  });
}

/** Which reader refused a source is not recorded where a person had named one: whoever refuses it so again is taken. */
async function prepareRefused(task: Task, source: OpenSource): Promise<ChosenFormat | RefusedFormat> {
  const first = await prepare(task, source);
  const { reason, message } = task.record.body;
  for (const format of [null, ...FORMAT_READERS.map(({ id }) => id)]) {
    const chosen = await prepare(task, source, format);
    if ('refused' in chosen && chosen.refused === reason && chosen.message === message) return chosen;
  }
  return first;
}

function settingsDifferences({ body }: RecordedSource, chosen: ChosenFormat | RefusedFormat): JsonDifference[] {
  const recorded = body['settings'];
  const derived: JsonValue | undefined = 'context' in chosen ? chosen.context.settings : undefined;
  if (recorded === undefined || derived === undefined) return [];
  return jsonDifferences(recorded, derived).map((difference) => ({
    ...difference,
    path: `(source) settings${difference.path === '' ? '' : `.${difference.path}`}`,
  }));
}

/** A source that no reader takes is one rejection. */
async function* refusal(
  { origin }: Task,
  source: OpenSource,
  { refused, message }: RefusedFormat,
): AsyncGenerator<Derived | undefined> {
  const { offset, length } = origin;
  if (offset !== 0 || length !== source.sizeBytes) yield undefined;
  else {
    const rawHash = await hashRange(source, 0, source.sizeBytes);
    const body = { reason: refused, message, origin: { source: origin.source, offset: 0, length, rawHash } };
    yield { kind: 'rejection', bodyJson: canonicalBody(body) };
  }
}

/** What the reader gives at the record's place: read from near by first, then from the beginning. */
async function* derivations(
  task: Task,
  source: OpenSource,
  chosen: ChosenFormat,
  hooks: RederiveHooks,
): AsyncGenerator<Derived | undefined> {
  const { dataOffset } = chosen.context;
  const near = await boundaryBefore(task.origin.offset, source, chosen);
  if (near !== undefined && near > dataOffset) yield await deriveFrom(near, NEAR_BYTES, task, source, chosen, hooks);
  yield await deriveFrom(dataOffset, READ_BYTES, task, source, chosen, hooks);
}

/** The last certain record boundary at or before a place; undefined where the reader can't know one. */
async function boundaryBefore(
  offset: number,
  source: OpenSource,
  { reader, context }: ChosenFormat,
): Promise<number | undefined> {
  for (const count of LOOK_BACK_BYTES) {
    const from = Math.max(context.dataOffset, offset - count);
    if (from >= offset) return undefined;
    const at = reader.boundaryIn?.(await source.read(from, offset - from), from, context);
    if (at === undefined) return undefined;
    if (at >= 0) return from + at;
    if (from === context.dataOffset) return undefined;
  }
  return undefined;
}

async function deriveFrom(
  start: number,
  pieceBytes: number,
  { record, origin }: Task,
  source: OpenSource,
  { reader, context }: ChosenFormat,
  { onProgress }: RederiveHooks,
): Promise<Derived | undefined> {
  const scanner = new PieceScanner(record.log);
  scanner.addSource(0, reader.id, origin.source, context);
  const stream = streamFrom(source, start, pieceBytes);
  for await (const piece of cutPieces(stream, start, reader, context, undefined, pieceBytes)) {
    const end = piece.offset + (piece.kind === 'piece' ? piece.bytes.length : piece.length);
    if (piece.offset > origin.offset) return undefined;
    onProgress(Math.min(end, origin.offset) - start, origin.offset - start);
    if (end <= origin.offset) continue;
    if (piece.kind === 'piece') scanner.parse(0, 0, piece);
    else scanner.parseTooLong(0, 0, piece.offset, piece.length, piece.rawHash);
    return recordAt(scanner, origin.offset, record.kind);
  }
  return undefined;
}

/** Of the records of a piece the one at a place of the source; of two that of the kind looked for. */
function recordAt(scanner: PieceScanner, offset: number, kind: string): Derived | undefined {
  const bodies = scanner.takeBodies(0);
  const { kinds } = bodies;
  let found: Derived | undefined;
  for (let i = 0; i < bodies.count; i++) {
    const bytes = bodies.body(i);
    const bodyJson = nodeTextCodec.utf8(bytes, 0, bytes.length);
    // Most bodies do not even hold the number: only the others are parsed.
    if (!bodyJson.includes(`"offset":${offset},`)) continue;
    const { origin } = JSON.parse(bodyJson) as { origin: EventOrigin };
    if (origin.offset !== offset) continue;
    found = { kind: RECORD_KINDS[kinds[i] as number] as string, bodyJson };
    if (found.kind === kind) break;
  }
  return found;
}

function compare({ record, stored }: Task, derived: Derived | undefined): Partial<Rederivation> {
  if (derived === undefined) {
    return { outcome: 'different', reason: 'Read again, the source gives no record at this place' };
  }
  const derivedMatchesLeaf = stored.sealedDigest === null ? null : digestWith(record, derived) === stored.sealedDigest;
  if (derived.kind === record.kind && derived.bodyJson === canonicalBody(record.body)) {
    return { outcome: 'same', derivedMatchesLeaf };
  }
  const kinds =
    derived.kind === record.kind ? [] : [{ path: '(record) kind', recorded: record.kind, derived: derived.kind }];
  const differences = [...kinds, ...jsonDifferences(record.body, JSON.parse(derived.bodyJson) as JsonObject)];
  return { outcome: 'different', differences, derivedMatchesLeaf };
}

/** SHA-256 of the record's line with what was derived in it: where that is the sealed one, the bytes have the truth. */
function digestWith({ at, log, salt, seq }: CaseRecord, { kind, bodyJson }: Derived): string | undefined {
  const line = recordLine({ at, bodyJson, kind: kind as CaseRecord['kind'], log, salt, seq });
  return line === undefined ? undefined : nodeHasher.sha256TextHex(line);
}

async function* streamFrom(source: OpenSource, start: number, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < source.sizeBytes; ) {
    const bytes = await source.read(at, chunkBytes);
    if (bytes.length === 0) return;
    at += bytes.length;
    yield bytes;
  }
}

/** Every read counts, and none is begun once somebody has stopped it. */
function countReads(source: OpenSource, signal: AbortSignal): { source: OpenSource; bytesRead: () => number } {
  let count = 0;
  return {
    source: {
      ...source,
      read: async (offset, length) => {
        if (signal.aborted) throw new AppError('CANCELLED', 'Reading the source again was stopped');
        const bytes = await source.read(offset, length);
        count += bytes.length;
        return bytes;
      },
    },
    bytesRead: () => count,
  };
}
