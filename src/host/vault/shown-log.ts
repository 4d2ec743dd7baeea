/**
 * The log as a bundle shows it: lines, digests of what is withheld, and hashes of stretches that were left out.
 *
 * Unlike the log of a case it is looked at even where it does not fit its signed heads: the verdict of the verifier stands
 * over it, and a proof says for itself whether it holds. A line is compared with its digest as it was read from the bundle.
 * Cost: a proof makes at most two tiles of 256 leaves again, the rest is stored.
 * Source: bundle-format.md §3; evidence-format.md §2.
 */
import { DIGEST_BYTES, leafOfDigest, leavesOfDigests } from '../../engines/chain/entry.ts';
import {
  consistencyRanges,
  inclusionRanges,
  type LeafRange,
  nodeHash,
  proofOf,
  splitOf,
  treeHash,
} from '../../engines/chain/merkle.ts';
import { TILE_WIDTH } from '../../engines/chain/tiles.ts';
import { formatTlogProof } from '../../engines/chain/tlog-proof.ts';
import { decodeHex, encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { findDigestTile, findFirstHeadOver, findHead, findNewestHead, type HeadRow } from './case-store.ts';
import { ChainValues } from './chain-values.ts';
import type { HiddenReason, SealedLog } from './sealed-log.ts';
import { isShownPart, partOfLine } from './shown-line.ts';
import {
  chainEnd,
  findFittingHead,
  findGivenProof,
  findHidden,
  findPrivilege,
  findTreeNode,
  lacksDigests,
  shownSize,
} from './shown-store.ts';
import type { ReadDb } from './sqlite.ts';

/** Of 8 KiB each. */
const KEPT_TILES = 512;
/** In the place of a chain value that can't be followed to a record. */
const NO_CHAIN = 'unknown';

interface Tile {
  digests: Uint8Array;
  chain: ChainValues;
}

const broken = (message: string): AppError => new AppError('CASE_LOG_BROKEN', message);

export class ShownLog implements SealedLog {
  readonly #db: ReadDb;
  readonly #tiles = new Map<number, Tile | undefined>();
  readonly #chainEnd: number;
  readonly size: number;

  constructor(db: ReadDb) {
    this.#db = db;
    this.size = shownSize(db);
    this.#chainEnd = chainEnd(db);
  }

  /** There is one state only. */
  pin(): void {}

  get head(): { note: string; size: number; root: Uint8Array } {
    const newest = findNewestHead(this.#db);
    if (newest === undefined) throw broken('The bundle has no head');
    return { ...newest, root: this.subtreeHash(0, newest.size) };
  }

  covers(seq: number): boolean {
    return seq < this.size;
  }

  whyHidden(seq: number): string | undefined {
    const hidden = findHidden(this.#db, seq);
    if (hidden === undefined) return undefined;
    const record = `Record ${seq}`;
    if (hidden.why === 'left-out')
      return `${record} is left out of this bundle: the query it was made for did not find it`;
    if (hidden.why === 'missing') return `${record} is not in this bundle, and nothing stands in its place`;
    if (hidden.why === 'unreadable') return `${record} can not be read: its line in this bundle is no record`;
    const reason = this.reasonFor(seq);
    const why =
      reason === undefined ? '' : `: ${reason.basis}${reason.description === '' ? '' : ` (${reason.description})`}`;
    return `${record} is withheld from this bundle${why}`;
  }

  reasonFor(seq: number): HiddenReason | undefined {
    return findPrivilege(this.#db, seq);
  }

  check(seq: number, line: string | Uint8Array): Uint8Array {
    const text = typeof line === 'string' ? line : Buffer.from(line).toString('utf8');
    const hex = isShownPart(text) ? partOfLine(text).digest : nodeHasher.sha256TextHex(text);
    const digest = decodeHex(hex);
    const known = this.#digestAt(seq);
    if (digest === undefined || known === undefined || !equalBytes(digest, known))
      throw broken(`Record ${seq} is not what was read from the bundle`);
    return digest;
  }

  chainAt(seq: number): string {
    const tile = seq < this.#chainEnd ? this.#tileOf(seq) : undefined;
    return tile === undefined ? NO_CHAIN : encodeHex(tile.chain.at(seq % TILE_WIDTH));
  }

  /** They are followed one by one: a page is all that anybody asks for. */
  followChains(): void {}

  sealedHashes(seq: number): { digest: Uint8Array; chain: string } | { unknown: string } {
    const digest = this.covers(seq) ? this.#digestAt(seq) : undefined;
    if (digest === undefined) return { unknown: this.whyHidden(seq) ?? `The bundle has no record ${seq}` };
    return { digest, chain: this.chainAt(seq) };
  }

  /** Against the largest head that the lines fit; where none does, against the first over it: that one will not hold. */
  proof(seq: number): string {
    const size = findFittingHead(this.#db, seq + 1);
    const given = size === undefined ? findGivenProof(this.#db, seq) : undefined;
    if (given !== undefined) return given;
    const head = findHead(this.#db, size ?? findFirstHeadOver(this.#db, seq) ?? -1);
    if (head === undefined)
      throw new AppError('RECORD_NOT_FOUND', `No signed head of this bundle covers record ${seq}`);
    const hashes =
      head.size > this.size ? undefined : proofOf(inclusionRanges(seq, { from: 0, to: head.size }), this.#hashOf);
    if (hashes === undefined) throw broken(`The hashes that prove record ${seq} are not in this bundle`);
    return formatTlogProof({ index: seq, hashes, checkpoint: head.note });
  }

  storedHead(size?: number): HeadRow | undefined {
    return size === undefined ? findNewestHead(this.#db) : findHead(this.#db, size);
  }

  rootAt(size: number): Uint8Array | undefined {
    return size > this.size ? undefined : this.subtreeHash(0, size);
  }

  consistency(oldSize: number, size: number): Uint8Array[] {
    if (oldSize === 0 || oldSize === size) return [];
    const proof = proofOf(consistencyRanges(oldSize, size), this.#hashOf);
    if (proof === undefined) throw broken('Hashes that prove it are not in this bundle');
    return proof;
  }

  subtreeHash(from: number, to: number): Uint8Array {
    const hash = this.#hashOf({ from, to });
    if (hash === undefined) throw broken(`The hashes of the records ${from} to ${to - 1} are not in this bundle`);
    return hash;
  }

  *digests(first: number, last: number): Generator<Uint8Array> {
    for (let seq = first; seq <= last; seq++) {
      const digest = this.#digestAt(seq);
      if (digest === undefined) throw broken(`The digest of record ${seq} is not in this bundle`);
      yield digest;
    }
  }

  readonly #hashOf = ({ from, to }: LeafRange): Uint8Array | undefined => {
    const count = to - from;
    const isPerfect = Number.isInteger(Math.log2(count)) && from % count === 0;
    if (isPerfect && count >= TILE_WIDTH) {
      const stored = findTreeNode(this.#db, Math.log2(count), from / count);
      if (stored !== undefined) return stored;
    }
    const lacks = lacksDigests(this.#db, from, to);
    if (lacks) {
      const hidden = findHidden(this.#db, from);
      if (hidden !== undefined && hidden.firstSeq === from && hidden.count === count) return hidden.hash ?? undefined;
      // A part of what is only known as a whole.
      if (hidden !== undefined && hidden.why !== 'withheld' && hidden.firstSeq + hidden.count >= to) return undefined;
    }
    if (!lacks && isPerfect && count <= TILE_WIDTH) return this.#hashOfLeaves(from, count);
    if (count === 1) {
      const digest = this.#digestAt(from);
      return digest === undefined ? undefined : leafOfDigest(nodeHasher, digest);
    }
    const middle = from + splitOf(count);
    const left = this.#hashOf({ from, to: middle });
    const right = left === undefined ? undefined : this.#hashOf({ from: middle, to });
    return left === undefined || right === undefined ? undefined : nodeHash(nodeHasher, left, right);
  };

  /** A perfect subtree that lies inside a tile. */
  #hashOfLeaves(from: number, count: number): Uint8Array | undefined {
    const at = (from % TILE_WIDTH) * DIGEST_BYTES;
    const digests = this.#tileOf(from)?.digests.subarray(at, at + count * DIGEST_BYTES);
    if (digests?.length !== count * DIGEST_BYTES) return undefined;
    return treeHash(nodeHasher, leavesOfDigests(nodeHasher, digests));
  }

  #digestAt(seq: number): Uint8Array | undefined {
    if (lacksDigests(this.#db, seq, seq + 1)) return undefined;
    const at = (seq % TILE_WIDTH) * DIGEST_BYTES;
    const digest = this.#tileOf(seq)?.digests.subarray(at, at + DIGEST_BYTES);
    return digest?.length === DIGEST_BYTES ? digest : undefined;
  }

  #tileOf(seq: number): Tile | undefined {
    const n = Math.floor(seq / TILE_WIDTH);
    const known = this.#tiles.get(n);
    if (known !== undefined) return known;
    const stored = findDigestTile(this.#db, n);
    if (stored === undefined) return undefined;
    const digests = new Uint8Array(stored.digests);
    const tile = { digests, chain: new ChainValues(digests, new Uint8Array(stored.chainBefore)) };
    if (this.#tiles.size >= KEPT_TILES) this.#tiles.clear();
    this.#tiles.set(n, tile);
    return tile;
  }
}
