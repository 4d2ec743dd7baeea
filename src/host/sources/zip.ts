/**
 * Members of a zip archive, in the order of its central directory.
 *
 * Needs random access; memory is one piece and 16 bytes for each member's name.
 * Source: APPNOTE 6.3.10; the central directory is read by yauzl, the member data here. Where there is no usable central
 * directory, zip-salvage.ts reads the local headers in order.
 * Trust: everything is hostile: names, sizes, offsets, counts, both directories. Where two readers could see two
 * different things, the member says so.
 */
import { hash } from 'node:crypto';
import { fromRandomAccessReaderPromise, getFileNameLowLevel, RandomAccessReader } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { ByteReader } from './byte-reader.ts';
import { addFinding, problem, warning } from './found.ts';
import type { Found, SourceFinding } from './found.ts';
import { baseName, showName } from './names.ts';
import { containerOf } from './node.ts';
import type { SourceNode, WalkContext } from './node.ts';
import { spool } from './random-access.ts';
import type { RandomAccess } from './random-access.ts';
import { decodeMember, LOCAL_HEADER_BYTES, parseLocalHeader, rangeOf, refusal } from './zip-entry.ts';
import type { Claim } from './zip-entry.ts';
import { salvageZip } from './zip-salvage.ts';

const CENTRAL_MAGIC = 0x0201_4b50;
const END_MAGIC = Buffer.from('PK\x05\x06', 'latin1');
/** End of central directory without its comment. */
const END_BYTES = 22;
/** The longest comment, and as much again many times over for bytes behind the archive. */
const END_WINDOW_BYTES = 1_048_576;

/** yauzl's door to the bytes. */
class AccessReader extends RandomAccessReader {
  readonly #access: RandomAccess;

  constructor(access: RandomAccess) {
    super();
    this.#access = access;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#access.read(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        if (bytes.length < length) callback(new Error('the archive ends too early'));
        else callback(null, bytes.length);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

/**
 * Where the archive ends: behind the last end-of-central-directory record whose comment fits. Bytes may follow it (a line
 * feed from an upload, a signature); the size of the file where there is no such record.
 */
async function findEnd(access: RandomAccess): Promise<number> {
  const start = Math.max(0, access.sizeBytes - END_WINDOW_BYTES);
  const window = Buffer.from(await access.read(start, END_WINDOW_BYTES));
  for (let at = window.lastIndexOf(END_MAGIC); at >= 0; at = at === 0 ? -1 : window.lastIndexOf(END_MAGIC, at - 1)) {
    if (at + END_BYTES > window.length) continue;
    const end = at + END_BYTES + window.readUInt16LE(at + 20);
    if (end <= window.length) return start + end;
  }
  return access.sizeBytes;
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      zip.removeAllListeners('entry').removeAllListeners('end').removeAllListeners('error');
      act();
    };
    zip.on('entry', (entry: Entry) => settle(() => resolve(entry)));
    zip.on('end', () => settle(() => resolve(undefined)));
    zip.on('error', (error: Error) => settle(() => reject(error)));
    zip.readEntry();
  });
}

/** Entries of the central directory, also those its count does not mention. */
async function* entriesOf(zip: ZipFile, access: RandomAccess, findings: SourceFinding[]): AsyncGenerator<Entry> {
  try {
    for (;;) {
      if (zip.entriesRead === zip.entryCount) {
        const next = Buffer.from(await access.read(zip.readEntryCursor as unknown as number, 4));
        if (next.length < 4 || next.readUInt32LE(0) !== CENTRAL_MAGIC) return;
        if (!findings.some((finding) => finding.kind === 'member-count-differs')) {
          const message = `The archive states ${zip.entryCount} members, but lists more`;
          addFinding(findings, warning('member-count-differs', message));
        }
        zip.entryCount += 1;
      }
      const entry = await nextEntry(zip);
      if (entry === undefined) return;
      yield entry;
    }
  } catch (error) {
    const message = `The list of members is damaged: ${error instanceof Error ? error.message : String(error)}`;
    addFinding(findings, warning('container-damaged', message, zip.readEntryCursor as unknown as number));
  }
}

/** The member's name as text, whatever it says: UTF-8 flag, Unicode path field, else code page 437. */
const nameOf = (entry: Entry): string =>
  getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);

/** The extended time stamp is UTC; the DOS time has no zone and is read as UTC. */
function mtimeOf(entry: Entry): number | undefined {
  const time = entry.getLastModDate({ timezone: 'UTC' }).getTime();
  return Number.isFinite(time) && time > 0 ? time : undefined;
}

/** Where the member's data starts, and what its local header says otherwise than the central directory. */
async function locate(
  entry: Entry,
  access: RandomAccess,
  findings: SourceFinding[],
): Promise<{ dataStart: number } | undefined> {
  const at = entry.relativeOffsetOfLocalHeader;
  const fixed = Buffer.from(await access.read(at, LOCAL_HEADER_BYTES));
  const local = parseLocalHeader(fixed);
  if (local === undefined) return undefined;
  const name = await access.read(at + LOCAL_HEADER_BYTES, local.nameLength);
  if (!entry.fileNameRaw.equals(name)) {
    const text = JSON.stringify(Buffer.from(name).toString('utf8').slice(0, 1024));
    addFinding(findings, warning('member-header-differs', `Its own header gives another name: ${text}`, at));
  }
  if (local.method !== entry.compressionMethod || ((local.flags ^ entry.generalPurposeBitFlag) & 1) !== 0) {
    addFinding(findings, warning('member-header-differs', 'Its own header gives another packing method', at));
  }
  return { dataStart: at + LOCAL_HEADER_BYTES + local.nameLength + local.extraLength };
}

