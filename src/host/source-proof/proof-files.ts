/**
 * The files of a case for the checks of proofs: what the log says of each, and its bytes as far as they can be had.
 *
 * Cost: the list is one pass over the records of sources; bytes are read when asked for, hashes computed once.
 * Trust: records are checked against their leaves by the reader; bytes that do not have the recorded hash are not handed out whole.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { FileLookup, type KnownFile } from '../../engines/source-proof/file-lookup.ts';
import type { ListHash } from '../../engines/source-proof/hash-list.ts';
import { AppError } from '../../shared/errors.ts';
import type { FileStore } from '../vault/file-store.ts';
import type { LogRecord } from '../vault/session.ts';
import { openSource, withoutSource, type OpenSource } from '../vault/source-bytes.ts';

export interface ProofFile extends KnownFile {
  readonly format: string | null;
  readonly body: JsonObject;
}

const READ_BYTES = 1024 * 1024;

export class ProofFiles {
  readonly all: readonly ProofFile[];
  readonly lookup: FileLookup;
  readonly #store: FileStore;
  readonly #signal: AbortSignal;
  readonly #hashes = new Map<string, string>();

  /** @param records of kind `source`, in log order */
  constructor(store: FileStore, records: readonly LogRecord[], signal: AbortSignal) {
    this.#store = store;
    this.#signal = signal;
    this.all = records.flatMap(fileOf);
    this.lookup = new FileLookup(this.all);
  }

  find(sourceSeq: number): ProofFile | undefined {
    return this.all.find((file) => file.sourceSeq === sourceSeq);
  }

  /** Opens the bytes for as long as `work` runs. @returns why not, where they can not be had as they were recorded */
  async withBytes<T>(
    file: KnownFile,
    work: (opened: OpenSource) => Promise<T>,
  ): Promise<{ value: T } | { reason: string }> {
    const body = this.find(file.sourceSeq)?.body;
    const source = body === undefined ? undefined : { seq: file.sourceSeq, body };
    const opened = await openSource(this.#store, file.sha256, source);
    if (!('read' in opened)) return { reason: opened.reason };
    try {
      if (opened.availability === 'changed') return { reason: opened.reason ?? 'The file was changed' };
      return { value: await work({ ...opened, read: (offset, length) => this.#read(opened, offset, length) }) };
    } catch (error) {
      if (error instanceof AppError && error.code === 'CANCELLED') throw error;
      return { reason: withoutSource(error, 'The source').reason };
    } finally {
      await opened.close();
    }
  }

  async #read(opened: OpenSource, offset: number, length: number): Promise<Uint8Array> {
    if (this.#signal.aborted) throw new AppError('CANCELLED', 'The check of proofs was stopped');
    return opened.read(offset, length);
  }

  /** The beginning of a file; empty where it can not be had. */
  async head(file: KnownFile, length: number): Promise<Uint8Array> {
    const got = await this.withBytes(file, (opened) => opened.read(0, length));
    return 'value' in got ? got.value : new Uint8Array(0);
  }

  /** All bytes, only where they have the recorded hash. */
  async whole(file: KnownFile): Promise<Uint8Array | undefined> {
    const got = await this.withBytes(file, (opened) => opened.read(0, file.sizeBytes));
    if (!('value' in got)) return undefined;
    return createHash('sha256').update(got.value).digest('hex') === file.sha256 ? got.value : undefined;
  }

  /** Every piece in order. @returns false where the bytes can not be had, or are not those of the recorded hash */
  async stream(file: KnownFile, take: (piece: Uint8Array) => void): Promise<boolean> {
    const check = createHash('sha256');
    const got = await this.withBytes(file, async (opened) => {
      for (let at = 0; at < opened.sizeBytes; ) {
        const piece = await opened.read(at, READ_BYTES);
        if (piece.length === 0) break;
        check.update(piece);
        take(piece);
        at += piece.length;
      }
    });
    return 'value' in got && check.digest('hex') === file.sha256;
  }

  /** Any hash of a file; of one recorded at its acquisition the record is believed. */
  async hash(file: KnownFile, name: ListHash): Promise<string | undefined> {
    if (name === 'sha256') return file.sha256;
    const recorded = name === 'md5' || name === 'sha1' ? file[name] : undefined;
    const known = recorded ?? this.#hashes.get(`${name} ${file.sha256}`);
    if (known !== undefined) return known;
    const hash = createHash(name);
    if (!(await this.stream(file, (piece) => hash.update(piece)))) return undefined;
    const hex = hash.digest('hex');
    this.#hashes.set(`${name} ${file.sha256}`, hex);
    return hex;
  }
}

function fileOf({ seq, body }: LogRecord): ProofFile[] {
  const { path, sha256, sizeBytes, md5, sha1, format, container } = body;
  if (typeof path !== 'string' || typeof sha256 !== 'string' || typeof sizeBytes !== 'number') return [];
  return [
    {
      sourceSeq: seq,
      path,
      sha256,
      sizeBytes,
      ...(typeof md5 === 'string' ? { md5 } : {}),
      ...(typeof sha1 === 'string' ? { sha1 } : {}),
      isContainer: container !== undefined,
      format: typeof format === 'string' ? format : null,
      body,
    },
  ];
}
