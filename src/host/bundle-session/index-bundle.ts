/**
 * Reads a bundle once, and builds from it an encrypted index that can be searched as a case can.
 *
 * Exactly the bytes that the verifier judged: every file is hashed while it is read, and the hash over all of them must be
 * the one in its report. The index lies in a folder of its own, under a key that only the memory of this program holds.
 * Cost: about 30 µs a record; memory does not grow with the bundle. Source: bundle-format.md.
 * Trust: hostile; what can't be read at all is refused, what is only wrong is shown under the verifier's verdict.
 * Errors: BUNDLE_UNREADABLE, BUNDLE_CHANGED, CANCELLED, DISK_FULL.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { parseCheckpointText } from '../../engines/chain/checkpoint.ts';
import { parseNote } from '../../engines/chain/note.ts';
import type { CaseRecord } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { equalBytes } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { isRole, type Role } from '../../shared/roles.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { openCaseDatabase } from '../vault/case-database.ts';
import { casePaths } from '../vault/case-folder.ts';
import { deriveKey } from '../vault/case-keys.ts';
import {
  addHead,
  addOperator,
  addSource,
  addToEventCount,
  operators,
  setSourceReport,
  sources,
} from '../vault/case-store.ts';
import { recentEpochVkeys, rememberEpoch } from '../vault/epoch-change.ts';
import { createFileStore } from '../vault/file-store.ts';
import { fingerprintOf } from '../vault/fingerprint.ts';
import { migrate } from '../vault/migrate.ts';
import type { OperatorInfo } from '../vault/session.ts';
import { addGivenProof, addHeadCheck, addPrivilege, beginShown, endShown } from '../vault/shown-store.ts';
import type { WriteDb } from '../vault/sqlite.ts';
import { type BundleFiles, openBundleFiles, quoted, unreadable } from './bundle-files.ts';
import { readBundleLine } from './bundle-line.ts';
import { linesOf } from './bundle-lines.ts';
import { type ShownCounts, ShownWriter } from './shown-writer.ts';

export interface IndexRequest {
  /** The bundle: a folder or a zip file. */
  path: string;
  /** Where the index is made; must not exist yet. */
  dir: string;
  dataKey: Uint8Array;
  /** Of the verifier's report. */
  contentHash: string;
}

export interface IndexedBundle {
  caseId: string;
  name: string;
  origin: string;
  createdAt: string;
  fingerprint: string;
  /** Keys of the epochs that may have signed the newest head. */
  headVkeys: string[];
  headSize: number;
  recordCount: number;
  sourceCount: number;
  /** When the newest `export` record was written: of the bundle itself, where it is whole. */
  exportedAt: string | null;
  counts: ShownCounts;
  operators: OperatorInfo[];
  originals: number;
}

export interface IndexHooks {
  signal: AbortSignal;
  onProgress(doneBytes: number, totalBytes: number): void;
}

const RECORDS = 'data/case/records.ndjson';
const HEADS = 'data/case/heads.ndjson';
const HEAD = 'data/case/head.note';
const PRIVILEGES = 'data/case/privilege-log.ndjson';
const PROOF = /^data\/proofs\/(0|[1-9]\d{0,15})\.tlog-proof$/;
const ORIGINAL = /^data\/files\/([0-9a-f]{64})$/;
const MAX_SMALL_BYTES = 16 * 1024 * 1024;

const isContent = (name: string): boolean =>
  [RECORDS, HEADS, HEAD, PRIVILEGES].includes(name) || PROOF.test(name) || ORIGINAL.test(name);

export async function indexBundle(request: IndexRequest, hooks: IndexHooks): Promise<IndexedBundle> {
  const files = await openBundleFiles(request.path);
  try {
    return await new BundleIndexer(files, request, hooks).run();
  } finally {
    await files.close();
  }
}

class BundleIndexer {
  readonly #files: BundleFiles;
  readonly #request: IndexRequest;
  readonly #hooks: IndexHooks;
  readonly #hashes = new Map<string, string>();
  readonly #totalBytes: number;
  #doneBytes = 0;
  /** Of the heads, by size. */
  readonly #roots = new Map<number, Uint8Array>();
  #headSize = 0;
  #genesis: { record: CaseRecord; line: string } | undefined;
  #exportedAt: string | null = null;

