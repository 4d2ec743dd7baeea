/**
 * Reading at any place: a plain file, or the encrypted copy of an archive that lies inside another.
 *
 * A copy of up to 16 MiB stays in memory; a larger one goes to a file without a name, sealed with a key that is never
 * written down, so evidence does not reach the disk in the clear.
 * Trust: positions come from archives; reads outside the file give fewer bytes, never an error.
 */
import { createHash, randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { EncryptedFileReader } from '../vault/file-store-reader.ts';
import { EncryptedFileWriter } from '../vault/file-store-writer.ts';

const MEMORY_BYTES = 16 * 1024 * 1024;

export interface RandomAccess {
  readonly sizeBytes: number;
  /** Bytes of `[position, position + length)`, cut at the end. Throws what the disk throws. */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @param handle closed by `close` @param sizeBytes how far to read, whatever the file has become meanwhile */
export function accessFile(handle: FileHandle, sizeBytes: number): RandomAccess {
  return {
    sizeBytes,
    async read(position, length) {
      const end = Math.min(position + length, sizeBytes);
      if (!(position >= 0 && end > position)) return new Uint8Array(0);
      const bytes = Buffer.allocUnsafeSlow(end - position);
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    },
    close: () => handle.close(),
  };
}

function accessMemory(bytes: Buffer): RandomAccess {
  return {
    sizeBytes: bytes.length,
    read: (position, length) =>
      Promise.resolve(position >= 0 ? bytes.subarray(position, position + length) : bytes.subarray(0, 0)),
    close: () => Promise.resolve(),
  };
}

/** Copies a stream so that it can be read at any place. @throws AppError DISK_FULL */
export async function spool(stream: AsyncIterable<Uint8Array>, dir: string): Promise<RandomAccess> {
  const start: Uint8Array[] = [];
  let held = 0;
  const iterator = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return accessMemory(Buffer.concat(start));
    start.push(next.value);
    held += next.value.length;
    if (held > MEMORY_BYTES) break;
  }
  return spoolToFile(start, { [Symbol.asyncIterator]: () => iterator }, dir);
}

async function spoolToFile(start: Uint8Array[], rest: AsyncIterable<Uint8Array>, dir: string): Promise<RandomAccess> {
  const key = randomBytes(32);
  const path = join(dir, `audittrail-spool-${randomBytes(16).toString('hex')}`);
  const handle = await open(path, 'wx+', 0o600);
  const writer = new EncryptedFileWriter(handle, key);
  const hash = createHash('sha256');
  const put = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    await writer.write(bytes);
  };
  try {
    // Gone by name from here on where the system allows it; the open handle keeps the bytes.
    const isUnlinked = await rm(path).then(
      () => true,
      () => false,
    );
    for (const bytes of start) await put(bytes);
    for await (const bytes of rest) await put(bytes);
    const sha256 = hash.digest('hex');
    await writer.finish(sha256);
    const reader = await EncryptedFileReader.open(handle, key, sha256);
    return {
      sizeBytes: reader.sizeBytes,
      read: (position, length) => reader.read(position, length),
      async close() {
        await reader.close();
        if (!isUnlinked) await rm(path, { force: true });
      },
    };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  } finally {
    writer.close();
  }
}
