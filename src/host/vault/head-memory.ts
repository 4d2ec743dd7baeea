/**
 * The eyes of a case's writer on what this workstation saw of the case before: compared once when it is opened, told of every
 * new head after that.
 *
 * That nothing can be remembered (no folder for it, a disk that can't be written, another program that holds the file) does not
 * keep anybody from a case, and is said; a head that contradicts what was seen does, and so does a damaged memory.
 */
import { rootOfTiles } from '../../engines/chain/tiles.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { caseTiles, findNewestHead } from './case-store.ts';
import {
  type AcceptedRestore,
  contradictionText,
  type HeadPlace,
  SeenHeads,
  type SeenState,
  stateOf,
} from './seen-heads.ts';
import type { SeenHere } from './session.ts';
import type { ReadDb } from './sqlite.ts';

export class HeadMemory {
  readonly #origin: string;
  readonly #seen: SeenHeads | undefined;
  readonly #isLooking: boolean;
  #problem: AppError | undefined;
  #state: SeenState | undefined;
  #last: HeadPlace | undefined;

  private constructor(origin: string, isLooking: boolean, seen?: SeenHeads, problem?: AppError) {
    this.#origin = origin;
    this.#isLooking = isLooking;
    this.#seen = seen;
    this.#problem = problem;
  }

  /**
   * @param dir where this workstation keeps what it saw; undefined: nowhere
   * @param isLooking whether the case is only looked at: then a damaged memory is told, and stops nobody
   * @throws WITNESS_STORE_BROKEN
   */
  static open(dir: string | undefined, origin: string, isLooking: boolean): HeadMemory {
    if (dir === undefined) return new HeadMemory(origin, isLooking);
    try {
      return new HeadMemory(origin, isLooking, SeenHeads.open(dir));
    } catch (error) {
      return new HeadMemory(origin, isLooking, undefined, problemIn(error, isLooking));
    }
  }

  /**
   * How the newest head of a case that fits its own hashes stands to what was seen; undefined where nobody can say.
   *
   * @throws WITNESS_STORE_BROKEN, as `open`
   */
  compare(db: ReadDb): SeenState | undefined {
    if (this.#seen === undefined) return undefined;
    try {
      // In this order: a writer beside this reader stores a head before it remembers it.
      const seen = this.#seen.find(this.#origin);
      const head = newestHead(db);
      if (head !== undefined) this.#state = stateOf(seen, head, caseTiles(db));
    } catch (error) {
      this.#problem = problemIn(error, this.#isLooking);
    }
    return this.#state;
  }

  /** Why nothing could be compared, or remembered. */
  get problem(): AppError | undefined {
    return this.#problem;
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
      const before = this.#seen.keep(this.#origin, head, this.#last, caseTiles(db));
      // What could not be compared at open was compared by this step.
      this.#state ??= before === undefined ? { kind: 'first' } : { kind: 'extends', seen: before };
      this.#last = head;
      this.#problem = undefined;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'CASE_TWO_HISTORIES') throw error;
      this.#problem = error;
    }
  }

  /** For a case that is only read, whose head fits its log: whoever looks at a copy once finds an older one the next time. */
  keepForReading(db: ReadDb): void {
    const state = this.#state;
    if (this.#seen === undefined || (state?.kind !== 'first' && state?.kind !== 'extends')) return;
    const head = newestHead(db);
    if (head === undefined || (state.kind === 'extends' && state.seen.size === head.size)) return;
    try {
      this.#seen.keepLarger(this.#origin, head, caseTiles(db));
    } catch (error) {
      this.#problem = problemIn(error, true);
    }
  }

  /** After the act is a record in the case: a crash between the two only asks the person again. */
  accept(db: ReadDb, restore: AcceptedRestore): void {
    const head = newestHead(db);
    if (this.#seen === undefined || head === undefined) return;
    this.#seen.accept(this.#origin, head, restore);
    this.#last = head;
    this.#state = { kind: 'extends', seen: { ...head, at: new Date().toISOString() } };
  }

  facts(): SeenHere | undefined {
    const problem = this.#problem === undefined ? {} : { problem: this.#problem.message };
    const state = this.#state;
    if (state === undefined) return this.#problem === undefined ? undefined : { state: 'unknown', ...problem };
    if (state.kind === 'first') return { state: 'first', ...problem };
    const { size, at } = state.seen;
    if (state.kind === 'unproven') return { state: 'unknown', size, at, problem: contradictionText(state, { size }) };
    return { state: state.kind, size, at, ...problem };
  }

  close(): void {
    this.#seen?.close();
  }
}

/** What is told and stops nobody; anything else is thrown. */
function problemIn(error: unknown, isLooking: boolean): AppError {
  if (!(error instanceof AppError) || (error.code === 'WITNESS_STORE_BROKEN' && !isLooking)) throw error;
  return error;
}

function newestHead(db: ReadDb): (HeadPlace & { note: string }) | undefined {
  const head = findNewestHead(db);
  const root = head === undefined ? undefined : rootOfTiles(nodeHasher, caseTiles(db), head.size);
  return head === undefined || root?.kind !== 'valid' ? undefined : { ...head, root: root.value };
}
