/**
 * OpenTimestamps proofs: a path of hashes from a file to a block of Bitcoin.
 *
 * Pure. Source: python-opentimestamps core/serialize.py, timestamp.py, op.py, notary.py. Differences: SHA-256 as the hash
 * of the file (others parse, and are named); messages up to 4,096 bytes, 256 steps deep, 10,000 steps in all.
 * Trust: the proof is a file from anywhere. It ends in claims: "pending" proves nothing; a Bitcoin claim proves something
 * only to whoever knows that block's Merkle root from elsewhere.
 */
import { sha1, ripemd160 } from '@noble/hashes/legacy.js';
import { concat, equal, hexOf, utf8 } from '../base/bytes.ts';
import { sha256 } from '../base/hash.ts';
import { demand, NotSupported, Refused } from '../base/refused.ts';

export type Attestation =
  | {
      readonly kind: 'bitcoin';
      readonly height: number /** As hex, the order of bytes as in the block. */;
      readonly merkleRoot: string;
    }
  | { readonly kind: 'pending'; readonly calendar: string }
  | { readonly kind: 'unknown'; readonly tag: string };

export interface OpenTimestamp {
  readonly fileHash: 'sha256' | 'sha1' | 'ripemd160';
  readonly digest: string;
  readonly attestations: readonly Attestation[];
}

const MAGIC = concat(
  new Uint8Array([0]),
  utf8('OpenTimestamps\0\0Proof\0'),
  new Uint8Array([0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94]),
);
const MAX_MESSAGE = 4096;
const MAX_DEPTH = 256;
const MAX_STEPS = 10_000;
const BITCOIN = '0588960d73d71901';
const PENDING = '83dfe30d2ef90c8e';
const HASHES = { 0x02: ['sha1', 20], 0x03: ['ripemd160', 20], 0x08: ['sha256', 32] } as const;

export function parseOpenTimestamp(bytes: Uint8Array): OpenTimestamp {
  demand(bytes.length <= 1_048_576, 'a proof too long');
  let at = 0;
  let steps = 0;
  const attestations: Attestation[] = [];

  const take = (length: number): Uint8Array => {
    demand(at + length <= bytes.length, 'a proof that ends too early');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const byte = (): number => take(1)[0] as number;
  const varint = (): number => {
    let [value, shift] = [0, 1];
    for (;;) {
      const next = byte();
      value += (next & 0x7f) * shift;
      demand(Number.isSafeInteger(value), 'a number too large');
      if (next < 0x80) return value;
      shift *= 128;
    }
  };
  const block = (max: number): Uint8Array => {
    const length = varint();
    demand(length <= max, 'a part too long');
    return take(length);
  };

  function attestation(message: Uint8Array): void {
    const tag = hexOf(take(8));
    const payload = block(8192);
    const end = at;
    at -= payload.length;
    if (tag === BITCOIN) {
      const height = varint();
      demand(message.length === 32, 'a claim about a block with a wrong hash');
      attestations.push({ kind: 'bitcoin', height, merkleRoot: hexOf(message) });
    } else if (tag === PENDING) {
      attestations.push({ kind: 'pending', calendar: calendarOf(block(1000)) });
    } else {
      at = end;
      attestations.push({ kind: 'unknown', tag });
    }
    demand(at === end, 'a claim with bytes left over');
  }

  /** One step of the tree: all its branches but the last begin with 0xff. */
  function walk(message: Uint8Array, depth: number): void {
    demand(depth < MAX_DEPTH, 'a proof too deep');
    let tag = byte();
    while (tag === 0xff) {
      branch(byte(), message, depth);
      tag = byte();
    }
    branch(tag, message, depth);
  }

  function branch(tag: number, message: Uint8Array, depth: number): void {
    steps += 1;
    demand(steps <= MAX_STEPS, 'a proof with too many steps');
    if (tag === 0x00) attestation(message);
    else walk(step(tag, message), depth + 1);
  }

  function step(tag: number, message: Uint8Array): Uint8Array {
    const result = applied(tag, message);
    demand(result.length > 0 && result.length <= MAX_MESSAGE, 'a step that is too long');
    return result;
  }

  function applied(tag: number, message: Uint8Array): Uint8Array {
    if (tag === 0xf0) return concat(message, operand());
    if (tag === 0xf1) return concat(operand(), message);
    if (tag === 0xf2) return message.toReversed();
    if (tag === 0xf3) return utf8(hexOf(message));
    if (tag === 0x08) return sha256(message);
    if (tag === 0x02) return sha1(message);
    if (tag === 0x03) return ripemd160(message);
    if (tag === 0x67) throw new NotSupported('Keccak-256');
    throw new Refused('a step that is not known');
  }
  const operand = (): Uint8Array => {
    const value = block(MAX_MESSAGE);
    demand(value.length > 0, 'an empty step');
    return value;
  };

  demand(equal(take(MAGIC.length), MAGIC), 'not an OpenTimestamps proof');
  demand(varint() === 1, 'an OpenTimestamps proof of an unknown version');
  const hash = HASHES[byte() as keyof typeof HASHES];
  demand(hash !== undefined, 'a proof over an unknown hash');
  const digest = take(hash[1]);
  walk(digest, 0);
  demand(at === bytes.length, 'bytes after the end of the proof');
  return { fileHash: hash[0], digest: hexOf(digest), attestations };
}

/** python-opentimestamps PendingAttestation: letters that can hide nothing. */
function calendarOf(uri: Uint8Array): string {
  const text = String.fromCharCode(...uri);
  demand(/^[A-Za-z0-9._/:-]*$/u.test(text), 'a calendar with a strange name');
  return text;
}
