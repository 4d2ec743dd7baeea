/**
 * Members of a tar stream, in order.
 *
 * Streaming; memory is one piece and at most 1 MiB of pax records.
 * Source: POSIX.1-2017 pax; GNU tar manual (long names `L`/`K`, sparse `S`, volume labels).
 * Differences: reading goes on behind the end-of-archive blocks where another header follows, since what was appended
 * there is evidence too; links and devices are reported, not followed; the holes of sparse files are not filled in.
 * Trust: everything is hostile: sizes, names, nesting. Nothing is ever written to disk under a member's name.
 */
import { ByteReader } from './byte-reader.ts';
import { addFinding, problem, warning } from './found.ts';
import type { Found, SourceFinding } from './found.ts';
import { baseName, showName } from './names.ts';
import { containerOf } from './node.ts';
import type { SourceNode, WalkContext } from './node.ts';
import { applyPax, BLOCK_BYTES, parsePax, parseTarHeader } from './tar-header.ts';
import type { TarHeader } from './tar-header.ts';

const MAX_META_BYTES = 1_048_576;

const LINKS: Readonly<Record<string, string>> = { '1': 'hard link', '2': 'symbolic link' };
const DEVICES: Readonly<Record<string, string>> = { '3': 'character device', '4': 'block device', '6': 'named pipe' };
/** Carry no file content: folder, GNU dump folder, volume label. */
const SILENT = new Set(['5', 'D', 'V']);