  constructor(files: BundleFiles, request: IndexRequest, hooks: IndexHooks) {
    this.#files = files;
    this.#request = request;
    this.#hooks = hooks;
    this.#totalBytes = [...files.sizes].reduce((sum, [name, size]) => sum + (isContent(name) ? size : 0), 0);
  }

  async run(): Promise<IndexedBundle> {
    const { dir, dataKey } = this.#request;
    const paths = casePaths(dir);
    mkdirSync(paths.segments, { recursive: true, mode: 0o700 });
    mkdirSync(paths.files, { recursive: true, mode: 0o700 });
    const db = openCaseDatabase(paths, dataKey, true);
    const writer = new ShownWriter(db, paths, dataKey);
    try {
      migrate(db);
      beginShown(db);
      await this.#readHeads(db);
      await this.#readRecords(db, writer);
      await this.#readPrivileges(db);
      await this.#readProofs(db);
      const originals = await this.#readOriginals(paths.files);
      this.#compareWithJudged();
      addToEventCount(db, writer.counts.events);
      endShown(db, writer);
      const { record, line } = this.#founding();
      return {
        caseId: text(record.body['caseId']),
        name: text(record.body['name']),
        origin: record.log,
        createdAt: text(record.body['createdAt']),
        fingerprint: fingerprintOf(line),
        headVkeys: recentEpochVkeys(db),
        headSize: this.#headSize,
        recordCount: writer.size,
        sourceCount: sources(db).length,
        exportedAt: this.#exportedAt,
        counts: writer.counts,
        operators: operators(db),
        originals,
      };
    } catch (error) {
      writer.abort();
      throw error;
    } finally {
      db.close();
    }
  }

  /** The bytes of a file, hashed on the way. */
  async *#stream(name: string): AsyncGenerator<Buffer> {
    if (!this.#files.sizes.has(name)) throw unreadable(`${name} is not in it`);
    const hash = createHash('sha256');
    for await (const piece of this.#files.stream(name)) {
      this.#hooks.signal.throwIfAborted();
      hash.update(piece);
      this.#doneBytes += piece.length;
      yield piece;
      this.#hooks.onProgress(this.#doneBytes, this.#totalBytes);
    }
    this.#hashes.set(name, hash.digest('hex'));
  }

