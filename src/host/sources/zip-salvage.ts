/**
 * Reads a zip without a usable central directory: local headers one after another, as far as they go.
 *
 * Streaming. A cut-off archive has lost its directory, which stands at the end, but not the members before the cut.
 * Source: APPNOTE 6.3.10 §4.3.7, §4.3.9.
 * Trust: as in zip.ts. A stored member without a size can't be told from what follows it: reading stops there.
 */
import { dosDateTimeToDate } from 'yauzl';
import { ByteReader } from './byte-reader.ts';
import { addFinding, problem, warning } from './found.ts';
import type { Found, SourceFinding } from './found.ts';
import { baseName, showName } from './names.ts';
import type { SourceNode, WalkContext } from './node.ts';
import type { RandomAccess } from './random-access.ts';
import {
  decodeMember,
  FLAG_DESCRIPTOR,
  LOCAL_HEADER_BYTES,
  LOCAL_HEADER_MAGIC,
  METHOD_STORED,
  parseLocalHeader,
  rangeOf,
  refusal,
} from './zip-entry.ts';
import type { Claim, LocalHeader } from './zip-entry.ts';

const DESCRIPTOR_MAGIC = 0x0807_4b50;
const CENTRAL_MAGIC = 0x0201_4b50;

/** Takes the data descriptor, with or without its signature, with 32- or 64-bit sizes: what fits what follows it. */
async function takeDescriptor(reader: ByteReader): Promise<Claim | undefined> {
  const window = await reader.peek(28);
  const start = window.length >= 4 && window.readUInt32LE(0) === DESCRIPTOR_MAGIC ? 4 : 0;
  for (const sizeBytes of [4, 8]) {
    const end = start + 4 + 2 * sizeBytes;
    if (window.length < end) return undefined;
    const isLast = window.length === end;
    const follows = window.length >= end + 4 ? window.readUInt32LE(end) : 0;
    if (!isLast && follows !== LOCAL_HEADER_MAGIC && follows !== CENTRAL_MAGIC) continue;
    await reader.skip(end);
    const size = sizeBytes === 4 ? window.readUInt32LE(start + 8) : Number(window.readBigUInt64LE(start + 12));
    return { crc: window.readUInt32LE(start), sizeBytes: size };
  }
  return undefined;
}

/** @returns the count of members met, folders not counted */
export async function* salvageZip(
  node: SourceNode,
  access: RandomAccess,
  context: WalkContext,
): AsyncGenerator<Found, number> {
  const reader = new ByteReader(rangeOf(access, 0, access.sizeBytes, node.findings));
  if ((await reader.peek(4)).equals(Buffer.from('PK\x07\x08', 'latin1'))) await reader.skip(4);
  let memberCount = 0;
  while (context.budget.takeMember()) {
    const at = reader.position;
    const header = parseLocalHeader(await reader.peek(LOCAL_HEADER_BYTES));
    if (header === undefined) {
      const rest = await reader.peek(4);
      if (rest.length === 0 || (rest.length === 4 && rest.readUInt32LE(0) === CENTRAL_MAGIC)) break;
      addFinding(node.findings, warning('container-truncated', 'No further member can be made out from here on', at));
      break;
    }
    await reader.skip(LOCAL_HEADER_BYTES);
    const stored = (await reader.take(header.nameLength)).toString('utf8');
    await reader.skip(header.extraLength);
    if (stored.endsWith('/') && header.packedBytes === 0 && (header.flags & FLAG_DESCRIPTOR) === 0) continue;
    memberCount += 1;
    const goesOn = yield* walkLocal(node, reader, header, stored, context);
    if (!goesOn) break;
  }
  return memberCount;
}

/** @returns whether the place of the next member is known */
async function* walkLocal(
  node: SourceNode,
  reader: ByteReader,
  header: LocalHeader,
  stored: string,
  context: WalkContext,
): AsyncGenerator<Found, boolean> {
  const { text: shown, oddness } = showName(stored);
  const path = `${node.path}!/${shown}`;
  const isSizeLater = (header.flags & FLAG_DESCRIPTOR) !== 0;
  const reason = refusal(header.flags, header.method);
  if (reason !== undefined || (isSizeLater && header.method === METHOD_STORED)) {
    yield problem(
      path,
      reason ?? warning('member-damaged', 'Stored without its length; it can not be told from what follows'),
    );
    if (isSizeLater) return false;
    return (await reader.skip(header.packedBytes)) === header.packedBytes;
  }
  const findings: SourceFinding[] = [
    warning('member-salvaged', 'Read without the list of members, which is missing or damaged'),
  ];
  if (oddness !== undefined) {
    addFinding(
      findings,
      warning('odd-member-name', `The stored name ${oddness}: ${JSON.stringify(stored.slice(0, 1024))}`),
    );
  }
  const packed = isSizeLater ? reader : new ByteReader(reader.stream(header.packedBytes));
  const start = reader.position;
  let isWhole = false;
  const claim = async (): Promise<Claim | undefined> => {
    isWhole = true;
    if (isSizeLater) return takeDescriptor(reader);
    return { crc: header.crc, sizeBytes: header.sizeBytes };
  };
  const bytes = new ByteReader(decodeMember(packed, header.method, context.budget, findings, claim));
  const member: SourceNode = { path, name: baseName(shown), depth: node.depth + 1, findings, bytes };
  const mtimeMs = dosDateTimeToDate(header.dosDate, header.dosTime).getTime();
  if (Number.isFinite(mtimeMs) && mtimeMs > 0) member.mtimeMs = mtimeMs;
  yield* context.walk(member);
  // Where the size is not known, only decoding finds the end.
  await bytes.drain();
  if (isSizeLater) return isWhole;
  const left = header.packedBytes - (reader.position - start);
  return left >= 0 && (await reader.skip(left)) === left;
}
