/**
 * The signed heads of an open case, and what proves how they hang together: for whoever marks the case outside.
 *
 * Calls across threads; each answer was compared with the newest signed head. CASE_LOG_BROKEN.
 */
import type { RpcClient } from '../adapters/thread-rpc.ts';

export interface StoredHead {
  size: number;
  /** The signed note exactly as it was first written. */
  note: string;
}

export type DigestName = 'sha256' | 'sha384' | 'sha512';

export interface CaseHeads {
  /** The newest, or the one of this size; null where none is stored. */
  find(size?: number): Promise<StoredHead | null>;
  /** The head whose bytes have this digest (hex). */
  findByDigest(name: DigestName, digest: string): Promise<StoredHead | null>;
  /** Root over the first `size` records, 32 bytes; null beyond the newest head. */
  rootAt(size: number): Promise<Uint8Array | null>;
  /** Hashes (32 bytes each) that prove that the tree of `size` begins with that of `oldSize`, which is not larger. */
  consistency(oldSize: number, size: number): Promise<Uint8Array[]>;
  /** The head of this size with a signature line of the acting operator. RECORD_NOT_FOUND. */
  countersign(size: number): Promise<string>;
}

export const headsOver = (reader: Pick<RpcClient, 'call'>, writer: Pick<RpcClient, 'call'>): CaseHeads => ({
  find: (size) => reader.call('findHead', size === undefined ? [] : [size]),
  findByDigest: (name, digest) => reader.call('findHeadByDigest', [name, digest]),
  rootAt: (size) => reader.call('rootAt', [size]),
  consistency: (oldSize, size) => reader.call('consistency', [oldSize, size]),
  countersign: (size) => writer.call('countersign', [size]),
});
