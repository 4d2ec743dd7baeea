/**
 * Checks over the whole log, fed with records in order: tiles, chain, heads, seals, keys, projections.
 *
 * Shaped like evidence-format.md §8: 4 keys, 5 heads, 6 lines, 7 end, 8 time line of seals.
 * Trust: everything read may have been changed by somebody who has the data key, but not the signing keys of past epochs.
 */
import { CHAINS_AT_ONCE, chainsOfDigests } from '../../engines/chain/entry.ts';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import { TILE_BYTES, TILE_WIDTH } from '../../engines/chain/tiles.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { concatBytes, encodeHex, equalBytes } from '../../engines/kernel/bytes.ts';
import type { Finding } from '../../shared/verdict.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { findDigestTile, findDigestTiles, findUpperTile, type HeadRow } from '../vault/case-store.ts';
import { verifyHead } from '../vault/head-signer.ts';
import { type DigestTile, LogTail, type TailChanges } from '../vault/log-tail.ts';
import { isOperatorVkey, verifyStatement } from '../vault/operator-key.ts';
import type { ReadDb } from '../vault/sqlite.ts';
import type { ControlRecord } from './line-checks.ts';

/** Records in which somebody says who they are, and nobody else signs. */
const ACTS_OF_ONE: ReadonlySet<string> = new Set(['annotation', 'search', 'setting', 'lock']);
/** Seals further apart than this while the case was open leave a stretch nobody vouched for in time. */
const MAX_SEAL_GAP_MS = 16 * 60_000;
/** Records whose chains are followed side by side. */
const GROUP_RECORDS = CHAINS_AT_ONCE * TILE_WIDTH;
const WAITING_RECORDS = 8 * GROUP_RECORDS;
const NO_BYTES = new Uint8Array(0);

export class LogChecks {
  readonly #db: ReadDb;
  readonly #origin: string;
  readonly #heads: readonly HeadRow[];
  readonly #report: (finding: Finding) => void;
  readonly #notice: (text: string) => void;
  readonly #tail = LogTail.empty();
  /** Digests that wait for the end of their tiles. */
  readonly #waiting = new Uint8Array(WAITING_RECORDS * HASH_BYTES);
  #waitingBytes = 0;
  #headIndex = 0;
  #rootIsBroken = false;
  /** Epoch keys by the head they come into force after: the newest named by records under the previous head. */
  #keyInForce: string | undefined;
  #keyNamed: string | undefined;
  #restartKey: string | undefined;
  #epochNumber = -1;
  #prevNoteHash: string | null = null;
  /** Of those in office. */
  readonly #operatorVkeys = new Map<string, string>();
  /** Nobody comes back under a name that was removed, or with a key that was ever somebody's. */
  readonly #removed = new Set<string>();
  readonly #everVkeys = new Set<string>();
  #unlockedBy: string | undefined;
  /** Who has the case open: who signed for the newest epoch. */
  #present: string | undefined;
  /** From the first signed epoch on all are; a log without any is of an earlier program. */
  #areEpochsSigned = false;
  #lastSeal: { wallMs: number; monotonicMs: number; bootId: string } | undefined;
  #isOpen = false;

  constructor(
    db: ReadDb,
    origin: string,
    heads: readonly HeadRow[],
    report: (finding: Finding) => void,
    notice: (text: string) => void,
  ) {
    this.#db = db;
    this.#origin = origin;
    this.#heads = heads;
    this.#report = report;
    this.#notice = notice;
  }

  /** Records taken so far. */
  get size(): number {
    return this.#tail.size + this.#waitingBytes / HASH_BYTES;
  }

  /** The number of the newest epoch the records name. */
  get epochNumber(): number {
    return this.#epochNumber;
  }

