/**
 * Containers of one stream: gzip and zstd, also around a tar.
 *
 * Source: RFC 1952 (gzip; members one after another are one stream, §2.2), RFC 8878 (zstd; frames likewise, skippable
 * frames left out). Differences: checksums are checked for each member and a mismatch keeps the data.
 * Trust: all bytes are hostile; header texts are bounded, output is counted against the budget.
 */
import { crc32 } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { decodeOne, inflateEngine, zstdEngine } from './decoder.ts';
import type { DecodeEnd } from './decoder.ts';
import { addFinding, warning } from './found.ts';
import type { Found, SourceFinding } from './found.ts';
import type { UnpackBudget } from './limits.ts';
import { detect, MAGIC_BYTES } from './magic.ts';
import { innerName } from './names.ts';
import { containerOf } from './node.ts';
import type { SourceNode, WalkContext } from './node.ts';
import { walkTarMembers } from './tar.ts';

const MAX_HEADER_TEXT = 65_536;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

type Report = (finding: SourceFinding) => void;
type Stream = AsyncGenerator<Uint8Array>;

/** Takes a gzip member header. @returns its MTIME, 0 where it has none; undefined where it is none: nothing is taken */
async function takeGzipHeader(reader: ByteReader): Promise<{ mtimeMs: number } | undefined> {
  const fixed = await reader.peek(10);
  const isGzip = fixed.length === 10 && fixed[0] === 0x1f && fixed[1] === 0x8b && fixed[2] === 8;
  const flags = fixed[3] ?? 0;
  if (!isGzip || (flags & 0xe0) !== 0) return undefined;
  const header = { mtimeMs: fixed.readUInt32LE(4) * 1000 };
  await reader.skip(10);
  if ((flags & FLAG_EXTRA) !== 0) {
    const length = await reader.take(2);
    if (length.length === 2) await reader.skip(length.readUInt16LE(0));
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) if ((flags & flag) !== 0) await skipText(reader);
  if ((flags & FLAG_HEADER_CRC) !== 0) await reader.skip(2);
  return header;
}

/** A zero-terminated text; one without end in 64 KiB leaves the stream where the decoder will find it damaged. */
async function skipText(reader: ByteReader): Promise<void> {
  const window = await reader.peek(MAX_HEADER_TEXT);
  const end = window.indexOf(0);
  if (end !== -1) await reader.skip(end + 1);
}

/** Reports how a decoded stream ended; true where the next member may follow. */
function reportEnd(end: DecodeEnd, what: string, offset: number, report: Report): boolean {
  if (end.state === 'truncated') {
    report(warning('container-truncated', `The ${what} data ends in the middle; everything before is kept`, offset));
  } else if (end.state === 'damaged') {
    const message = `The ${what} data is damaged (${end.reason}); what was readable before is kept`;
    report(warning('container-damaged', message, offset));
  }
  return end.state === 'end';
}

async function reportTrailing(reader: ByteReader, what: string, report: Report): Promise<void> {
  const offset = reader.position;
  let isZero = true;
  let count = 0;
  for await (const piece of reader.stream()) {
    count += piece.length;
    isZero &&= piece.every((byte) => byte === 0);
  }
  if (count === 0) return;
  const kind = isZero ? 'zero bytes' : 'bytes that are no further member';
  const message = `${count} ${kind} follow the end of the ${what} data; they are not read`;
  report({ kind: 'trailing-bytes', level: isZero ? 'info' : 'warning', offset, message });
}

/** All members of a gzip stream whose first header has been taken. */
async function* gunzip(reader: ByteReader, budget: UnpackBudget, report: Report): Stream {
  for (let isFirst = true; isFirst || (await takeGzipHeader(reader)) !== undefined; isFirst = false) {
    if (!budget.takeMember()) return;
    let crc = 0;
    let size = 0;
    const end = yield* decodeOne(inflateEngine, reader, (piece) => {
      crc = crc32(piece, crc);
      size += piece.length;
      return budget.takeBytes(piece.length);
    });
    if (!reportEnd(end, 'gzip', reader.position, report)) return;
    const trailer = await reader.take(8);
    if (trailer.length < 8) {
      reportEnd({ state: 'truncated' }, 'gzip', reader.position, report);
      return;
    }
    if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== size % 0x1_0000_0000) {
      const message = 'The unpacked data does not match the checksum or length in the gzip member; it is kept as it is';
      report(warning('container-checksum-bad', message, reader.position - 8));
    }
  }
  await reportTrailing(reader, 'gzip', report);
}

/** All frames of a zstd stream. */
async function* unzstd(reader: ByteReader, budget: UnpackBudget, report: Report): Stream {
  for (;;) {
    const magic = await reader.peek(8);
    const word = magic.length >= 4 ? magic.readUInt32LE(0) : 0;
    if (word >= 0x184d_2a50 && word <= 0x184d_2a5f && magic.length === 8) {
      await reader.skip(8 + magic.readUInt32LE(4));
      continue;
    }
    if (word !== 0xfd2f_b528) break;
    if (!budget.takeMember()) return;
    const end = yield* decodeOne(zstdEngine, reader, (piece) => budget.takeBytes(piece.length));
    if (!reportEnd(end, 'zstd', reader.position, report)) return;
  }
  await reportTrailing(reader, 'zstd', report);
}

/** Yields what a gzip or zstd stream holds, then the container. */
export async function* walkPackedStream(
  node: SourceNode,
  kind: 'gzip' | 'zstd',
  context: WalkContext,
): AsyncGenerator<Found> {
  const { budget } = context;
  node.bytes.startHashing();
  const header = kind === 'gzip' ? await takeGzipHeader(node.bytes) : undefined;
  const innerFindings: SourceFinding[] = [];
  // Damage of the packing is also damage of what is inside: both must say so.
  const report: Report = (finding) => {
    addFinding(node.findings, finding);
    addFinding(innerFindings, { ...finding, message: `${finding.message} (offset in the packed file)` });
  };
  const unpack = kind === 'gzip' ? gunzip : unzstd;
  async function* unpacked(): Stream {
    yield* unpack(node.bytes, budget, report);
    budget.report(innerFindings);
  }
  const name = innerName(node.name);
  const inner: SourceNode = {
    path: `${node.path}!/${name}`,
    name,
    depth: node.depth + 1,
    findings: innerFindings,
    bytes: new ByteReader(unpacked()),
  };
  // Log rotation keeps the file's time on the packed file; the header's own time is better where there is one.
  const mtimeMs = header !== undefined && header.mtimeMs > 0 ? header.mtimeMs : node.mtimeMs;
  if (mtimeMs !== undefined) inner.mtimeMs = mtimeMs;
  let memberCount = 1;
  let shownKind: 'gzip' | 'zstd' | 'tar.gz' | 'tar.zst' = kind;
  try {
    const isTar = detect(await inner.bytes.peek(MAGIC_BYTES)).kind === 'tar';
    if (isTar) {
      shownKind = kind === 'gzip' ? 'tar.gz' : 'tar.zst';
      // Packed tar counts as one container, in the path and in the depth.
      memberCount = yield* walkTarMembers(
        { ...inner, path: node.path, depth: node.depth, findings: node.findings },
        context,
      );
    } else {
      yield* context.walk(inner);
    }
    // What the consumer did not read is read here: the end of the stream tells whether it was whole.
    if (!budget.isSpent) await inner.bytes.drain();
  } finally {
    await inner.bytes.close();
  }
  budget.report(node.findings);
  yield await containerOf(node, shownKind, memberCount);
}
