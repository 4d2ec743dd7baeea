/**
 * A zip file as a folder. Two programs must not see two folders in it: whatever could be read in two ways is refused.
 *
 * Reads the central directory once, each file's own header when it is read. Source: PKWARE APPNOTE 6.3.10 §4.3 and §4.5.3
 * (zip64); RFC 1951. Differences: one disk, no encryption, no comments; methods stored and deflate;
 * names in UTF-8 or ASCII; sizes in the headers, or behind the data as §4.3.9 allows (then the directory counts).
 * Trust: hostile. Guards: names twice, entries that overlap or leave gaps, a local header that says something else than the
 * directory, names that lead out (bag-path.ts), more bytes than were promised, ratios of bombs.
 */
import { crc32 } from './crc32.ts';
import { textOf } from '../base/bytes.ts';
import { demand, NotSupported } from '../base/refused.ts';
import type { Folder, FolderEntry, RandomAccess } from './folder.ts';

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_DIRECTORY_BYTES = 512 * 1024 * 1024;
const MAX_RATIO = 1100; // Deflate can't do more than 1,032 to 1.
const PIECE = 1024 * 1024;

interface ZipEntry {
  readonly path: string;
  readonly nameBytes: Uint8Array;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly headerAt: number;
  readonly kind: FolderEntry['kind'];
}

/** @throws Refused for a zip that two readers could read differently */
export async function openZip(source: RandomAccess): Promise<Folder> {
  const { at, bytes, count, directoryAt } = await findDirectory(source);
  const entries = parseDirectory(bytes, count);
  const files = new Map<string, ZipEntry>();
  for (const entry of entries) {
    demand(!files.has(entry.path), 'a name that stands twice in the zip file');
    files.set(entry.path, entry);
  }
  const starts = await checkLayout(source, entries, directoryAt);
  demand(at >= directoryAt, 'a zip file with a strange end');
  // Folders of their own have no bytes and say nothing.
  const listed = [...files.values()].filter(({ path, sizeBytes }) => !(path.endsWith('/') && sizeBytes === 0));
  const entryOf = (path: string): [ZipEntry, number] => {
    const entry = files.get(path);
    demand(entry !== undefined, 'it is not in the zip file');
    return [entry, starts.get(path) as number];
  };
  return {
    list: async () => listed.map(({ path, sizeBytes, kind }) => ({ path, sizeBytes, kind })),
    stream: (path) => unpack(source, ...entryOf(path)),
    async readAt(path, offset, length) {
      const [entry, start] = entryOf(path);
      if (entry.method !== 0) throw new NotSupported('reading inside of a compressed file');
      const end = Math.min(entry.sizeBytes, offset + length);
      return end <= offset ? new Uint8Array() : source.read(start + offset, end - offset);
    },
  };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const long = (view: DataView, at: number): number => {
  const value = Number(view.getBigUint64(at, true));
  demand(Number.isSafeInteger(value), 'a zip file with impossible sizes');
  return value;
};

async function findDirectory(
  source: RandomAccess,
): Promise<{ at: number; bytes: Uint8Array; count: number; directoryAt: number }> {
  const tailBytes = Math.min(source.sizeBytes, 22 + 65_535);
  const tail = await source.read(source.sizeBytes - tailBytes, tailBytes);
  const view = viewOf(tail);
  let found: number | undefined;
  for (let at = tail.length - 22; at >= 0; at--) {
    // Its comment must reach exactly to the end, or a second end could hide in it.
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === tail.length) {
      demand(found === undefined, 'a zip file with two ends');
      found = at;
    }
  }
  demand(found !== undefined, 'not a zip file, or one that was cut off');
  demand(found + 22 === tail.length, 'a zip file with a comment, which may hide another');
  demand(view.getUint16(found + 4, true) === 0 && view.getUint16(found + 6, true) === 0, 'a zip file of several parts');
  let count = view.getUint16(found + 10, true);
  let size = view.getUint32(found + 12, true);
  let directoryAt = view.getUint32(found + 16, true);
  let at = source.sizeBytes - tail.length + found;
  if (found >= 20 && view.getUint32(found - 20, true) === LOCATOR64) {
    at = long(view, found - 12);
    const end = viewOf(await source.read(at, 56));
    demand(end.getUint32(0, true) === END64, 'a zip file with a strange end');
    [count, size, directoryAt] = [long(end, 32), long(end, 40), long(end, 48)];
  } else {
    demand(count !== 0xffff && size !== 0xffffffff && directoryAt !== 0xffffffff, 'a zip file with a strange end');
  }
  demand(size <= MAX_DIRECTORY_BYTES && directoryAt + size === at, 'a zip file with a strange directory');
  return { at, bytes: await source.read(directoryAt, size), count, directoryAt };
}

