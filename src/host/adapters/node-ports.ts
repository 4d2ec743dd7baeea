/**
 * The engine ports on Node: clock, randomness, SHA-256, text.
 *
 * `crypto.hash` is two to three times faster than `createHash` for short inputs, and text output beats Buffer output. Many
 * short inputs at once go to vector lanes (hash-lanes.ts).
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { hash, randomFillSync } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { crc32 } from 'node:zlib';
import type { Clock, Hasher, Rng, TextCodec } from '../../engines/kernel/ports.ts';
import { hashChainsInLanes, hashEachInLanes } from './hash-lanes.ts';

export const nodeClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.timeOrigin + performance.now(),
};

const POOL_BYTES = 16_384;
let pool = new Uint8Array(0);
let poolUsed = 0;

export const nodeRng: Rng = {
  bytes(length) {
    if (length > POOL_BYTES / 4) return randomFillSync(new Uint8Array(length));
    if (poolUsed + length > pool.length) {
      pool = randomFillSync(new Uint8Array(POOL_BYTES));
      poolUsed = 0;
    }
    const out = pool.slice(poolUsed, poolUsed + length);
    // A salt or key must not stay readable in the pool after it was handed out.
    pool.fill(0, poolUsed, poolUsed + length);
    poolUsed += length;
    return out;
  },
};

export const nodeHasher: Hasher = {
  sha256: (data) => hash('sha256', data, 'buffer'),
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  sha256TextHex: (text) => hash('sha256', text, 'hex'),
  sha256Into,
  sha256Each(prefix, width, chunks, target) {
    const count = chunks.length / width;
    // A vector has four lanes: for fewer messages than three the runtime's own hash is quicker.
    if (count < 3) hashOneByOne(prefix, width, chunks, target);
    else hashEachInLanes(prefix, width, chunks, target);
  },
  sha256Chains: hashChainsInLanes,
  crc32,
};

/** Latin-1 text, here named `binary`, costs less than hex to make and to read, and far less than a Buffer. */
export function sha256Into(data: Uint8Array, target: Uint8Array, at: number): void {
  const text = hash('sha256', data, 'binary');
  for (let i = 0; i < 32; i++) target[at + i] = text.charCodeAt(i);
}

const messages = { 32: new Uint8Array(33), 64: new Uint8Array(65) };

function hashOneByOne(prefix: number, width: 32 | 64, chunks: Uint8Array, target: Uint8Array): void {
  const message = messages[width];
  message[0] = prefix;
  for (let from = 0, to = 0; from < chunks.length; from += width, to += 32) {
    message.set(chunks.subarray(from, from + width), 1);
    sha256Into(message, target, to);
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

let lastInto: Uint8Array = new Uint8Array(0);
let lastBuffer: Buffer = Buffer.alloc(0);

export const nodeTextCodec: TextCodec = {
  latin1: (bytes, start, end) => asBuffer(bytes).toString('latin1', start, end),
  utf8: (bytes, start, end) => asBuffer(bytes).toString('utf8', start, end),
  utf16le: (bytes, start, end) => asBuffer(bytes).toString('utf16le', start, end),
  isAscii: (bytes) => isAscii(bytes),
  isUtf8: (bytes) => isUtf8(bytes),
  encodeUtf8: (text) => Buffer.from(text, 'utf8'),
  writeUtf8: (text, into, at) => {
    // Writers fill the same memory again and again.
    if (into !== lastInto) {
      lastInto = into;
      lastBuffer = asBuffer(into);
    }
    return lastBuffer.write(text, at, 'utf8');
  },
};
