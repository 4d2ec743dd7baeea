import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, TRAILER_BYTES } from './file-store-format.ts';
import { EncryptedFileWriter } from './file-store-writer.ts';
import { createFileStore, hashOnly, HEAD_BYTES } from './file-store.ts';
import type { FileStore } from './file-store.ts';

const key = Buffer.alloc(32, 7);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* inPieces(bytes: Uint8Array, pieceBytes = 65_536): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** Text that zstd shrinks, different in every chunk. */
const text = (bytes: number): Buffer => {
  const lines: string[] = [];
  for (let at = 0, size = 0; size < bytes; at++) {
    const line = `{"id":${at},"message":"user ${at % 97} opened file ${at % 1013}"}\n`;
    lines.push(line);
    size += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, bytes);
};

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof AppError ? error.code : `not an AppError: ${String(error)}`;
  }
  return 'nothing thrown';
}

let dir: string;
let store: FileStore;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'file-store-')), 'files');
  store = createFileStore(dir, key);
});
afterEach(async () => {
  await rm(join(dir, '..'), { recursive: true, force: true });
});

async function keep(bytes: Uint8Array): Promise<string> {
  return (await store.acquire(inPieces(bytes))).sha256;
}

describe('acquire', () => {
  it('names the file by the digest of its content and gives the court triple on request', async () => {
    const content = Buffer.from('abc');
    const { head, storedBytes, ...rest } = await store.acquire(inPieces(content), { extraHashes: ['md5', 'sha1'] });
    expect({ ...rest, head: Buffer.from(head).toString() }).toEqual({
      // FIPS 180-4 and RFC 1321 examples.
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
      md5: '900150983cd24fb0d6963f7d28e17f72',
      sizeBytes: 3,
      head: 'abc',
      wasPresent: false,
    });
    expect(await readdir(dir)).toEqual([rest.sha256]);
    expect((await readFile(join(dir, rest.sha256))).length).toBe(storedBytes);
  });

  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])(
    'gives back exactly the %i bytes that were put in, compressible or not',
    async (size) => {
      for (const content of [text(size), randomBytes(size)]) {
        const file = await store.open(await keep(content));
        expect((await collect(file.stream())).equals(content)).toBe(true);
        expect(await file.verify()).toEqual({ kind: 'valid', value: { sizeBytes: size, sha256: sha256(content) } });
        await file.close();
      }
    },
  );

  it('keeps a head of at most 256 KiB, whatever the size of the pieces', async () => {
    const content = randomBytes(HEAD_BYTES + 5000);
    const { head } = await store.acquire(inPieces(content, 100_001));
    expect(Buffer.from(head).equals(content.subarray(0, HEAD_BYTES))).toBe(true);
  });

  it('keeps the head as it was read, also where the memory of the pieces is used again', async () => {
    const content = randomBytes(HEAD_BYTES + 300_000);
    const passing = async function* (): AsyncGenerator<Uint8Array> {
      const memory = Buffer.alloc(100_000);
      for (let start = 0; start < content.length; start += memory.length) {
        yield memory.subarray(0, content.copy(memory, 0, start));
      }
    };
    const { head } = await store.acquire(passing());
    expect(Buffer.from(head).equals(content.subarray(0, HEAD_BYTES))).toBe(true);
    expect(Buffer.from((await hashOnly(passing())).head).equals(content.subarray(0, HEAD_BYTES))).toBe(true);
  });

  it('compresses text and leaves random bytes as they are', async () => {
    const packed = await store.acquire(inPieces(text(2 * CHUNK_BYTES)));
    const raw = await store.acquire(inPieces(randomBytes(6 * CHUNK_BYTES)));
    expect(packed.storedBytes).toBeLessThan(packed.sizeBytes / 4);
    expect(raw.storedBytes - raw.sizeBytes).toBeLessThan(1000);
  });

  it('never stores the same ciphertext twice: each file has its own key', async () => {
    const content = Buffer.alloc(1000, 'a');
    const other = createFileStore(`${dir}-2`, key);
    const name = await keep(content);
    await other.acquire(inPieces(content));
    const [one, two] = [await readFile(join(dir, name)), await readFile(join(`${dir}-2`, name))];
    expect(one.subarray(HEADER_BYTES, 64).equals(two.subarray(HEADER_BYTES, 64))).toBe(false);
    expect(one.includes('aaaaaaaa')).toBe(false);
  });

  it('says so when the content is there already, and writes nothing new', async () => {
    const content = text(5000);
    const first = await store.acquire(inPieces(content));
    const before = await readFile(join(dir, first.sha256));
    const second = await store.acquire(inPieces(content));
    expect(second).toEqual({ ...first, wasPresent: true });
    expect((await readFile(join(dir, first.sha256))).equals(before)).toBe(true);
    expect(await readdir(dir)).toEqual([first.sha256]);
  });

  it('replaces a copy that no longer opens', async () => {
    const content = text(5000);
    const name = await keep(content);
    await writeFile(join(dir, name), 'garbage');
    expect((await store.acquire(inPieces(content))).wasPresent).toBe(false);
    const file = await store.open(name);
    expect((await file.verify()).kind).toBe('valid');
    await file.close();
  });

  it('leaves nothing behind when the source fails, and passes the reason on', async () => {
    async function* failing(): AsyncIterable<Uint8Array> {
      yield randomBytes(3 * CHUNK_BYTES);
      throw new Error('cable pulled');
    }
    await expect(store.acquire(failing())).rejects.toThrow('cable pulled');
    expect(await readdir(dir)).toEqual([]);
  });

  it('stops at a cancel and leaves nothing behind', async () => {
    const stop = new AbortController();
    const onBytes = (done: number): void => {
      if (done >= 200_000) stop.abort();
    };
    const work = store.acquire(inPieces(randomBytes(CHUNK_BYTES)), { signal: stop.signal, onBytes });
    expect(await codeOf(work)).toBe('CANCELLED');
    expect(await readdir(dir)).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/full'))('names a full disk', async () => {
    const handle = await open('/dev/full', 'w');
    const writer = new EncryptedFileWriter(handle, key);
    expect(await codeOf(writer.write(randomBytes(1000)).then(() => writer.finish('00'.repeat(32))))).toBe('DISK_FULL');
    writer.close();
    await handle.close();
  });

  it('hashes without keeping where the person wants a reference only', async () => {
    const content = text(100_000);
    const { sha256: digest, sizeBytes } = await hashOnly(inPieces(content));
    expect({ digest, sizeBytes }).toEqual({ digest: sha256(content), sizeBytes: 100_000 });
    expect(existsSync(dir)).toBe(false);
  });
});

