/**
 * Records as they are stored, without the refusal of everything that is not as it was sealed: the tool for broken ones.
 *
 * Cost: one block of lines is unpacked a record; nothing is cached.
 * Trust: a line may have been changed by somebody who has the key; it is hashed, compared and handed on, never believed.
 */
import { leafOfDigest } from '../../engines/chain/entry.ts';
import { type CaseRecord, parseRecord } from '../../engines/chain/record.ts';
import { encodeBase64, encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { findFirstHeadOver, findHotBlock, findSegmentRun, storedSize } from './case-store.ts';
import { unpackHotBytes } from './hot-lines.ts';
import type { StoredRecord } from './inspection.ts';
import type { SealedLog } from './sealed-log.ts';
import type { SegmentReader } from './segment/segment-reader.ts';
import { bundleLineOf, isShownPart, partOfLine } from './shown-line.ts';
import type { ReadDb } from './sqlite.ts';

export interface StoredLine {
  /** Undefined where it can't be read. */
  bytes: Uint8Array | undefined;
  place: StoredRecord['place'];
  /** Why there are no bytes, or why they are not the whole record. */
  reason?: string;
  /** The line shows a part of the record: its hash is not that of the record. */
  isPart?: true;
}

export class StoredRecords {
  readonly #db: ReadDb;
  readonly #log: SealedLog;
  readonly #openSegment: (id: number) => SegmentReader;

  constructor(db: ReadDb, log: SealedLog, openSegment: (id: number) => SegmentReader) {
    this.#db = db;
    this.#log = log;
    this.#openSegment = openSegment;
  }

  /** RECORD_NOT_FOUND where the log never had so many records. */
  get(seq: number): StoredRecord {
    const { bytes, place, reason, isPart } = this.line(seq);
    const sealed = this.#log.sealedHashes(seq);
    const isSealed = 'digest' in sealed;
    const digest = bytes === undefined || isPart === true ? undefined : nodeHasher.sha256(bytes);
    const matchesLeaf = isSealed && digest !== undefined ? equalBytes(digest, sealed.digest) : null;
    const why = reason ?? (isSealed ? undefined : sealed.unknown) ?? reasonOfMismatch(matchesLeaf);
    return {
      seq,
      kind: bytes === undefined ? null : (readStored(bytes)?.kind ?? null),
      line: bytes === undefined ? null : nodeTextCodec.utf8(bytes, 0, bytes.length),
      lineBase64: bytes === undefined ? null : encodeBase64(bytes),
      place,
      digest: hexOrNull(digest),
      leafHash: digest === undefined ? null : encodeHex(leafOfDigest(nodeHasher, digest)),
      sealedDigest: isSealed ? encodeHex(sealed.digest) : null,
      sealedLeafHash: isSealed ? encodeHex(leafOfDigest(nodeHasher, sealed.digest)) : null,
      chainHash: isSealed ? sealed.chain : null,
      sealedBySize: findFirstHeadOver(this.#db, seq) ?? null,
      matchesLeaf,
      ...(why === undefined ? {} : { reason: why }),
    };
  }

  /** The bytes of a line, wherever it lies. RECORD_NOT_FOUND. */
  line(seq: number): StoredLine {
    const why = this.#log.whyHidden?.(seq);
    if (why !== undefined) return { bytes: undefined, place: null, reason: why };
    const block = findHotBlock(this.#db, seq);
    if (block !== undefined) {
      const bytes = unpackHotBytes(block.lines)?.[seq - block.firstSeq];
      if (bytes !== undefined) return { bytes, place: 'hot' };
      return { bytes, place: 'hot', reason: 'The block of records that holds it is damaged and can not be unpacked' };
    }
    const run = findSegmentRun(this.#db, seq);
    if (run !== undefined) return this.#lineInSegment(run.segmentId, run.rowStart + seq - run.firstSeq);
    if (seq < Math.max(storedSize(this.#db), findFirstHeadOver(this.#db, seq) ?? 0)) {
      return { bytes: undefined, place: null, reason: 'The record is missing: no block and no segment holds it' };
    }
    throw new AppError('RECORD_NOT_FOUND', `There is no record ${seq} in this case`);
  }

  #lineInSegment(id: number, row: number): StoredLine {
    try {
      const bytes = this.#openSegment(id).lineBytesAt(row);
      const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
      if (!isShownPart(line)) return { bytes, place: 'segment' };
      return { bytes: Buffer.from(bundleLineOf(partOfLine(line))), place: 'segment', reason: IN_PART, isPart: true };
    } catch (error) {
      // A damaged frame fails in whatever way its bytes make it fail; this is the place to say so and go on.
      if (!(error instanceof Error)) throw error;
      return { bytes: undefined, place: 'segment', reason: `Its segment can not be read there: ${error.message}` };
    }
  }
}

const IN_PART =
  'The bundle shows a part of this record: its digest proves its place, and what is shown rests on the word of whoever signed the bundle';

/** The record a stored line is; undefined where it is none. */
export function readStored(bytes: Uint8Array): CaseRecord | undefined {
  if (!nodeTextCodec.isUtf8(bytes)) return undefined;
  const record = parseRecord(nodeTextCodec.utf8(bytes, 0, bytes.length));
  return record.kind === 'valid' ? record.value : undefined;
}

const hexOrNull = (bytes: Uint8Array | undefined): string | null => (bytes === undefined ? null : encodeHex(bytes));

const reasonOfMismatch = (matchesLeaf: boolean | null): string | undefined =>
  matchesLeaf === false ? 'What is stored is not what was sealed: its hash is another' : undefined;
