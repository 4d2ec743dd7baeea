/**
 * Makes one bundle out of a case, on a thread of its own, step by step as the service asks: begin, plan, write, list, settle.
 *
 * Reads through a connection of its own, in one transaction from the moment the export was recorded, so that what others do
 * meanwhile changes nothing here. Every line was compared with its leaf, every original with its name.
 * Source: bundle-format.md.
 */
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BAGIT, bagInfoText, type ListedFile, listStatement, manifestText } from '../../engines/bundle/bundle-lists.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { encodeHex } from '../../engines/kernel/bytes.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';
import { countOf } from '../../shared/format-values.ts';
import { invariant } from '../../shared/verdict.ts';
import { exists, existsError, linkOrRename, syncFolder } from '../services/export-file.ts';
import { SOFTWARE } from '../software.ts';
import { casePaths } from '../vault/case-folder.ts';
import { deriveKey } from '../vault/case-keys.ts';
import { findMeta, headsAfter, holdMoment } from '../vault/case-store.ts';
import { createFileStore } from '../vault/file-store.ts';
import { type CaseReaderParts, SearchedCase } from '../vault/searched-case.ts';
import { BundleFolder, refused } from './bundle-folder.ts';
import { MAX_COUNTED, writeRecords, type WrittenRecords } from './bundle-records.ts';
import type { BundleContent, BundleFiles, BundlePlan, BundleRecord, BundleRequest } from './bundle-request.ts';
import { BundleSelection } from './bundle-selection.ts';
import { keptKinds, writePapers } from './bundle-papers.ts';
import { RedactionCheck } from './redaction-check.ts';
import { writeStoredZip } from './stored-zip.ts';

export interface BundleProgress {
  phase: 'verify' | 'export' | 'originals' | 'pack';
  unit: 'records' | 'bytes';
  done: number;
  total: number | null;
}

export interface BundleHooks {
  signal: AbortSignal;
  onProgress: (progress: BundleProgress) => void;
}

const HEADS_PAGE = 1000;
/** bundle-format.md §11. */
const MAX_HEADS_BYTES = 256 * 1024 * 1024;
const MAX_PROOFS = 1_000_000;
const LIST = 'manifest.dsse.json';
const isPayload = ({ name }: ListedFile): boolean => name.startsWith('data/');

export class BundleMaker {
  readonly #parts: CaseReaderParts;
  readonly #request: BundleRequest;
  readonly #folder: BundleFolder;
  readonly #searched: SearchedCase;
  readonly #hooks: BundleHooks;
  #check: RedactionCheck | undefined;
  #selection: BundleSelection | undefined;
  #plan: BundlePlan | undefined;
  #written: WrittenRecords | undefined;
  /** The zip file in the making: here too where it could not be removed once it was in its place. */
  #temporary: string | undefined;
  #giveUpMoment: (() => void) | undefined;

  private constructor(parts: CaseReaderParts, request: BundleRequest, folder: BundleFolder, hooks: BundleHooks) {
    this.#parts = parts;
    this.#request = request;
    this.#folder = folder;
    this.#hooks = hooks;
    // The case forgets its copy of the key when it is closed.
    this.#searched = new SearchedCase({ ...parts, dataKey: parts.dataKey.slice() });
  }

  /** Says what is wrong with the place before anything is recorded. FILE_EXISTS, FILE_NOT_FOUND, FILE_UNWRITABLE. */
  static async begin(parts: CaseReaderParts, request: BundleRequest, hooks: BundleHooks): Promise<BundleMaker> {
    if (request.form === 'zip' && (await exists(request.path))) throw existsError(request.path);
    const folder = await BundleFolder.begin(request.path, request.oldHashes);
    try {
      return new BundleMaker(parts, request, folder, hooks);
    } catch (error) {
      await folder.discard();
      throw error;
    }
  }

  /** Asks the queries, over all that is under the newest head, and looks whether what they leave may be shown. */
  async plan(): Promise<BundlePlan> {
    const { signal, onProgress } = this.#hooks;
    const giveUp = holdMoment(this.#searched.db);
    try {
      const selection = new BundleSelection(this.#searched, this.#request);
      this.#check ??= new RedactionCheck(this.#searched, this.#request);
      await this.#check.look(selection, {
        signal,
        onProgress: (done, total) => onProgress({ phase: 'verify', unit: 'records', done, total }),
      });
      this.#selection = selection;
      this.#plan = selection.plan();
      return this.#plan;
    } finally {
      giveUp();
    }
  }