function parseDirectory(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    demand(at + 46 <= bytes.length && view.getUint32(at, true) === CENTRAL, 'a zip file with a broken directory');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((step) => view.getUint16(at + step, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + nameLength + extraLength + commentLength;
    demand(next <= bytes.length, 'a zip file with a broken directory');
    demand(commentLength === 0, 'a zip file with a comment, which may hide another');
    const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength);
    const flags = view.getUint16(at + 8, true);
    demand((flags & 0x2041) === 0, 'an encrypted zip file');
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const sizes = zip64Of(
      extra,
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    );
    entries.push({
      path: nameOf(nameBytes, flags),
      nameBytes,
      flags,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizes,
      kind: kindOf(view.getUint16(at + 4, true), view.getUint32(at + 38, true)),
    });
    at = next;
  }
  demand(entries.length === count, 'a zip file that counts other entries than it has');
  return entries;
}

function nameOf(bytes: Uint8Array, flags: number): string {
  const isUtf8 = (flags & 0x800) !== 0;
  // Without the flag the name is in whatever code its writer had: only ASCII is the same in all.
  demand(isUtf8 || bytes.every((byte) => byte < 0x80), 'a name in an unknown code');
  const name = textOf(bytes);
  demand(!name.includes('\0'), 'a name with a NUL');
  return name;
}

/** §4.5.3: only the fields that are full in the header stand here, in this order. */
function zip64Of(
  extra: Uint8Array,
  size: number,
  packed: number,
  header: number,
): Pick<ZipEntry, 'sizeBytes' | 'packedBytes' | 'headerAt'> {
  const view = viewOf(extra);
  let at = 0;
  let fields: number | undefined;
  let end = 0;
  while (at + 4 <= extra.length) {
    const length = view.getUint16(at + 2, true);
    demand(at + 4 + length <= extra.length, 'a zip file with a broken directory');
    if (view.getUint16(at, true) === 1) {
      demand(fields === undefined, 'a zip file that says its sizes twice');
      [fields, end] = [at + 4, at + 4 + length];
    }
    at += 4 + length;
  }
  const full = (value: number): number => {
    if (value !== 0xffffffff) return value;
    demand(fields !== undefined && fields + 8 <= end, 'a zip file with impossible sizes');
    fields += 8;
    return long(view, fields - 8);
  };
  return { sizeBytes: full(size), packedBytes: full(packed), headerAt: full(header) };
}

/** Made on Unix (3): the upper half is the file mode. */
function kindOf(madeBy: number, attributes: number): FolderEntry['kind'] {
  if (madeBy >> 8 !== 3) return 'file';
  const type = (attributes >>> 16) & 0xf000;
  return type === 0xa000 ? 'link' : type === 0 || type === 0x8000 || type === 0x4000 ? 'file' : 'other';
}

