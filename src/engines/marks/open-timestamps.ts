/**
 * OpenTimestamps proofs: operations that lead from a digest to claims, of which only those about Bitcoin blocks prove anything.
 *
 * Pure. O(n) in the file, with a stack of its own. Source: python-opentimestamps (core/serialize, timestamp, op, notary), whose
 * limits are kept. Differences: Keccak is named, not computed; a proof has at most 10,000 operations.
 * Trust: a file from anybody. A claim about a block counts for whoever has that block's header from elsewhere.
 */
import { ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { asciiBytes, concatBytes, encodeHex, equalBytes } from '../kernel/bytes.ts';
import { invalid, type Verdict, valid } from '../../shared/verdict.ts';
import { Malformed } from './der.ts';

export type Claim =
  /** The digest is the Merkle root of this block, 32 bytes as they stand in its header. */
  | { readonly kind: 'bitcoin'; readonly height: number; readonly root: Uint8Array }
  /** A calendar says that it will see to it. */
  | { readonly kind: 'pending'; readonly calendar: string }
  | { readonly kind: 'unknown'; readonly tag: string };

export interface OpenTimestamp {
  readonly hash: 'sha256' | 'sha1' | 'ripemd160';
  readonly digest: Uint8Array;
  readonly claims: readonly Claim[];
}

const MAGIC = concatBytes(
  asciiBytes('\0OpenTimestamps\0\0Proof\0'),
  Uint8Array.of(0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94),
);
export const MAX_OTS_BYTES = 262_144;
const MAX_MESSAGE = 4096;
const MAX_DEPTH = 256;
const MAX_OPERATIONS = 10_000;
const MAX_PAYLOAD = 8192;
const MAX_CALENDAR = 1000;
const BITCOIN = '0588960d73d71901';
const PENDING = '83dfe30d2ef90c8e';
const FILE_HASHES = { 0x08: ['sha256', 32], 0x02: ['sha1', 20], 0x03: ['ripemd160', 20] } as const;
const FORK = 0xff;
const ATTESTATION = 0x00;

/** Finding: `mark-malformed`. */
export function parseOpenTimestamp(bytes: Uint8Array): Verdict<OpenTimestamp> {
  try {
    return valid(new ProofReader(bytes).read());
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const message = 'This can not be read as an OpenTimestamps proof';
    return invalid({ kind: 'mark-malformed', actual: error.message, message });
  }
}

class ProofReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    if (bytes.length > MAX_OTS_BYTES) throw new Malformed('it is too long');
    this.#bytes = bytes;
  }

  read(): OpenTimestamp {
    if (!equalBytes(this.#take(MAGIC.length), MAGIC)) throw new Malformed('it does not begin as one');
    if (this.#number() !== 1) throw new Malformed('it is of a version that is not known');
    const hash = FILE_HASHES[this.#byte() as keyof typeof FILE_HASHES];
    if (hash === undefined) throw new Malformed('it is over a hash that is not known');
    const digest = this.#take(hash[1]);
    const claims = this.#walk(digest);
    if (this.#at !== this.#bytes.length) throw new Malformed('bytes follow after its end');
    return { hash: hash[0], digest, claims };
  }

  /** Where the path forks, the message waits on a stack until the branch before it has ended in a claim. */
  #walk(start: Uint8Array): Claim[] {
    const claims: Claim[] = [];
    const waiting: { message: Uint8Array; depth: number }[] = [];
    let message = start;
    let depth = 0;
    for (let operations = 0; operations <= MAX_OPERATIONS; operations++) {
      let tag = this.#byte();
      if (tag === FORK) {
        waiting.push({ message, depth });
        tag = this.#byte();
      }
      if (tag !== ATTESTATION) {
        message = this.#apply(tag, message);
        depth++;
        if (depth >= MAX_DEPTH) throw new Malformed('it goes too deep');
        continue;
      }
      claims.push(this.#claim(message));
      const next = waiting.pop();
      if (next === undefined) return claims;
      ({ message, depth } = next);
    }
    throw new Malformed('it has too many steps');
  }

  #apply(tag: number, message: Uint8Array): Uint8Array {
    const result = this.#result(tag, message);
    if (result.length === 0 || result.length > MAX_MESSAGE) throw new Malformed('a step gives too much');
    return result;
  }

  #result(tag: number, message: Uint8Array): Uint8Array {
    switch (tag) {
      case 0xf0:
        return concatBytes(message, this.#operand());
      case 0xf1:
        return concatBytes(this.#operand(), message);
      case 0xf2:
        return message.toReversed();
      case 0xf3:
        return asciiBytes(encodeHex(message));
      case 0x02:
        return sha1(message);
      case 0x03:
        return ripemd160(message);
      case 0x08:
        return sha256(message);
      default:
        throw new Malformed(`step ${tag} is not known`);
    }
  }

  #operand(): Uint8Array {
    const bytes = this.#block(MAX_MESSAGE);
    if (bytes.length === 0) throw new Malformed('a step with nothing to add');
    return bytes;
  }

  #claim(digest: Uint8Array): Claim {
    const tag = encodeHex(this.#take(8));
    const payload = new ProofReader(this.#block(MAX_PAYLOAD));
    if (tag === BITCOIN) {
      const height = payload.#number();
      if (digest.length !== 32) throw new Malformed('a claim about a block with something that is no hash');
      payload.#end();
      return { kind: 'bitcoin', height, root: digest };
    }
    if (tag !== PENDING) return { kind: 'unknown', tag };
    const calendar = String.fromCharCode(...payload.#block(MAX_CALENDAR));
    payload.#end();
    if (!/^[A-Za-z0-9._/:-]*$/u.test(calendar)) throw new Malformed('a calendar with a strange name');
    return { kind: 'pending', calendar };
  }

  #end(): void {
    if (this.#at !== this.#bytes.length) throw new Malformed('a claim with bytes left over');
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new Malformed('it ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #byte = (): number => this.#take(1)[0] as number;

  #block(max: number): Uint8Array {
    const length = this.#number();
    if (length > max) throw new Malformed('a part that is too long');
    return this.#take(length);
  }

  /** LEB128, 0 to 2^53-1. */
  #number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (!Number.isSafeInteger(value)) throw new Malformed('a number that is too large');
      if (byte < 0x80) return value;
    }
  }
}