  async #small(name: string): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of this.#stream(name)) {
      length += piece.length;
      if (length > MAX_SMALL_BYTES) throw unreadable(`${name} is longer than a bundle may have it`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async #readHeads(db: WriteDb): Promise<void> {
    await this.#small(HEAD);
    for await (const lines of linesOf(HEADS, this.#stream(HEADS))) {
      for (const line of lines) {
        const { size, note } = objectOf(line, HEADS);
        if (
          typeof note !== 'string' ||
          typeof size !== 'number' ||
          !Number.isSafeInteger(size) ||
          size <= this.#headSize
        ) {
          throw unreadable(`${HEADS} has a line that is no head`);
        }
        addHead(db, { size, note });
        const root = rootOf(note);
        if (root !== undefined) this.#roots.set(size, root);
        this.#headSize = size;
      }
    }
    if (this.#headSize === 0) throw unreadable('it has no head');
  }

  async #readRecords(db: WriteDb, writer: ShownWriter): Promise<void> {
    let number = 0;
    for await (const lines of linesOf(RECORDS, this.#stream(RECORDS))) {
      for (const bytes of lines) {
        number += 1;
        this.#readLine(db, writer, bytes, number);
      }
    }
    writer.finish();
  }

  #readLine(db: WriteDb, writer: ShownWriter, bytes: Buffer, number: number): void {
    const line = nodeTextCodec.isUtf8(bytes) ? bytes.toString('utf8') : undefined;
    const read = line === undefined ? undefined : readBundleLine(line);
    if (line === undefined || read === undefined) throw unreadable(`line ${number} of ${RECORDS} is no line of a log`);
    // A line too many is left out; where lines are missing, what follows keeps its place.
    if (read.seq < writer.size) return;
    if (read.seq > writer.size) {
      if (read.seq >= this.#headSize)
        throw unreadable(`line ${number} of ${RECORDS} is for a place behind the end of the log`);
      writer.skip(read.seq - writer.size);
    }
    writer.add(read, line, nodeHasher.sha256Hex(bytes));
    if (read.form === 'record') this.#project(db, read.record, line);
    const root = this.#roots.get(writer.size);
    const made = root === undefined ? undefined : writer.root();
    if (root !== undefined) addHeadCheck(db, writer.size, made !== undefined && equalBytes(made, root));
  }

  /** What the tables of a case say beside its log. */
  #project(db: WriteDb, record: CaseRecord, line: string): void {
    const { seq, kind, body, at } = record;
    if (kind === 'genesis' && seq === 0) {
      this.#genesis = { record, line };
      const people = Array.isArray(body['operators']) ? body['operators'] : [];
      for (const person of people) addPerson(db, person, seq);
      addEpoch(db, body['epoch']);
    } else if (kind === 'operator') addPerson(db, body['operator'], seq);
    else if (kind === 'epoch' || kind === 'epoch-restart') addEpoch(db, body);
    else if (kind === 'export') this.#exportedAt = at;
    else if (kind === 'source' && body['container'] === undefined)
      addSource(db, { seq, sha256: text(body['sha256']), path: text(body['path']) });
    else if (kind === 'source-report' && typeof body['sourceSeq'] === 'number')
      setSourceReport(db, body['sourceSeq'], seq);
  }

  #founding(): { record: CaseRecord; line: string } {
    if (this.#genesis === undefined) throw unreadable('its first record is not the one that founds a case');
    return this.#genesis;
  }

  async #readPrivileges(db: WriteDb): Promise<void> {
    if (!this.#files.sizes.has(PRIVILEGES)) return;
    for await (const lines of linesOf(PRIVILEGES, this.#stream(PRIVILEGES))) {
      for (const line of lines) {
        const { from, to, by, basis, description } = objectOf(line, PRIVILEGES);
        if (typeof from !== 'number' || typeof to !== 'number')
          throw unreadable(`${PRIVILEGES} has a line without a place`);
        addPrivilege(db, { from, to }, { by: text(by), basis: text(basis), description: text(description) });
      }
    }
  }

  async #readProofs(db: WriteDb): Promise<void> {
    for (const name of this.#files.sizes.keys()) {
      const seq = PROOF.exec(name)?.[1];
      if (seq !== undefined) addGivenProof(db, Number(seq), (await this.#small(name)).toString('utf8'));
    }
  }

  /** Into the encrypted store: the bundle may be changed, or taken away, while it is looked at. */
  async #readOriginals(folder: string): Promise<number> {
    const store = createFileStore(folder, deriveKey(this.#request.dataKey, 'files', 'files'));
    let count = 0;
    for (const name of this.#files.sizes.keys()) {
      if (!ORIGINAL.test(name)) continue;
      await store.acquire(this.#stream(name), { mayWait: true, signal: this.#hooks.signal });
      count += 1;
    }
    await store.flush();
    return count;
  }

  #compareWithJudged(): void {
    const hash = createHash('sha256');
    for (const name of [...this.#hashes.keys()].toSorted()) hash.update(`${this.#hashes.get(name)}  ${name}\n`);
    if (hash.digest('hex') === this.#request.contentHash) return;
    throw new AppError(
      'BUNDLE_CHANGED',
      'The bundle is not the one that was checked a moment ago: it was changed meanwhile, or its medium reads it differently each time; open it again',
    );
  }
}

function rootOf(note: string): Uint8Array | undefined {
  const parsed = parseNote(note);
  const checkpoint = parsed.kind === 'valid' ? parseCheckpointText(parsed.value.text) : undefined;
  return checkpoint?.kind === 'valid' ? checkpoint.value.root : undefined;
}

function objectOf(line: Buffer, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw unreadable(`${name} has a line that is no JSON: ${quoted(line.toString('utf8'))}`);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The first record about somebody counts, as in a case. */
function addPerson(db: WriteDb, value: unknown, since: number): void {
  if (typeof value !== 'object' || value === null) return;
  const { operatorId, name, role, vkey } = value as JsonObject;
  if (typeof operatorId !== 'string' || operators(db).some((known) => known.operatorId === operatorId)) return;
  addOperator(db, {
    operatorId,
    name: text(name),
    role: isRole(role) ? role : ('auditor' satisfies Role),
    vkey: text(vkey),
    since,
  });
}

function addEpoch(db: WriteDb, value: unknown): void {
  const { n, vkey } = (value ?? {}) as JsonObject;
  if (typeof n === 'number' && typeof vkey === 'string') rememberEpoch(db, n, vkey);
}