/** Local headers say the same as the directory, and entries fill the file from its first byte without overlap. */
async function checkLayout(
  source: RandomAccess,
  entries: readonly ZipEntry[],
  directoryAt: number,
): Promise<Map<string, number>> {
  const starts = new Map<string, number>();
  let expected = 0;
  for (const entry of entries.toSorted((a, b) => a.headerAt - b.headerAt)) {
    demand(entry.headerAt === expected, 'a zip file with bytes between its entries, or entries that overlap');
    const fixed = viewOf(await source.read(entry.headerAt, 30));
    const nameLength = fixed.getUint16(26, true);
    const extraLength = fixed.getUint16(28, true);
    const rest = await source.read(entry.headerAt + 30, nameLength + extraLength);
    const isSame = nameLength === entry.nameBytes.length && entry.nameBytes.every((byte, i) => byte === rest[i]);
    const hasTrailer = (entry.flags & 8) !== 0;
    const local = zip64Of(rest.subarray(nameLength), fixed.getUint32(22, true), fixed.getUint32(18, true), 0);
    const isEqual =
      fixed.getUint32(0, true) === LOCAL &&
      isSame &&
      fixed.getUint16(6, true) === entry.flags &&
      fixed.getUint16(8, true) === entry.method &&
      (hasTrailer ||
        (fixed.getUint32(14, true) === entry.crc &&
          local.sizeBytes === entry.sizeBytes &&
          local.packedBytes === entry.packedBytes));
    demand(isEqual, 'a zip file whose two descriptions of a file differ');
    demand(entry.method === 0 || entry.method === 8, 'a zip file with a compression that is not known');
    demand(entry.method !== 0 || entry.packedBytes === entry.sizeBytes, 'a zip file with impossible sizes');
    demand(entry.sizeBytes <= Math.max(4096, entry.packedBytes * MAX_RATIO), 'a zip file that promises too much');
    const start = entry.headerAt + 30 + nameLength + extraLength;
    starts.set(entry.path, start);
    expected =
      start + entry.packedBytes + (hasTrailer ? await trailerBytes(source, entry, start + entry.packedBytes) : 0);
    demand(expected <= directoryAt, 'a zip file with bytes between its entries, or entries that overlap');
  }
  demand(expected === directoryAt, 'a zip file with bytes between its entries, or entries that overlap');
  return starts;
}

/** §4.3.9: with or without its mark, with sizes of 4 or 8 bytes; only the forms that repeat the directory are taken. */
async function trailerBytes(
  source: RandomAccess,
  { crc, packedBytes, sizeBytes }: ZipEntry,
  at: number,
): Promise<number> {
  const view = viewOf(await source.read(at, Math.min(24, source.sizeBytes - at)));
  const mark = view.getUint32(0, true) === 0x08074b50 ? 4 : 0;
  const isShort = view.getUint32(mark + 4, true) === packedBytes && view.getUint32(mark + 8, true) === sizeBytes;
  demand(view.getUint32(mark, true) === crc, 'a zip file whose two descriptions of a file differ');
  if (isShort) return mark + 12;
  demand(
    long(view, mark + 4) === packedBytes && long(view, mark + 12) === sizeBytes,
    'a zip file whose two descriptions of a file differ',
  );
  return mark + 20;
}

async function* unpack(source: RandomAccess, entry: ZipEntry, start: number): AsyncGenerator<Uint8Array> {
  let [length, crc] = [0, 0];
  for await (const piece of entry.method === 0
    ? pieces(source, start, entry.packedBytes)
    : inflate(source, entry, start)) {
    length += piece.length;
    demand(length <= entry.sizeBytes, 'it has more bytes than the zip file says');
    crc = crc32(piece, crc);
    yield piece;
  }
  demand(length === entry.sizeBytes && crc === entry.crc, 'its bytes are not those the zip file was made from');
}

async function* pieces(source: RandomAccess, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE) yield await source.read(start + at, Math.min(PIECE, length - at));
}

async function* inflate(source: RandomAccess, entry: ZipEntry, start: number): AsyncGenerator<Uint8Array> {
  const packed = pieces(source, start, entry.packedBytes);
  const stream = new ReadableStream<BufferSource>({
    async pull(controller) {
      const { done, value } = await packed.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  });
  const reader = stream.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
      if (done || value === undefined) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
