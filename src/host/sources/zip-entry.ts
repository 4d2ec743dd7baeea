/**
 * One zip member: its local header, and its bytes decoded and checked.
 *
 * Streaming.
 * Source: APPNOTE 6.3.10 §4.3.7 (local header), §4.4.5 (methods), §4.3.9 (data descriptor).
 * Trust: central directory and local header may contradict each other; sizes and checksums are claims that are compared
 * with the bytes, never believed.
 */
import { crc32 } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { decodeOne, inflateEngine, zstdEngine } from './decoder.ts';
import type { DecodeEnd } from './decoder.ts';
import { addFinding, warning } from './found.ts';
import type { SourceFinding } from './found.ts';
import type { UnpackBudget } from './limits.ts';
import type { RandomAccess } from './random-access.ts';

export const LOCAL_HEADER_BYTES = 30;
export const LOCAL_HEADER_MAGIC = 0x0403_4b50;
export const FLAG_ENCRYPTED = 1;
export const FLAG_DESCRIPTOR = 8;

export const METHOD_STORED = 0;
export const METHOD_DEFLATE = 8;
export const METHOD_ZSTD = 93;

export interface LocalHeader {
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  sizeBytes: number;
  nameLength: number;
  extraLength: number;
  dosTime: number;
  dosDate: number;
}

/** @param bytes at least 30 @returns undefined where they are no local header */
export function parseLocalHeader(bytes: Buffer): LocalHeader | undefined {
  if (bytes.length < LOCAL_HEADER_BYTES || bytes.readUInt32LE(0) !== LOCAL_HEADER_MAGIC) return undefined;
  return {
    flags: bytes.readUInt16LE(6),
    method: bytes.readUInt16LE(8),
    dosTime: bytes.readUInt16LE(10),
    dosDate: bytes.readUInt16LE(12),
    crc: bytes.readUInt32LE(14),
    packedBytes: bytes.readUInt32LE(18),
    sizeBytes: bytes.readUInt32LE(22),
    nameLength: bytes.readUInt16LE(26),
    extraLength: bytes.readUInt16LE(28),
  };
}

/** Why the bytes of a member can't be read at all; undefined where they can. */
export function refusal(flags: number, method: number): SourceFinding | undefined {
  if ((flags & FLAG_ENCRYPTED) !== 0) return warning('member-encrypted', 'Encrypted; its content can not be read');
  if (method === METHOD_STORED || method === METHOD_DEFLATE || method === METHOD_ZSTD) return undefined;
  return warning('member-unsupported', `Packed with method ${method}, which is not supported`);
}

/** What the archive says about a member's content; undefined where it says nothing before the content. */
export interface Claim {
  crc: number;
  sizeBytes: number;
}

/**
 * Decodes a member and checks it against the claim.
 * @param claim asked for after the last byte, so that it may come from a data descriptor
 */
export async function* decodeMember(
  packed: ByteReader,
  method: number,
  budget: UnpackBudget,
  findings: SourceFinding[],
  claim: () => Promise<Claim | undefined>,
): AsyncGenerator<Uint8Array> {
  let crc = 0;
  let size = 0;
  const onPiece = (piece: Uint8Array): boolean => {
    crc = crc32(piece, crc);
    size += piece.length;
    return budget.takeBytes(piece.length);
  };
  let end: DecodeEnd = { state: 'end' };
  if (method === METHOD_STORED) {
    for await (const piece of packed.stream()) {
      if (!onPiece(piece)) {
        end = { state: 'stopped' };
        break;
      }
      yield piece;
    }
  } else {
    end = yield* decodeOne(method === METHOD_ZSTD ? zstdEngine : inflateEngine, packed, onPiece);
  }
  if (end.state === 'stopped') {
    budget.report(findings);
    return;
  }
  if (end.state === 'truncated') {
    addFinding(
      findings,
      warning('member-truncated', 'The packed data ends in the middle; everything before is kept', size),
    );
    return;
  }
  if (end.state === 'damaged') {
    const message = `The packed data is damaged (${end.reason}); what was readable before is kept`;
    addFinding(findings, warning('member-damaged', message, size));
    return;
  }
  const stated = await claim();
  if (stated === undefined) return;
  if (stated.sizeBytes !== size) {
    const message = `The archive states ${stated.sizeBytes} bytes, the content has ${size}`;
    addFinding(findings, {
      ...warning('member-size-differs', message),
      expected: `${stated.sizeBytes}`,
      actual: `${size}`,
    });
  }
  if (stated.crc !== crc) {
    const [expected, actual] = [stated.crc, crc].map((value) => value.toString(16).padStart(8, '0')) as [
      string,
      string,
    ];
    const message = 'The content does not match its checksum; it is kept as it is';
    addFinding(findings, { ...warning('member-checksum-bad', message), expected, actual });
  }
}

const READ_BYTES = 262_144;

/** The bytes of a range, as far as they are there. A read error ends the range with a finding. */
export async function* rangeOf(
  access: RandomAccess,
  start: number,
  length: number,
  findings: SourceFinding[],
): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < length; ) {
    let bytes: Uint8Array;
    try {
      bytes = await access.read(start + done, Math.min(READ_BYTES, length - done));
    } catch (error) {
      addFinding(findings, warning('read-error', `Reading the archive failed: ${String(error)}`, start + done));
      return;
    }
    if (bytes.length === 0) {
      addFinding(
        findings,
        warning('member-truncated', `${length - done} packed bytes lie behind the end of the archive`, done),
      );
      return;
    }
    done += bytes.length;
    yield bytes;
  }
}
