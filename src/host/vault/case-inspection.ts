/**
 * What lies behind a record: its stored line, whether or not it is what was sealed, the steps of its proof, its bytes.
 *
 * Unlike every other reader of the case this one refuses nothing: it shows what is broken, and says so.
 * Errors: RECORD_NOT_FOUND, VAULT_CORRUPT.
 */
import { AppError } from '../../shared/errors.ts';
import { findSourcesBefore } from './case-store.ts';
import type { FileStore } from './file-store.ts';
import type { ProofCheck, RawBytes, RawRequest, StoredRecord } from './inspection.ts';
import { checkProofOf, type MadeProof } from './proof-check.ts';
import { rawBytesOf } from './raw-bytes.ts';
import { originOf, type RecordTrace } from './record-trace.ts';
import type { SearchedCase } from './searched-case.ts';
import { readStored, StoredRecords } from './stored-records.ts';

export class CaseInspection {
  readonly #case: SearchedCase;
  readonly #stored: StoredRecords;
  readonly #vkeys: readonly string[];
  readonly #files: FileStore;

  constructor(searched: SearchedCase, files: FileStore, vkeys: readonly string[]) {
    this.#case = searched;
    this.#stored = new StoredRecords(searched.db, searched.log, (id) => searched.reader(id));
    this.#vkeys = vkeys;
    this.#files = files;
  }

  storedRecord(seq: number): StoredRecord {
    return this.#stored.get(seq);
  }

  checkProof(seq: number): ProofCheck {
    const line = this.#stored.line(seq);
    const sealed = line.isPart === true ? this.#case.log.sealedHashes(seq) : undefined;
    const given = sealed !== undefined && 'digest' in sealed ? { digest: sealed.digest } : {};
    return checkProofOf(seq, { ...line, ...given }, this.#makeProof(seq), {
      origin: this.#case.origin,
      vkeys: this.#vkeys,
      isBundle: this.#case.log.whyHidden !== undefined,
    });
  }

  #makeProof(seq: number): MadeProof {
    try {
      return { text: this.#case.log.proof(seq) };
    } catch (error) {
      // Not sealed yet, or the hashes do not hold: the check says so, step by step.
      if (error instanceof AppError && (error.code === 'CASE_LOG_BROKEN' || error.code === 'RECORD_NOT_FOUND')) {
        return { unknown: error.message };
      }
      throw error;
    }
  }

  /** @param trace of the record, taken before: reading bytes waits for the disk */
  async rawBytes(trace: RecordTrace, request: RawRequest): Promise<RawBytes> {
    return rawBytesOf(this.#files, trace, request);
  }

  /** A stored record and the sealed record of the source it was read from. */
  trace(seq: number): RecordTrace {
    const stored = this.#stored.get(seq);
    const { bytes } = this.#stored.line(seq);
    const record = bytes === undefined ? undefined : readStored(bytes);
    if (record === undefined) return { stored };
    const isRead = record.kind === 'event' || record.kind === 'rejection';
    const origin = isRead ? originOf(record.body['origin']) : undefined;
    return origin === undefined
      ? { stored, record }
      : { stored, record, origin, ...this.#sourceOf(origin.source, seq) };
  }

  /** The newest source record for these bytes before the event: with `again` there are several. */
  #sourceOf(sha256: string, seq: number): Pick<RecordTrace, 'source' | 'sourceReason'> {
    const [row] = findSourcesBefore(this.#case.db, sha256, seq);
    if (row === undefined) return { sourceReason: 'No record of the case names the source of these bytes' };
    try {
      const { record } = this.#case.record(row.seq);
      if (record.kind === 'source' && record.body['sha256'] === sha256) {
        return { source: { seq: row.seq, body: record.body } };
      }
      return { sourceReason: `Record ${row.seq}, which should name the source, is about something else` };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { sourceReason: `The record of the source can not be read: ${error.message}` };
    }
  }
}