const padding = (size: number): number => (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;

/** Reads header blocks, folding long names and pax records into the header they belong to. */
class TarHeaders {
  readonly #reader: ByteReader;
  readonly #findings: SourceFinding[];
  #global = new Map<string, string>();
  #endAt: number | undefined;
  isSparse = false;

  constructor(reader: ByteReader, findings: SourceFinding[]) {
    this.#reader = reader;
    this.#findings = findings;
  }

  /** The next member's header; undefined at the end of the archive or where it can't be read on. */
  async next(): Promise<TarHeader | undefined> {
    let longName: string | undefined;
    let longLink: string | undefined;
    let own = new Map<string, string>();
    for (;;) {
      const header = await this.#nextBlock();
      if (header === undefined) return undefined;
      const { type } = header;
      if (type === 'L' || type === 'K' || type === 'x' || type === 'X' || type === 'g') {
        const meta = await this.#takeMeta(header);
        if (meta === undefined) return undefined;
        if (type === 'L') longName = untilZero(meta);
        else if (type === 'K') longLink = untilZero(meta);
        else if (type === 'g') this.#global = new Map([...this.#global, ...parsePax(meta)]);
        else own = parsePax(meta);
        continue;
      }
      header.name = longName ?? header.name;
      header.linkName = longLink ?? header.linkName;
      const records = new Map([...this.#global, ...own]);
      applyPax(header, records);
      this.isSparse = type === 'S' || records.has('GNU.sparse.major') || records.has('GNU.sparse.map');
      while (header.hasMoreSparseMap) header.hasMoreSparseMap = (await this.#reader.take(BLOCK_BYTES))[504] === 1;
      return header;
    }
  }

  async #takeMeta(header: TarHeader): Promise<Buffer | undefined> {
    if (header.sizeBytes > MAX_META_BYTES) {
      this.#damaged('An extended header is too long', this.#reader.position);
      return undefined;
    }
    const meta = await this.#reader.take(header.sizeBytes);
    await this.#reader.skip(padding(header.sizeBytes));
    return meta;
  }

  async #nextBlock(): Promise<TarHeader | undefined> {
    for (;;) {
      const at = this.#reader.position;
      const block = await this.#reader.take(BLOCK_BYTES);
      if (block.length === 0) {
        if (this.#endAt === undefined) this.#truncated('The archive has no end mark', at);
        return undefined;
      }
      if (block.every((byte) => byte === 0)) {
        this.#endAt ??= at;
        continue;
      }
      const header = block.length === BLOCK_BYTES ? parseTarHeader(block) : undefined;
      if (header !== undefined) {
        if (this.#endAt !== undefined) {
          const message = 'More members follow after the end mark of the archive; most tools do not show them';
          addFinding(this.#findings, warning('members-after-end', message, at));
          this.#endAt = undefined;
        }
        return header;
      }
      if (this.#endAt !== undefined) {
        const message = 'Bytes that are no further member follow the end of the archive; they are not read';
        addFinding(this.#findings, warning('trailing-bytes', message, at));
      } else if (block.length < BLOCK_BYTES) this.#truncated('The archive ends inside a header', at);
      else this.#damaged('A member header is damaged; nothing behind it is read', at);
      return undefined;
    }
  }

  #damaged(message: string, at: number): void {
    addFinding(this.#findings, warning('container-damaged', message, at));
  }

  #truncated(message: string, at: number): void {
    addFinding(this.#findings, warning('container-truncated', message, at));
  }
}

function untilZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** What a member that gives no bytes is; undefined for one that does. */
function unreadable(header: TarHeader): SourceFinding | undefined {
  const link = LINKS[header.type];
  if (link !== undefined) {
    const message = `A ${link} to ${JSON.stringify(header.linkName.slice(0, 1024))}; links are not followed`;
    return { kind: 'member-link', level: 'info', message };
  }
  const device = DEVICES[header.type];
  if (device !== undefined) return { kind: 'special-file', level: 'info', message: `A ${device}; it has no content` };
  return undefined;
}

/** @returns the count of members met, folders not counted */
export async function* walkTarMembers(node: SourceNode, context: WalkContext): AsyncGenerator<Found, number> {
  const reader = node.bytes;
  const headers = new TarHeaders(reader, node.findings);
  let memberCount = 0;
  while (context.budget.takeMember()) {
    const header = await headers.next();
    if (header === undefined) break;
    const dataStart = reader.position;
    const { sizeBytes } = header;
    if (!SILENT.has(header.type)) {
      memberCount += 1;
      yield* walkMember(node, header, headers.isSparse, context);
    }
    // Whatever the consumer read of it: the next header stands at a fixed place.
    const left = sizeBytes - (reader.position - dataStart);
    if ((await reader.skip(left)) < left || (await reader.skip(padding(sizeBytes))) < padding(sizeBytes)) {
      addFinding(node.findings, warning('container-truncated', 'The archive ends inside a member', reader.position));
      break;
    }
  }
  context.budget.report(node.findings);
  return memberCount;
}

async function* walkMember(
  node: SourceNode,
  header: TarHeader,
  isSparse: boolean,
  context: WalkContext,
): AsyncGenerator<Found> {
  const { text: shown, oddness } = showName(header.name);
  const path = `${node.path}!/${shown}`;
  const reason = unreadable(header);
  if (reason !== undefined) {
    yield problem(path, reason);
    return;
  }
  const findings: SourceFinding[] = [];
  if (oddness !== undefined) {
    addFinding(
      findings,
      warning('odd-member-name', `The stored name ${oddness}: ${JSON.stringify(header.name.slice(0, 1024))}`),
    );
  }
  if (isSparse) {
    addFinding(
      findings,
      warning('sparse-member', 'A file with holes: the stored bytes are read without the holes between them'),
    );
  }
  if (!/^[0S7]$/.test(header.type)) {
    addFinding(
      findings,
      warning('odd-member-type', `Unknown member type ${JSON.stringify(header.type)}; read as a file`),
    );
  }
  const outer = node.bytes;
  async function* data(): AsyncGenerator<Uint8Array> {
    const end = outer.position + header.sizeBytes;
    yield* outer.stream(header.sizeBytes);
    if (outer.position < end) {
      addFinding(
        findings,
        warning(
          'member-truncated',
          `Only ${header.sizeBytes - end + outer.position} of ${header.sizeBytes} bytes are there`,
        ),
      );
    }
  }
  const member: SourceNode = {
    path,
    name: baseName(shown),
    sizeBytes: header.sizeBytes,
    depth: node.depth + 1,
    findings,
    bytes: new ByteReader(data()),
  };
  if (header.mtimeMs !== undefined) member.mtimeMs = header.mtimeMs;
  yield* context.walk(member);
}

/** Yields the members of a tar, then the container. */
export async function* walkTar(node: SourceNode, context: WalkContext): AsyncGenerator<Found> {
  node.bytes.startHashing();
  const memberCount = yield* walkTarMembers(node, context);
  yield await containerOf(node, 'tar', memberCount);
}