describe('a small file that may wait', () => {
  const wait = async (bytes: Uint8Array): Promise<string> =>
    (await store.acquire(inPieces(bytes), { mayWait: true })).sha256;
  const contentOf = async (name: string): Promise<Buffer> => {
    const stored = await store.open(name);
    try {
      return await collect(stored.stream());
    } finally {
      await stored.close();
    }
  };

  it('can be read, but has no name until all that wait are made durable', async () => {
    const names = [await wait(text(10)), await wait(text(1_000))];
    expect(await store.list()).toEqual([]);
    expect(await contentOf(names[1] ?? '')).toEqual(text(1_000));
    await store.flush();
    expect(await store.list()).toEqual(names.toSorted());
    expect((await readdir(dir)).toSorted()).toEqual(names.toSorted());
    expect(await contentOf(names[0] ?? '')).toEqual(text(10));
  });

  it('is durable as soon as somebody who does not wait takes in the same', async () => {
    const name = await wait(text(500));
    expect(await store.acquire(inPieces(text(500)))).toMatchObject({ sha256: name, wasPresent: true });
    expect(await store.list()).toEqual([name]);
  });

  it('is taken once, also while it waits', async () => {
    await wait(text(500));
    expect(await store.acquire(inPieces(text(500)), { mayWait: true })).toMatchObject({ wasPresent: true });
    await store.flush();
    expect((await readdir(dir)).length).toBe(1);
  });

  it('waits with few others only, and a large one not at all', async () => {
    for (let i = 0; i < 130; i++) await wait(Buffer.from(`file ${i}`));
    expect((await store.list()).length).toBeGreaterThanOrEqual(128);
    const large = await wait(text(HEAD_BYTES + 1));
    expect(await store.list()).toContain(large);
  });

  it('is gone after a crash, and its leftovers are removed', async () => {
    await wait(text(10));
    const next = createFileStore(dir, key);
    expect(await next.list()).toEqual([]);
    expect(await next.cleanTemporary()).toBe(1);
  });
});

describe('read', () => {
  it('gives any range, cut at the end of the file', async () => {
    const content = Buffer.concat([text(CHUNK_BYTES + 700_000), randomBytes(900_000)]);
    const file = await store.open(await keep(content));
    const at = fc.integer({ min: 0, max: content.length + 10 });
    await fc.assert(
      fc.asyncProperty(at, fc.oneof(fc.integer({ min: 0, max: 5000 }), at), async (offset, length) => {
        const got = await file.read(offset, length);
        expect(content.subarray(offset, offset + length).equals(got)).toBe(true);
      }),
      {
        numRuns: 60,
        examples: [
          [CHUNK_BYTES - 1, 2],
          [0, content.length],
          [content.length, 1],
        ],
      },
    );
    await file.close();
  });

  it('does not find what is not there, and takes no path for a name', async () => {
    await keep(text(10));
    expect(await codeOf(store.open('0'.repeat(64)))).toBe('FILE_NOT_FOUND');
    expect(await codeOf(store.open('../files'))).toBe('FILE_NOT_FOUND');
  });

  it('gives nothing to another key', async () => {
    const name = await keep(text(5000));
    expect(await codeOf(createFileStore(dir, Buffer.alloc(32, 8)).open(name))).toBe('VAULT_CORRUPT');
  });
});

