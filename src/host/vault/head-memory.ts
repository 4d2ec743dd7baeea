/**
 * The eyes of a case's writer on what this workstation saw of the case before: compared once when it is opened, told of every
 * new head after that.
 *
 * That nothing can be remembered (no folder for it, a disk that can't be written) does not keep anybody from a case, and is
 * said; a head that contradicts what was seen does, and so does a damaged memory.
 */
import { rootOfTiles } from '../../engines/chain/tiles.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { caseTiles, findNewestHead } from './case-store.ts';
import { type AcceptedRestore, contradictionText, type HeadPlace, SeenHeads, type SeenState } from './seen-heads.ts';
import type { SeenHere } from './session.ts';
import type { ReadDb } from './sqlite.ts';

export class HeadMemory {
  readonly #origin: string;
  readonly #seen: SeenHeads | undefined;
  #problem: string | undefined;
  #state: SeenState | undefined;
  #last: HeadPlace | undefined;

  private constructor(origin: string, seen: SeenHeads | undefined, problem: string | undefined) {
    this.#origin = origin;
    this.#seen = seen;
    this.#problem = problem;
  }

  /**
   * @param dir where this workstation keeps what it saw; undefined: nowhere
   * @param isLooking whether the case is only looked at: then a damaged memory is told, and stops nobody
   * @throws WITNESS_STORE_BROKEN
   */
  static open(dir: string | undefined, origin: string, isLooking: boolean): HeadMemory {
    if (dir === undefined) return new HeadMemory(origin, undefined, undefined);
    try {
      return new HeadMemory(origin, SeenHeads.open(dir), undefined);
    } catch (error) {
      if (!(error instanceof AppError) || (error.code === 'WITNESS_STORE_BROKEN' && !isLooking)) throw error;
      return new HeadMemory(origin, undefined, error.message);
    }
  }

  /** How the newest head of a case that fits its own hashes stands to what was seen. */
  compare(db: ReadDb): SeenState | undefined {
    const head = newestHead(db);
    if (this.#seen === undefined || head === undefined) return undefined;
    this.#state = this.#seen.compare(this.#origin, head, caseTiles(db));
    return this.#state;
  }

  /** What contradicts, in words; empty where nothing does. */
  contradiction(db: ReadDb): string {
    const head = findNewestHead(db);
    return this.#state === undefined || head === undefined ? '' : contradictionText(this.#state, head);
  }

  /** CASE_TWO_HISTORIES. Anything else that goes wrong here is remembered as a problem: the record itself is durable. */
  keep(db: ReadDb): void {
    const head = newestHead(db);
    if (this.#seen === undefined || head === undefined) return;
    try {
      this.#seen.keep(this.#origin, head, this.#last, caseTiles(db));
      this.#last = head;
      this.#problem = undefined;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'CASE_TWO_HISTORIES') throw error;
      this.#problem = error.message;
    }
  }

  /** After the act is a record in the case: a crash between the two only asks the person again. */
  accept(db: ReadDb, restore: AcceptedRestore): void {
    const head = newestHead(db);
    if (this.#seen === undefined || head === undefined) return;
    this.#seen.accept(this.#origin, head, restore);
    this.#last = head;
  }

  facts(): SeenHere | undefined {
    const problem = this.#problem === undefined ? {} : { problem: this.#problem };
    const state = this.#state;
    if (state === undefined) return this.#problem === undefined ? undefined : { state: 'unknown', ...problem };
    if (state.kind === 'first') return { state: 'first', ...problem };
    return { state: state.kind, size: state.seen.size, at: state.seen.at, ...problem };
  }

  close(): void {
    this.#seen?.close();
  }
}

function newestHead(db: ReadDb): (HeadPlace & { note: string }) | undefined {
  const head = findNewestHead(db);
  const root = head === undefined ? undefined : rootOfTiles(nodeHasher, caseTiles(db), head.size);
  return head === undefined || root?.kind !== 'valid' ? undefined : { ...head, root: root.value };
}
