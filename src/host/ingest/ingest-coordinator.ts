/**
 * One ingest from the paths to the last seal, on the writer thread.
 *
 * Acquire (hash, keep the original) -> recognise -> cut -> workers parse -> places in the log, in source order -> workers build ->
 * commit a generation (segments or hot lines, tiles, progress, seal) in one transaction. A source that was stopped in the
 * middle goes on at the offset its last commit names.
 * Trust: sources are hostile; one that can't be read gets a report with the reason, and the rest goes on.
 */
import { createHash, type Hash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/verdict.ts';
import type { FoundContainer, FoundSource, Placed } from '../sources/found.ts';
import { walkSources } from '../sources/walk.ts';
import type { CaseLog } from '../vault/case-log.ts';
import { addSource, findProgress, findSourceByHash, setSourceReport } from '../vault/case-store.ts';
import type { CaseWriter } from '../vault/case-writer.ts';
import { hashOnly, type FileStore, type HashedSource } from '../vault/file-store.ts';
import type { IngestProgress, IngestRequest, IngestResult, SourceReport } from '../vault/session.ts';
import { chooseFormat, optionsOf, type ChosenFormat, type RefusedFormat } from './choose-format.ts';
import { Generations, type SourceProgress } from './generations.ts';
import { cutPieces, type CutPiece } from './piece-cutter.ts';
import { ScanPool, type ParsedPiece, type ScanWorker } from './scan-pool.ts';
import { asDropped } from './dropped-sources.ts';
import { emptyReport, isoTime, placeOf, printable, reportOf, totalsOf } from './source-report.ts';
import { addTally, emptyTally, tallyFromJson, tallyRejection, tallyToJson, type Tally } from './tally.ts';

const MAX_QUEUED_ITEMS = 64;

/** A source on its way through. */
interface SourceState {
  key: number;
  found: FoundSource & Placed;
  hashed: HashedSource;
  chosen: ChosenFormat | RefusedFormat;
  findings: Finding[];
  tally: Tally;
  sourceSeq: number | undefined;
  nextOffset: number;
  /** The workers that know of it. */
  announced: Set<ScanWorker>;
}

type QueueItem =
  | { kind: 'container'; body: JsonObject }
  | { kind: 'begin'; source: SourceState }
  | {
      kind: 'piece';
      source: SourceState;
      worker: ScanWorker;
      pieceId: number;
      endOffset: number;
      parsed: Promise<ParsedPiece>;
    }
  | { kind: 'end'; source: SourceState; isWhole: boolean };

export interface IngestParts {
  writer: CaseWriter;
  files: FileStore;
  workerCount: number;
}

export interface IngestHooks {
  signal: AbortSignal;
  onProgress: (progress: IngestProgress) => void;
}

export async function ingest(parts: IngestParts, request: IngestRequest, hooks: IngestHooks): Promise<IngestResult> {
  const run = new IngestRun(parts, request, hooks);
  return run.run();
}

class IngestRun {
  readonly #parts: IngestParts;
  readonly #request: IngestRequest;
  readonly #hooks: IngestHooks;
  readonly #log: CaseLog;
  readonly #pool: ScanPool;
  readonly #reports: SourceReport[] = [];
  readonly #queue: QueueItem[] = [];
  #queueChanged: () => void = () => undefined;
  #producerDone = false;
  #failure: unknown;
  readonly #generations: Generations;
  #nextPieceId = 0;
  #nextSourceKey = 0;
  #eventCount = 0;
  #lastProgressMs = 0;
  #active: SourceState | undefined;
  readonly #begun = new Map<string, SourceState>();
  readonly #whenFree: (() => void)[] = [];

  constructor(parts: IngestParts, request: IngestRequest, hooks: IngestHooks) {
    this.#parts = parts;
    this.#request = request;
    this.#hooks = hooks;
    this.#log = parts.writer.writableLog();
    this.#pool = new ScanPool(parts.workerCount, parts.writer.origin);
    this.#generations = new Generations(
      { writer: parts.writer, files: parts.files, pool: this.#pool },
      {
        progress: () => this.#sourceProgress(),
        onBuilt: () => this.#wakeProducer(),
        onFailure: (error) => this.#fail(error),
      },
    );
  }

  async run(): Promise<IngestResult> {
    try {
      const consumer = this.#consume();
      // Whoever fails first ends the other; both are awaited, so that nothing goes on behind the caller's back.
      await Promise.all([
        this.#produce().catch((error) => this.#fail(error)),
        consumer.catch((error) => this.#fail(error)),
      ]);
      // What was placed before a failure is kept: only then does the log stay whole, and the source can go on from there.
      await this.#generations.close().catch((error) => this.#fail(error));
      await this.#generations.committed().catch((error) => this.#fail(error));
      if (this.#failure !== undefined) throw this.#failure;
    } finally {
      await this.#pool.stop();
    }
    return { sources: this.#reports, totals: totalsOf(this.#reports) };
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#producerDone = true;
    this.#queueChanged();
  }

  // --- finding and cutting sources ---------------------------------------------------------------------------------

  async #produce(): Promise<void> {
    const found = walkSources(this.#request.paths, {
      signal: this.#hooks.signal,
      // A case is not evidence for itself, also where it lies inside the folder that is taken in.
      exclude: [realpathSync(this.#parts.writer.paths.dir)],
    });
    const { drop } = this.#request;
    for await (const item of drop === undefined ? found : asDropped(found, drop)) {
      if (this.#isStopped()) break;
      if (item.what === 'source') await this.#takeSource(item);
      else if (item.what === 'container') await this.#takeContainer(item);
      else this.#reports.push({ ...emptyReport(item, undefined), findings: [item.finding] });
    }
    this.#producerDone = true;
    this.#queueChanged();
  }

  async #takeSource(found: FoundSource & Placed): Promise<void> {
    const hashed = await this.#acquire(found);
    if (hashed === undefined) return;
    const earlier = findSourceByHash(this.#parts.writer.db, hashed.sha256);
    const begun = this.#begun.get(hashed.sha256);
    if (
      this.#request.again !== true &&
      (begun !== undefined || (earlier !== undefined && earlier.reportSeq !== null))
    ) {
      const original = begun?.sourceSeq ?? earlier?.seq;
      this.#reports.push({
        ...emptyReport(found, hashed),
        ...(original === undefined ? {} : { duplicateOf: original }),
      });
      return;
    }
    const sample = {
      head: hashed.head,
      isWhole: hashed.head.length === hashed.sizeBytes,
      sizeBytes: hashed.sizeBytes,
      name: found.path,
      ...(found.mtimeMs === undefined ? {} : { mtimeMs: found.mtimeMs }),
    };
    const chosen = chooseFormat(sample, hashed.sha256, this.#request);
    const source: SourceState = {
      key: this.#nextSourceKey++,
      found,
      hashed,
      chosen,
      findings: [],
      tally: emptyTally(),
      sourceSeq: undefined,
      nextOffset: 'context' in chosen ? chosen.context.dataOffset : 0,
      announced: new Set(),
    };
    this.#begun.set(hashed.sha256, source);
    if (earlier !== undefined && earlier.reportSeq === null && this.#request.again !== true) {
      source.sourceSeq = earlier.seq;
      const progress = findProgress(this.#parts.writer.db, earlier.seq);
      if (progress !== undefined) {
        source.nextOffset = progress.nextOffset;
        source.tally = tallyFromJson(progress.tally);
      }
    }
    await this.#push({ kind: 'begin', source });
    const isWhole = 'context' in chosen ? await this.#cut(source, chosen) : true;
    await this.#push({ kind: 'end', source, isWhole });
  }

  /** The archive itself is evidence too: kept, and named in the log after its members. */
  async #takeContainer(container: FoundContainer & Placed): Promise<void> {
    const { path, kind, sha256, sizeBytes, mtimeMs, memberCount, findings } = container;
    const isKept = this.#request.keepOriginals !== false && container.open !== undefined;
    if (isKept) await this.#parts.files.acquire(container.open(), { signal: this.#hooks.signal });
    await this.#push({
      kind: 'container',
      body: {
        operatorId: this.#parts.writer.operatorId,
        container: kind,
        path: printable(path),
        ...placeOf(container),
        sha256,
        sizeBytes,
        mtime: isoTime(mtimeMs),
        memberCount,
        original: isKept ? 'kept' : 'by-reference',
        findings: findings as unknown as JsonObject[],
      },
    });
    if (findings.length === 0) return;
    const report = emptyReport(container, undefined);
    this.#reports.push({ ...report, sha256, sizeBytes, findings: [...findings] });
  }

  /** Hashes the source and keeps it, unless it is taken by reference. Undefined where it can't be read to its end. */
  async #acquire(found: FoundSource & Placed): Promise<HashedSource | undefined> {
    const options = {
      signal: this.#hooks.signal,
      onBytes: (doneBytes: number) => this.#progress('acquire', found.path, doneBytes, found.sizeBytes ?? 0),
      ...(this.#request.extraHashes === undefined ? {} : { extraHashes: this.#request.extraHashes }),
    };
    try {
      if (this.#isByReference(found)) return await hashOnly(found.openPassing(), options);
      return await this.#parts.files.acquire(found.openPassing(), { ...options, mayWait: true });
    } catch (error) {
      if (error instanceof AppError && error.code === 'CANCELLED') return undefined;
      if (error instanceof AppError && error.code === 'DISK_FULL') throw error;
      const message = error instanceof Error ? error.message : String(error);
      this.#reports.push({
        ...emptyReport(found, undefined),
        findings: [{ kind: 'unreadable', message: `The source could not be read to its end: ${message}` }],
      });
      return undefined;
    }
  }

  /** A member of an archive can be read only once, so it is always kept. */
  #isByReference(found: FoundSource): boolean {
    return this.#request.keepOriginals === false && found.isReopenable;
  }

  /** Reads the source from where it goes on; false where the person stopped it. */
  async #cut(source: SourceState, chosen: ChosenFormat): Promise<boolean> {
    const { head, sizeBytes, sha256 } = source.hashed;
    // The bytes that were hashed are still here: nothing is read a second time.
    const isInMemory = head.length === sizeBytes;
    const isStored = !isInMemory && !this.#isByReference(source.found);
    const stored = isStored ? await this.#parts.files.open(sha256) : undefined;
    const check = createHash('sha256');
    try {
      const whole = isInMemory ? once(head) : (stored?.stream() ?? hashing(source.found.openPassing(), check));
      const bytes = skipBytes(whole, source.nextOffset);
      for await (const piece of cutPieces(
        bytes,
        source.nextOffset,
        chosen.reader,
        chosen.context,
        this.#pool.buffers,
      )) {
        if (this.#isStopped()) return false;
        await this.#dispatch(source, piece);
      }
    } finally {
      await stored?.close();
    }
    if (!isInMemory && stored === undefined && check.digest('hex') !== sha256) {
      source.findings.push({
        kind: 'source-changed',
        message: 'The file changed while it was read: its events may not be those of the recorded hash',
      });
    }
    return true;
  }

  async #dispatch(source: SourceState, piece: CutPiece): Promise<void> {
    let worker = this.#pool.findFree();
    while (worker === undefined) {
      if (this.#failure !== undefined) return;
      await new Promise((resolve) => this.#whenFree.push(resolve as () => void));
      worker = this.#pool.findFree();
    }
    this.#announce(source, worker);
    const pieceId = this.#nextPieceId++;
    const length = piece.kind === 'piece' ? piece.bytes.length : piece.length;
    const parsed =
      piece.kind === 'piece'
        ? worker.parse(pieceId, source.key, piece)
        : worker.parseTooLong(pieceId, source.key, piece);
    const endOffset = piece.offset + length;
    await this.#push({ kind: 'piece', source, worker, pieceId, endOffset, parsed });
    this.#progress('ingest', source.found.path, endOffset, source.hashed.sizeBytes);
  }

  /** A worker hears of a source with its first piece: most small sources go to one. */
  #announce({ key, hashed, chosen, announced }: SourceState, worker: ScanWorker): void {
    if (announced.has(worker) || !('context' in chosen)) return;
    announced.add(worker);
    worker.addSource(key, chosen.reader.id, hashed.sha256, chosen.context);
  }

  async #push(item: QueueItem): Promise<void> {
    while (this.#queue.length >= MAX_QUEUED_ITEMS && this.#failure === undefined) {
      await new Promise((resolve) => this.#whenFree.push(resolve as () => void));
    }
    this.#queue.push(item);
    this.#queueChanged();
  }

  #isStopped(): boolean {
    return this.#hooks.signal.aborted || this.#failure !== undefined;
  }

  // --- places in the log, in source order ----------------------------------------------------------------------------

  async #consume(): Promise<void> {
    for (;;) {
      const item = this.#queue.shift();
      if (item === undefined) {
        if (this.#producerDone) return;
        await new Promise<void>((resolve) => {
          this.#queueChanged = resolve;
        });
        continue;
      }
      if (item.kind === 'begin') this.#begin(item.source);
      else if (item.kind === 'piece') await this.#place(item);
      else if (item.kind === 'container') this.#log.append('source', item.body);
      else this.#end(item.source, item.isWhole);
      this.#wakeProducer();
      if (this.#generations.isFull) await this.#generations.close();
    }
  }

  #begin(source: SourceState): void {
    this.#active = source;
    if (source.sourceSeq !== undefined) return;
    const { found, hashed, chosen } = source;
    const body: JsonObject = {
      operatorId: this.#parts.writer.operatorId,
      path: printable(found.path),
      ...placeOf(found),
      sizeBytes: hashed.sizeBytes,
      mtime: isoTime(found.mtimeMs),
      sha256: hashed.sha256,
      ...(hashed.md5 === undefined ? {} : { md5: hashed.md5 }),
      ...(hashed.sha1 === undefined ? {} : { sha1: hashed.sha1 }),
      format: 'reader' in chosen ? chosen.reader.id : null,
      parserVersion: 'reader' in chosen ? chosen.reader.version : null,
      options: optionsOf(this.#request),
      original: this.#isByReference(found) ? 'by-reference' : 'kept',
    };
    if (this.#request.name !== undefined) body['name'] = this.#request.name;
    if ('context' in chosen) body['settings'] = chosen.context.settings;
    source.sourceSeq = this.#log.append('source', body, (tx, seq) =>
      addSource(tx, { seq, sha256: hashed.sha256, path: printable(found.path) }),
    );
    if ('refused' in chosen) this.#refuse(source, chosen);
  }

  /** A source no reader takes: all its bytes are one rejection. */
  #refuse(source: SourceState, { refused, message }: RefusedFormat): void {
    const { sha256, sizeBytes } = source.hashed;
    source.findings.push({ kind: refused, message });
    if (sizeBytes === 0) return;
    tallyRejection(source.tally, { reason: refused, offset: 0, length: sizeBytes, message });
    const origin = { source: sha256, offset: 0, length: sizeBytes, rawHash: sha256 };
    this.#log.append('rejection', { reason: refused, message, origin });
  }

  async #place(item: Extract<QueueItem, { kind: 'piece' }>): Promise<void> {
    const { source, worker, pieceId } = item;
    const { recordCount, tally } = await item.parsed;
    const { eventCount } = tally;
    const byteCount = item.endOffset - source.nextOffset;
    await this.#generations.add({ worker, pieceId, recordCount, eventCount, byteCount });
    addTally(source.tally, tally);
    source.nextOffset = item.endOffset;
    this.#eventCount += eventCount;
  }

  #end(source: SourceState, isWhole: boolean): void {
    for (const worker of source.announced) worker.forgetSource(source.key);
    const report = reportOf(source, isWhole);
    this.#reports.push(report);
    if (!isWhole) return;
    this.#active = undefined;
    const sourceSeq = source.sourceSeq as number;
    const body = { operatorId: this.#parts.writer.operatorId, ...report, sourceSeq } as unknown as JsonObject;
    this.#log.append('source-report', body, (tx, seq) => setSourceReport(tx, sourceSeq, seq));
  }

  #sourceProgress(): SourceProgress | undefined {
    const active = this.#active;
    if (active?.sourceSeq === undefined || !('context' in active.chosen)) return undefined;
    return { sourceSeq: active.sourceSeq, nextOffset: active.nextOffset, tally: tallyToJson(active.tally) };
  }

  #wakeProducer(): void {
    const waiting = this.#whenFree.splice(0);
    for (const resume of waiting) resume();
  }

  #progress(phase: IngestProgress['phase'], path: string, doneBytes: number, totalBytes: number): void {
    const now = performance.now();
    if (now - this.#lastProgressMs < 200) return;
    this.#lastProgressMs = now;
    this.#hooks.onProgress({ phase, path, doneBytes, totalBytes, eventCount: this.#eventCount });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* hashing(stream: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* skipBytes(stream: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of stream) {
    if (left >= chunk.length) left -= chunk.length;
    else {
      yield left === 0 ? chunk : chunk.subarray(left);
      left = 0;
    }
  }
}