describe('tampering', () => {
  const content = Buffer.concat([text(2 * CHUNK_BYTES), randomBytes(CHUNK_BYTES + 100_000)]);

  /** What the store says of changed stored bytes: the code at open, or the verdict. */
  async function judge(name: string, stored: Uint8Array): Promise<string> {
    await writeFile(join(dir, name), stored);
    const file = await store.open(name).catch((error: unknown) => (error instanceof AppError ? error.code : 'crash'));
    if (typeof file === 'string') return file;
    const verdict = await file.verify();
    await file.close();
    return verdict.kind === 'invalid' ? verdict.findings.map((finding) => finding.kind).join() : verdict.kind;
  }

  /** Frame positions, read from the plain length words. */
  function frames(stored: Buffer): { at: number; end: number }[] {
    const found: { at: number; end: number }[] = [];
    for (let at = HEADER_BYTES; found.length < 4; ) {
      const end = at + 4 + stored.readUInt32LE(at) + TAG_BYTES;
      found.push({ at, end });
      at = end;
    }
    return found;
  }

  it('is seen for one flipped bit anywhere', async () => {
    const name = await keep(content);
    const stored = await readFile(join(dir, name));
    await fc.assert(
      fc.asyncProperty(fc.nat(stored.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(stored);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(['VAULT_CORRUPT', 'chunk-damaged']).toContain(await judge(name, changed));
      }),
      {
        numRuns: 40,
        examples: [
          0,
          8,
          9,
          12,
          20,
          HEADER_BYTES,
          HEADER_BYTES + 4,
          stored.length - 1,
          stored.length - TRAILER_BYTES,
        ].map((at): [number, number] => [at, 0]),
      },
    );
  });

  it('is seen for a file cut at any place, or with bytes added', async () => {
    const name = await keep(content);
    const stored = await readFile(join(dir, name));
    const ends = [0, 10, HEADER_BYTES, ...frames(stored).map((frame) => frame.end), stored.length - 1];
    for (const end of ends) expect(await judge(name, stored.subarray(0, end))).toBe('VAULT_CORRUPT');
    expect(await judge(name, Buffer.concat([stored, Buffer.alloc(1)]))).toBe('VAULT_CORRUPT');
  });

  it('is seen for exchanged, repeated and dropped chunks of the same file', async () => {
    const same = randomBytes(3 * CHUNK_BYTES + 10);
    const name = await keep(same);
    const stored = await readFile(join(dir, name));
    const [one, two, three, four] = frames(stored).map((frame) => stored.subarray(frame.at, frame.end));
    const head = stored.subarray(0, HEADER_BYTES);
    const tail = stored.subarray(frames(stored)[3]?.end);
    const build = (...chunks: (Buffer | undefined)[]): Buffer =>
      Buffer.concat([head, ...chunks.map((chunk) => chunk ?? Buffer.alloc(0)), tail]);
    expect(await judge(name, build(one, two, three, four))).toBe('valid');
    expect(await judge(name, build(two, one, three, four))).toBe('chunk-damaged,chunk-damaged');
    expect(await judge(name, build(one, one, three, four))).toBe('chunk-damaged');
    expect(await judge(name, build(one, two, three))).toBe('VAULT_CORRUPT');
    expect(await judge(name, build(one, three, four))).toBe('VAULT_CORRUPT');
  });

  it('is seen for a whole file under the name of another', async () => {
    const [one, two] = [await keep(text(100)), await keep(text(200))];
    expect(await judge(one, await readFile(join(dir, two)))).toBe('VAULT_CORRUPT');
  });

  it('does not take the undamaged chunks away, and names the damaged bytes', async () => {
    const name = await keep(content);
    const stored = await readFile(join(dir, name));
    const third = frames(stored)[2];
    const place = (third?.at ?? 0) + 1000;
    stored[place] = (stored[place] ?? 0) ^ 1;
    await writeFile(join(dir, name), stored);
    const file = await store.open(name);
    const verdict = await file.verify();
    expect(verdict.kind === 'invalid' && verdict.findings[0].message).toContain('Bytes 2097152 to 3145727');
    expect(content.subarray(5, 2 * CHUNK_BYTES).equals(await file.read(5, 2 * CHUNK_BYTES - 5))).toBe(true);
    expect(await codeOf(file.read(2 * CHUNK_BYTES, 1))).toBe('VAULT_CORRUPT');
    expect(await codeOf(collect(file.stream()))).toBe('VAULT_CORRUPT');
    await file.close();
  });
});

describe('the folder', () => {
  it('is cleaned of what a crash left, and of nothing else', async () => {
    const name = await keep(text(10));
    await writeFile(join(dir, `tmp-${'ab'.repeat(16)}`), 'half a file');
    await writeFile(join(dir, 'tmp-notes.txt'), 'not ours');
    await mkdir(join(dir, 'folder'));
    expect(await store.cleanTemporary()).toBe(1);
    expect((await readdir(dir)).toSorted()).toEqual([name, 'folder', 'tmp-notes.txt'].toSorted());
    expect(await store.list()).toEqual([name]);
  });

  it('may be absent before the first file', async () => {
    expect([await store.list(), await store.cleanTemporary()]).toEqual([[], 0]);
  });
});