  /** Writes the log, the heads, originals, proofs, marks and papers. */
  async write(record: BundleRecord): Promise<BundleContent> {
    const selection = this.#selection;
    invariant(selection !== undefined, 'a bundle is planned before it is written');
    const { log, db, origin } = this.#searched;
    // One moment for all that is read from now on, however long it takes.
    this.#giveUpMoment = holdMoment(db);
    log.pin(record.headSize);
    const { note, root } = log.head;
    const { signal, onProgress } = this.#hooks;
    const written = await writeRecords({
      searched: this.#searched,
      folder: this.#folder,
      selection,
      request: this.#request,
      size: record.headSize,
      exportSeq: record.seq,
      by: record.operatorId,
      keeps: keptKinds(this.#request),
      signal,
      onProgress: (done, total) => onProgress({ phase: 'export', unit: 'records', done, total }),
    });
    if (written.rowDigest !== this.#plan?.rowDigest) {
      throw new AppError(
        'EXPORT_INCOMPLETE',
        'Not every row that was planned could be written; verify the case to see why',
      );
    }
    this.#written = written;
    await this.#folder.put('data/case/head.note', note);
    await this.#writeHeads(record.headSize);
    await this.#folder.put('data/software.json', canonicalize({ ...SOFTWARE }));
    const notices: string[] = [];
    const originals = this.#request.originals ? await this.#writeOriginals(written, notices) : 0;
    if (this.#request.proofs) await this.#writeProofs(selection, this.#plan.rows);
    const marks = this.#request.marks ? await this.#writeMarks(written, record.headSize, notices) : 0;
    await writePapers({
      folder: this.#folder,
      request: this.#request,
      records: written.kept,
      size: record.headSize,
    });
    if (written.countedRecords > MAX_COUNTED) {
      notices.push(`A verifier need not look at more than ${MAX_COUNTED} records of sources and acts, and may say so`);
    }
    return {
      caseId: findMeta(db, 'caseId') ?? '',
      origin,
      headRoot: encodeHex(root),
      counts: written.counts,
      rows: written.rows,
      originals,
      marks,
      notices,
    };
  }

  put(name: string, text: string): Promise<void> {
    return this.#folder.put(name, text);
  }

  /** Writes the lists, but for the signed one. @returns the statement that is to be signed */
  async list(bundleId: string, predicate: JsonObject): Promise<string> {
    const payload = this.#folder.files.filter(isPayload);
    await this.#folder.put('bagit.txt', BAGIT);
    await this.#folder.put('bag-info.txt', bagInfoText(bundleId, this.#written?.exportedAt ?? '', payload));
    await this.#folder.put('manifest-sha256.txt', manifestText(payload));
    for (const name of this.#request.oldHashes) {
      await this.#folder.put(`manifest-${name}.txt`, manifestText(payload, name));
    }
    const tags = this.#folder.files.filter((file) => !isPayload(file));
    const name = 'tagmanifest-sha256.txt';
    await this.#folder.put(name, manifestText(tags));
    return listStatement(payload, this.#fileOf(name), predicate);
  }

  /** Puts the signed list in and moves all into its place. */
  async settle(signedList: string): Promise<BundleFiles> {
    await this.#folder.put(LIST, signedList);
    const { files } = this.#folder;
    const sizeBytes = this.#request.form === 'zip' ? await this.#pack(files) : sum(files);
    if (this.#request.form === 'folder') await this.#folder.settle();
    return { files: files.length, sizeBytes, manifest: this.#fileOf(LIST).sha256 };
  }

  /** Removes what was not moved into its place, and lets go of the case. */
  async end(): Promise<void> {
    try {
      this.#giveUpMoment?.();
      this.#searched.close();
    } finally {
      try {
        await this.#folder.discard();
      } finally {
        if (this.#temporary !== undefined) await rm(this.#temporary, { force: true });
      }
    }
  }

  #fileOf(name: string): ListedFile {
    const file = this.#folder.files.find((each) => each.name === name);
    invariant(file !== undefined, 'the file was written');
    return file;
  }

  async #writeHeads(size: number): Promise<void> {
    const sink = await this.#folder.create('data/case/heads.ndjson');
    try {
      for (let after = 0; after < size; ) {
        const page = headsAfter(this.#searched.db, after, HEADS_PAGE).filter((head) => head.size <= size);
        for (const { note, size: covered } of page) {
          sink.add(Buffer.from(`${canonicalize({ note, size: covered })}\n`, 'utf8'));
        }
        if (sink.sizeBytes > MAX_HEADS_BYTES) throw refused('The case has more signed heads than a verifier reads');
        await sink.drain();
        after = page.at(-1)?.size ?? size;
      }
      await sink.end();
    } finally {
      await sink.close();
    }
  }

  /** Each is hashed while it is written: another one than was recorded never gets a name. */
  async #writeOriginals(written: WrittenRecords, notices: string[]): Promise<number> {
    const { signal, onProgress } = this.#hooks;
    const isUsed = (sha256: string): boolean => this.#request.query === undefined || written.usedSources.has(sha256);
    const all = [...written.sources].filter(([sha256]) => isUsed(sha256));
    const kept = all.filter(([, { isKept }]) => isKept);
    if (kept.length < all.length) {
      notices.push(
        `${countOf(all.length - kept.length, 'original')} taken by reference can not be given: the case does not hold them`,
      );
    }
    const store = createFileStore(casePaths(this.#parts.dir).files, deriveKey(this.#parts.dataKey, 'files', 'files'));
    const total = kept.reduce((bytes, [, { sizeBytes }]) => bytes + sizeBytes, 0);
    let done = 0;
    for (const [sha256, { sizeBytes, path }] of kept) {
      const stored = await store.open(sha256);
      const sink = await this.#folder.create(`data/files/${sha256}`);
      try {
        for await (const piece of stored.stream()) {
          if (signal.aborted) throw new AppError('CANCELLED', 'The bundle was stopped before it was whole');
          sink.add(piece);
          await sink.drain();
          done += piece.length;
          onProgress({ phase: 'originals', unit: 'bytes', done, total });
        }
        if ((await sink.end()) !== sha256 || sink.sizeBytes !== sizeBytes) {
          throw new AppError('VAULT_CORRUPT', `The kept original of ${path} is not the file that was recorded`);
        }
      } finally {
        await sink.close();
        await stored.close();
      }
    }
    return kept.length;
  }

  async #writeMarks({ kept }: WrittenRecords, size: number, notices: string[]): Promise<number> {
    const headOf = (of: number) => headsAfter(this.#searched.db, of - 1, 1).find((head) => head.size === of);
    const anchors = kept.filter(({ kind }) => kind === 'anchor');
    // Most cases have none: then nothing that checks marks is loaded.
    if (anchors.length === 0) return 0;
    const { carriedMarks } = await import('./carried-marks.ts');
    const carried = carriedMarks(anchors, (of) => (of <= size ? headOf(of) : undefined), this.#request.trusted.issuers);
    for (const { name, content } of carried.files) await this.#folder.put(name, content);
    notices.push(...carried.notices);
    return carried.marks;
  }

  async #writeProofs({ rows }: BundleSelection, count: number): Promise<void> {
    if (count > MAX_PROOFS) throw refused(`Proofs of more than ${MAX_PROOFS} events are not read by a verifier`);
    for (let i = 0; i < rows.length; i += 2) {
      for (let seq = rows[i] as number; seq <= (rows[i + 1] as number); seq++) {
        if (this.#hooks.signal.aborted) throw new AppError('CANCELLED', 'The bundle was stopped before it was whole');
        await this.#folder.put(`data/proofs/${seq}.tlog-proof`, this.#searched.log.proof(seq));
      }
    }
  }

  async #pack(files: readonly ListedFile[]): Promise<number> {
    const { signal, onProgress } = this.#hooks;
    const { path, partial } = this.#folder;
    const temporary = `${partial}.zip`;
    this.#temporary = temporary;
    const total = sum(files);
    const zip = await open(temporary, 'wx', 0o600);
    let sizeBytes: number;
    try {
      await writeStoredZip(partial, files, zip, (done) => {
        if (signal.aborted) throw new AppError('CANCELLED', 'The bundle was stopped before it was whole');
        onProgress({ phase: 'pack', unit: 'bytes', done, total });
      });
      await zip.sync();
      ({ size: sizeBytes } = await zip.stat());
    } finally {
      await zip.close();
    }
    await linkOrRename(temporary, path);
    await syncFolder(dirname(path));
    return sizeBytes;
  }
}

const sum = (files: readonly ListedFile[]): number => files.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