class Members {
  readonly #node: SourceNode;
  readonly #context: WalkContext;
  readonly #access: RandomAccess;
  /** Digests of the names met, to find repeated ones in bounded memory. */
  readonly #names = new Set<string>();
  count = 0;

  constructor(node: SourceNode, context: WalkContext, access: RandomAccess) {
    this.#node = node;
    this.#context = context;
    this.#access = access;
  }

  async *walk(entry: Entry): AsyncGenerator<Found> {
    const stored = nameOf(entry);
    if (stored.endsWith('/') && entry.uncompressedSize === 0) return;
    this.count += 1;
    const { text: shown, oddness } = showName(stored);
    const path = `${this.#node.path}!/${shown}`;
    const findings: SourceFinding[] = [];
    if (oddness !== undefined) {
      const message = `The stored name ${oddness}: ${JSON.stringify(stored.slice(0, 1024))}`;
      addFinding(findings, warning('odd-member-name', message));
    }
    const key = hash('sha1', entry.fileNameRaw, 'base64').slice(0, 22);
    if (this.#names.has(key)) {
      addFinding(
        findings,
        warning('duplicate-member', 'The archive holds more than one member of this name; all are read'),
      );
    }
    this.#names.add(key);
    const reason = refusal(entry.generalPurposeBitFlag, entry.compressionMethod);
    if (reason !== undefined) {
      yield problem(path, reason);
      return;
    }
    const place = await locate(entry, this.#access, findings).catch(() => undefined);
    if (place === undefined) {
      const at = entry.relativeOffsetOfLocalHeader;
      yield problem(path, warning('member-damaged', 'There is no member where the archive says it lies', at));
      return;
    }
    yield* this.#open(entry, { path, name: baseName(shown), findings, dataStart: place.dataStart });
  }

  async *#open(
    entry: Entry,
    { path, name, findings, dataStart }: { path: string; name: string; findings: SourceFinding[]; dataStart: number },
  ): AsyncGenerator<Found> {
    const packed = new ByteReader(rangeOf(this.#access, dataStart, entry.compressedSize, findings));
    let isWhole = false;
    const claimAtEnd = (): Promise<Claim> => {
      isWhole = true;
      return Promise.resolve({ crc: entry.crc32, sizeBytes: entry.uncompressedSize });
    };
    async function* checkedEnd(): AsyncGenerator<Uint8Array> {
      yield* decodeMember(packed, entry.compressionMethod, budget, findings, claimAtEnd);
      const left = isWhole ? await packed.drain() : 0;
      if (left > 0) {
        addFinding(findings, warning('trailing-bytes', `${left} packed bytes follow the end of the member's data`));
      }
    }
    const { budget } = this.#context;
    const member: SourceNode = {
      path,
      name,
      sizeBytes: entry.uncompressedSize,
      depth: this.#node.depth + 1,
      findings,
      bytes: new ByteReader(checkedEnd()),
    };
    const mtimeMs = mtimeOf(entry);
    if (mtimeMs !== undefined) member.mtimeMs = mtimeMs;
    try {
      yield* this.#context.walk(member);
    } finally {
      await member.bytes.close();
    }
  }
}

/** Yields the members of a zip, then the container. */
export async function* walkZip(node: SourceNode, context: WalkContext): AsyncGenerator<Found> {
  node.bytes.startHashing();
  let digest: { sha256: string; sizeBytes: number };
  let access: RandomAccess;
  if (node.file === undefined) {
    access = await spool(node.bytes.stream(), context.spoolDir);
    digest = await node.bytes.finishHashing();
  } else {
    digest = await node.bytes.finishHashing();
    access = await node.file.access();
  }
  const members = new Members(node, context, access);
  try {
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };
    let zip: ZipFile | undefined;
    try {
      const end = await findEnd(access);
      zip = await fromRandomAccessReaderPromise(new AccessReader(access), end, options);
      if (end < access.sizeBytes) {
        const message = `${access.sizeBytes - end} bytes follow the end of the archive; they are not read`;
        addFinding(node.findings, warning('trailing-bytes', message, end));
      }
    } catch (error) {
      const message = `No usable list of members (${error instanceof Error ? error.message : String(error)}); read in the order they lie in`;
      addFinding(node.findings, warning('container-damaged', message));
      members.count = yield* salvageZip(node, access, context);
    }
    if (zip !== undefined) {
      for await (const entry of entriesOf(zip, access, node.findings)) {
        if (!context.budget.takeMember()) break;
        yield* members.walk(entry);
        if (context.budget.isSpent) break;
      }
    }
  } finally {
    await access.close();
  }
  context.budget.report(node.findings);
  yield await containerOf(node, 'zip', members.count, digest);
}
