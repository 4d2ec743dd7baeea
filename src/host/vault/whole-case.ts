/**
 * Work that reads a case from end to end, or replaces all of it: any number of the first together, the second alone.
 *
 * A verification that met segments of a new data key under a database of the old one would call a whole case broken.
 */
import { AppError } from '../../shared/errors.ts';

export class WholeCase {
  #readers = 0;
  #isReplaced = false;

  /** CASE_BUSY while the case is being replaced. @returns what ends the stay; a second call does nothing */
  enter(): () => void {
    if (this.#isReplaced) {
      throw new AppError('CASE_BUSY', 'The data key of this case is being changed; try again when that is over');
    }
    this.#readers++;
    let isIn = true;
    return () => {
      if (isIn) this.#readers--;
      isIn = false;
    };
  }

  /** Work that reads the whole case. CASE_BUSY, as `enter`. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** CASE_BUSY while anybody reads it whole, or replaces it already. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#readers > 0 || this.#isReplaced) {
      throw new AppError(
        'CASE_BUSY',
        'The case is being verified, exported or changed; change the data key when that is over',
      );
    }
    this.#isReplaced = true;
    try {
      return await work();
    } finally {
      this.#isReplaced = false;
    }
  }
}