  /** Takes the next records: digests in log order, and the control records among them. */
  add(digests: Uint8Array, controls: readonly ControlRecord[]): void {
    if (controls.length > 0) {
      this.#flush();
      return this.#addNow(digests, controls);
    }
    // Runs end anywhere; collected, most records lie in whole tiles, which are quicker.
    for (let at = 0; at < digests.length; ) {
      const part = digests.subarray(at, at + this.#waiting.length - this.#waitingBytes);
      this.#waiting.set(part, this.#waitingBytes);
      this.#waitingBytes += part.length;
      at += part.length;
      if (this.#waitingBytes === this.#waiting.length) this.#flushTiles();
    }
  }

  #flush(): void {
    const digests = this.#waiting.slice(0, this.#waitingBytes);
    this.#waitingBytes = 0;
    this.#addNow(digests, []);
  }

  /** All that waits up to the last end of a tile. */
  #flushTiles(): void {
    const rest = (this.size % TILE_WIDTH) * HASH_BYTES;
    const end = this.#waitingBytes - rest;
    this.#addNow(this.#waiting.subarray(0, end), []);
    this.#waiting.copyWithin(0, end, this.#waitingBytes);
    this.#waitingBytes = rest;
  }

  #addNow(digests: Uint8Array, controls: readonly ControlRecord[]): void {
    let control = 0;
    for (let at = 0; at < digests.length; ) {
      const base = this.#tail.size;
      // Stop at each head, at each control record and at each tile's end: there something has to be compared.
      const stops = [base + (digests.length - at) / HASH_BYTES];
      const head = this.#heads[this.#headIndex];
      if (head !== undefined && head.size > base) stops.push(head.size);
      const next = controls[control];
      if (next !== undefined) stops.push(next.seq > base ? next.seq : base + 1);
      const room = Math.min(...stops) - base;
      if (base % TILE_WIDTH === 0 && room >= GROUP_RECORDS) {
        const group = digests.subarray(at, at + GROUP_RECORDS * HASH_BYTES);
        if (this.#addGroup(group)) {
          at += group.length;
          continue;
        }
      }
      const end = Math.min(base + room, (Math.floor(base / TILE_WIDTH) + 1) * TILE_WIDTH);
      if (next !== undefined && next.seq === base) {
        this.#readControl(next);
        control++;
      }
      const part = digests.subarray(at, at + (end - base) * HASH_BYTES);
      this.#compareDigests(base, part);
      this.#tail.append(part);
      at += part.length;
      this.#compareTiles();
      this.#checkHeads();
    }
  }

  /**
   * Four whole tiles at once: their chains are followed side by side, each from the value stored before its tile, and each
   * must end with the one stored before the next.
   *
   * @returns whether all is as stored; if not, nothing was taken, and one record after the other says where
   */
  #addGroup(digests: Uint8Array): boolean {
    const first = this.#tail.size / TILE_WIDTH;
    const stored = findDigestTiles(this.#db, first, CHAINS_AT_ONCE);
    if (stored.length < CHAINS_AT_ONCE || !equalBytes(stored[0]?.chainBefore ?? NO_BYTES, this.#tail.chain))
      return false;
    for (const [i, tile] of stored.entries()) {
      const part = digests.subarray(i * TILE_BYTES, (i + 1) * TILE_BYTES);
      // Native: a loop over every byte of every digest would cost as much as a hash.
      if (tile.n !== first + i || Buffer.compare(tile.digests, part) !== 0) return false;
    }
    const before = concatBytes(...stored.map(({ chainBefore }) => chainBefore));
    const after = chainsOfDigests(nodeHasher, digests, before);
    if (!equalBytes(after.subarray(0, -HASH_BYTES), before.subarray(HASH_BYTES))) return false;
    this.#tail.appendTiles(digests, after.slice(-HASH_BYTES));
    this.#compareTiles();
    this.#checkHeads();
    return true;
  }

  /** After the last record. `expectedSize`: what the newest head counts. */
  finish(): void {
    this.#flush();
    this.#compare(this.#tail.takeChanges());
    for (const head of this.#heads.slice(this.#headIndex)) {
      this.#report({
        kind: 'log-truncated',
        seq: this.#tail.size,
        lastSeq: head.size - 1,
        expected: String(head.size),
        actual: String(this.#tail.size),
        message: `Records after ${this.#tail.size - 1} were cut off: a signed head counts ${head.size}`,
      });
    }
    const newest = this.#heads.at(-1)?.size ?? 0;
    if (newest < this.#tail.size) {
      this.#report({
        kind: 'tail-unsigned',
        seq: newest,
        lastSeq: this.#tail.size - 1,
        expected: String(this.#tail.size),
        actual: String(newest),
        message: `No signed head covers the records from ${newest} on`,
      });
    }
  }

  #compareDigests(base: number, digests: Uint8Array): void {
    const n = Math.floor(base / TILE_WIDTH);
    const tile = findDigestTile(this.#db, n);
    const at = (base % TILE_WIDTH) * HASH_BYTES;
    const stored = tile?.digests.subarray(at, at + digests.length);
    if (stored !== undefined && stored.length === digests.length && equalBytes(stored, digests)) return;
    for (let i = 0; i < digests.length; i += HASH_BYTES) {
      const expected = stored?.subarray(i, i + HASH_BYTES);
      const actual = digests.subarray(i, i + HASH_BYTES);
      if (expected?.length === HASH_BYTES && equalBytes(expected, actual)) continue;
      const seq = base + i / HASH_BYTES;
      this.#report({
        kind: 'digest-mismatch',
        seq,
        expected: expected?.length === HASH_BYTES ? encodeHex(expected) : 'no hash is stored',
        actual: encodeHex(actual),
        message: `Record ${seq} is not what was recorded`,
      });
    }
  }

  /** Tiles that still grow are compared once, after the last record. */
  #compareTiles(): void {
    if (this.#tail.size % TILE_WIDTH === 0) this.#compare(this.#tail.takeFull());
  }

  #compare({ digestTiles, tiles }: TailChanges): void {
    for (const tile of digestTiles) this.#compareChain(tile);
    for (const tile of tiles) this.#compareUpper(tile.level, tile.index, tile.hashes);
  }

  #compareChain(tile: DigestTile): void {
    const stored = findDigestTile(this.#db, tile.n);
    if (stored !== undefined && equalBytes(stored.chainBefore, tile.chainBefore)) return;
    this.#report({
      kind: 'chain-mismatch',
      seq: tile.n * TILE_WIDTH,
      expected: encodeHex(tile.chainBefore),
      ...(stored === undefined ? {} : { actual: encodeHex(stored.chainBefore) }),
      message: `The chain value stored before record ${tile.n * TILE_WIDTH} is not the one the records give`,
    });
  }

  #compareUpper(level: number, index: number, hashes: Uint8Array): void {
    const stored = findUpperTile(this.#db, level, index);
    // A tile that went on growing starts with what it was.
    if (stored !== undefined && equalBytes(stored.subarray(0, hashes.length), hashes)) return;
    const first = index * TILE_WIDTH ** (level + 1);
    this.#report({
      kind: 'tile-mismatch',
      seq: first,
      message: `The stored tree hashes over the records from ${first} on are not those the records give`,
    });
  }

  // --- 5 heads -------------------------------------------------------------------------------------------------------

  #checkHeads(): void {
    for (let head = this.#heads[this.#headIndex]; head?.size === this.#tail.size; head = this.#heads[this.#headIndex]) {
      this.#checkHead(head);
      this.#headIndex++;
    }
  }

  #checkHead(head: HeadRow): void {
    const from = this.#heads[this.#headIndex - 1]?.size ?? 0;
    const place = from + 1 === head.size ? `record ${from}` : `records ${from} to ${head.size - 1}`;
    const vkey = this.#restartKey ?? this.#keyInForce ?? this.#keyNamed;
    const verdict = verifyHead(this.#origin, head.note, vkey === undefined ? [] : [vkey]);
    if (verdict.kind !== 'valid') {
      this.#report({
        kind: 'head-signature-invalid',
        seq: head.size - 1,
        ...(vkey === undefined ? {} : { expected: vkey }),
        message: `The head over ${place} is not signed by the key that was in force then`,
      });
    } else if (verdict.value.size !== head.size) {
      this.#report({
        kind: 'head-size-mismatch',
        seq: head.size - 1,
        expected: String(head.size),
        actual: String(verdict.value.size),
        message: `The head stored for size ${head.size} says ${verdict.value.size}`,
      });
    } else {
      const root = this.#tail.root();
      const isEqual = equalBytes(root, verdict.value.root);
      // Every later root carries the same change: only the first says where.
      if (!isEqual && !this.#rootIsBroken) {
        this.#rootIsBroken = true;
        this.#report({
          kind: 'root-mismatch',
          seq: from,
          lastSeq: head.size - 1,
          expected: encodeHex(verdict.value.root),
          actual: encodeHex(root),
          message: `Among ${place} something was changed, removed or put in after the head was signed`,
        });
      }
    }
    this.#keyInForce = this.#keyNamed;
    this.#restartKey = undefined;
    this.#prevNoteHash = `sha256:${nodeHasher.sha256TextHex(head.note)}`;
  }

  // --- 4 keys, 8 time line -------------------------------------------------------------------------------------------

  #readControl({ seq, kind, at, body }: ControlRecord): void {
    if (kind === 'genesis') this.#readGenesis(seq, body);
    else if (kind === 'operator') this.#readOperator(seq, body);
    else if (kind === 'epoch') this.#readEpoch(seq, body);
    else if (kind === 'epoch-restart') this.#readRestart(seq, body);
    else if (kind === 'seal') this.#readSeal(seq, at, body);
    else if (kind === 'unlock') {
      this.#isOpen = false;
      this.#unlockedBy = String(body['operatorId']);
    } else if (ACTS_OF_ONE.has(kind)) this.#checkPresent(seq, kind, body);
  }

  #readGenesis(seq: number, body: JsonObject): void {
    if (seq !== 0) {
      // Told and passed over: it must not bring in keys or operators of its own.
      this.#report({ kind: 'genesis-misplaced', seq, message: `Record ${seq} claims to begin the log` });
      return;
    }
    const epoch = body['epoch'] as JsonObject | undefined;
    this.#keyNamed = String(epoch?.['vkey']);
    this.#keyInForce = this.#keyNamed;
    this.#epochNumber = 0;
    for (const operator of (body['operators'] as JsonObject[] | undefined) ?? []) this.#admit(seq, operator);
  }

  #readOperator(seq: number, body: JsonObject): void {
    const operator = body['operator'] as JsonObject | undefined;
    const operatorId = String(body['operatorId']);
    if (body['act'] === 'removed') this.#removed.add(operatorId);
    // Whoever was let in by recovery shares comes with another key.
    if (body['act'] === 'removed' || body['act'] === 'recovered') this.#operatorVkeys.delete(operatorId);
    if (operator !== undefined) this.#admit(seq, operator);
  }

  /** Under a crafted key one signature fits many messages; a second operator of one name could sign for the first. */
  #admit(seq: number, operator: JsonObject): void {
    const [operatorId, vkey] = [String(operator['operatorId']), String(operator['vkey'])];
    const isTwin = this.#operatorVkeys.has(operatorId) || this.#removed.has(operatorId) || this.#everVkeys.has(vkey);
    this.#everVkeys.add(vkey);
    if (!isTwin && isOperatorVkey(this.#origin, operatorId, vkey)) {
      this.#operatorVkeys.set(operatorId, vkey);
      return;
    }
    const why = isTwin ? 'the name or the key of an operator who is there already' : 'no sound key of their own';
    this.#report({
      kind: 'operator-wrong',
      seq,
      actual: `${operatorId} ${vkey}`,
      message: `Record ${seq} brings in an operator with ${why}`,
    });
  }

  #readEpoch(seq: number, body: JsonObject): void {
    this.#countEpoch(seq, body);
    this.#keyNamed = String(body['vkey']);
    const { operatorId, signature } = body;
    this.#present = typeof operatorId === 'string' ? operatorId : this.#unlockedBy;
    if (signature === undefined && !this.#areEpochsSigned) return;
    this.#areEpochsSigned = true;
    if (operatorId === this.#unlockedBy && this.#isStatement(seq, 'epoch', body)) return;
    this.#report({
      kind: 'epoch-unsigned',
      seq,
      message: `Record ${seq} names a new signing key, and who unlocked the case did not sign for it`,
    });
  }

  /**
   * Signed by the operator whom it names, about this log and this place in it: a statement for another place must not stand
   * here.
   */
  #isStatement(seq: number, purpose: 'epoch' | 'epoch-restart', body: JsonObject): boolean {
    const { log, size, n, vkey, operatorId, signature } = body;
    const statement = { log, size, n, vkey, operatorId } as JsonObject;
    const place = Number(size);
    const isAboutHere = log === this.#origin && place >= (this.#heads[this.#headIndex - 1]?.size ?? 0) && place <= seq;
    const operatorVkey = this.#operatorVkeys.get(String(operatorId));
    return (
      isAboutHere && operatorVkey !== undefined && verifyStatement(operatorVkey, purpose, statement, String(signature))
    );
  }

  /** Notes, questions and settings are the word of one person, who must have had the case open. */
  #checkPresent(seq: number, kind: string, { operatorId }: JsonObject): void {
    if (typeof operatorId !== 'string' || this.#present === undefined || operatorId === this.#present) return;
    this.#report({
      kind: 'operator-absent',
      seq,
      expected: this.#present,
      actual: operatorId,
      message: `Record ${seq} (${kind}) is in the name of ${operatorId}, and ${this.#present} had the case open`,
    });
  }

  #readRestart(seq: number, body: JsonObject): void {
    this.#countEpoch(seq, body);
    const operatorId = String(body['operatorId']);
    this.#present = operatorId;
    if (!this.#isStatement(seq, 'epoch-restart', body)) {
      this.#report({
        kind: 'epoch-restart-unsigned',
        seq,
        message: `Record ${seq} restarts the signing chain without the signature of an operator of the case`,
      });
    }
    this.#notice(
      `The signing chain was restarted by ${operatorId} at record ${seq}: what lies before rests on the operator’s word`,
    );
    this.#keyNamed = String(body['vkey']);
    this.#restartKey = this.#keyNamed;
  }

  #countEpoch(seq: number, body: JsonObject): void {
    const n = Number(body['n']);
    if (n !== this.#epochNumber + 1) {
      this.#report({
        kind: 'epoch-gap',
        seq,
        expected: String(this.#epochNumber + 1),
        actual: String(body['n']),
        message: `Record ${seq} begins epoch ${String(body['n'])}, but the one before was ${this.#epochNumber}`,
      });
    }
    this.#epochNumber = n;
  }

  #readSeal(seq: number, at: string, body: JsonObject): void {
    const chain = `sha256:${encodeHex(this.#tail.chain)}`;
    if (body['chain'] !== chain || body['size'] !== seq) {
      this.#report({
        kind: 'seal-mismatch',
        seq,
        expected: String(body['chain']),
        actual: chain,
        message: `The seal at record ${seq} was made over other records than those before it`,
      });
    }
    if (body['prevHead'] !== this.#prevNoteHash) {
      this.#report({
        kind: 'head-link-broken',
        seq,
        expected: String(body['prevHead']),
        actual: String(this.#prevNoteHash),
        message: `The seal at record ${seq} names another head before it than the one that is stored`,
      });
    }
    this.#checkClock(seq, at, body);
  }

  #checkClock(seq: number, at: string, body: JsonObject): void {
    const seal = {
      wallMs: Date.parse(at),
      monotonicMs: Number(body['monotonicMs']),
      bootId: String(body['bootId']),
    };
    const last = this.#lastSeal;
    if (last !== undefined && seal.wallMs < last.wallMs) {
      const seconds = Math.round((last.wallMs - seal.wallMs) / 1000);
      this.#notice(`The computer’s clock was set back by ${seconds} s at record ${seq}`);
    }
    if (last !== undefined && this.#isOpen && last.bootId === seal.bootId) {
      const elapsedMs = seal.monotonicMs - last.monotonicMs;
      if (elapsedMs > MAX_SEAL_GAP_MS) {
        this.#notice(
          `${Math.round(elapsedMs / 60_000)} minutes passed without a seal before record ${seq}, while the case was open`,
        );
      }
    }
    this.#lastSeal = seal;
    this.#isOpen = body['reason'] !== 'lock' && body['reason'] !== 'create';
  }
}
