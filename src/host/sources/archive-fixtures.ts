/**
 * For tests: archives written byte by byte, so that they can lie, and a walk collected into plain text.
 *
 * Source: APPNOTE 6.3.10 (zip), POSIX.1-2017 pax (tar).
 */
import { crc32, deflateRawSync } from 'node:zlib';
import type { Found, SourceFinding } from './found.ts';
import { walkSources } from './walk.ts';
import type { WalkOptions } from './walk.ts';

export interface ZipMember {
  name: string | Buffer;
  content: Buffer | string;
  /** 8 by default. */
  method?: number;
  flags?: number;
  /** What the headers state, where it is not the truth. */
  crc?: number;
  sizeBytes?: number;
  packedBytes?: number;
  localName?: string;
  localOffset?: number;
  /** Sizes only in a data descriptor behind the data. */
  isDescribed?: boolean;
  /** Put in place of the packed content. */
  packed?: Buffer;
}

export interface ZipLies {
  entryCount?: number;
  directoryOffset?: number;
}

export function makeZip(members: readonly ZipMember[], lies: ZipLies = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const content = Buffer.from(member.content);
    const method = member.method ?? 8;
    const packed = member.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const name = Buffer.from(member.name);
    const flags = (member.flags ?? 0x800) | (member.isDescribed === true ? 8 : 0);
    const crc = member.crc ?? crc32(content);
    const sizeBytes = member.sizeBytes ?? content.length;
    const packedBytes = member.packedBytes ?? packed.length;
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(flags, 2);
    facts.writeUInt16LE(method, 4);
    facts.writeUInt16LE(0x6000, 6); // 12:00:00
    facts.writeUInt16LE(0x5821, 8); // 2024-01-01
    facts.writeUInt32LE(crc, 10);
    facts.writeUInt32LE(packedBytes, 14);
    facts.writeUInt32LE(sizeBytes, 18);
    facts.writeUInt16LE(name.length, 22);
    const localName = member.localName === undefined ? name : Buffer.from(member.localName);
    const local = Buffer.from(facts);
    local.writeUInt16LE(localName.length, 22);
    if (member.isDescribed === true) local.fill(0, 10, 22);
    const descriptor = Buffer.alloc(member.isDescribed === true ? 16 : 0);
    if (member.isDescribed === true) {
      descriptor.write('PK\x07\x08', 'latin1');
      descriptor.writeUInt32LE(crc, 4);
      descriptor.writeUInt32LE(packedBytes, 8);
      descriptor.writeUInt32LE(sizeBytes, 12);
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(member.localOffset ?? offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), facts, tail, name);
    const body = [Buffer.from('PK\x03\x04', 'latin1'), local, localName, packed, descriptor];
    parts.push(...body);
    offset += body.reduce((sum, part) => sum + part.length, 0);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(lies.entryCount ?? members.length, 8);
  end.writeUInt16LE(lies.entryCount ?? members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(lies.directoryOffset ?? offset, 16);
  return Buffer.concat([...parts, central, end]);
}

export interface TarMember {
  name: string;
  content?: Buffer | string;
  type?: string;
  linkName?: string;
  sizeBytes?: number;
}

/** Blocks of members without the end mark. */
export function makeTarBlocks(members: readonly TarMember[]): Buffer {
  const blocks = members.flatMap((member) => {
    const content = Buffer.from(member.content ?? '');
    const header = Buffer.alloc(512);
    header.write(member.name, 0, 100);
    header.write('0000644\x000000000\x000000000\x00', 100, 'latin1');
    header.write((member.sizeBytes ?? content.length).toString(8).padStart(11, '0'), 124);
    header.write((1_704_110_400).toString(8).padStart(11, '0'), 136); // 2024-01-01T12:00:00Z
    header.write(member.type ?? '0', 156);
    header.write(member.linkName ?? '', 157, 100);
    header.write('ustar\x0000', 257, 'latin1');
    header.fill(' ', 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat(blocks);
}

export const TAR_END = Buffer.alloc(1024);
export const makeTar = (members: readonly TarMember[]): Buffer => Buffer.concat([makeTarBlocks(members), TAR_END]);

export interface Seen {
  /** `source path`, `problem path` or `kind path`. */
  what: string;
  content?: string;
  findings: string[];
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

const kindsOf = (findings: readonly SourceFinding[]): string[] => findings.map(({ kind }) => kind);

/** Walks and reads everything; paths are shown relative to `root`. */
export async function see(paths: string[], root: string, options: WalkOptions = {}): Promise<Seen[]> {
  const seen: Seen[] = [];
  for await (const found of walkSources(paths, options)) seen.push(await seeOne(found, root));
  return seen;
}

async function seeOne(found: Found, root: string): Promise<Seen> {
  const path = found.path.replace(`${root}/`, '');
  if (found.what === 'problem') return { what: `problem ${path}`, findings: [found.finding.kind] };
  if (found.what === 'container') return { what: `${found.kind} ${path}`, findings: kindsOf(found.findings) };
  const content = (await collect(found.open())).toString('latin1');
  return { what: `source ${path}`, content, findings: kindsOf(found.findings) };
}

/** What a walk yields, members unread. */
export async function findAll(paths: string[]): Promise<Found[]> {
  const found: Found[] = [];
  for await (const one of walkSources(paths)) found.push(one);
  return found;
}
