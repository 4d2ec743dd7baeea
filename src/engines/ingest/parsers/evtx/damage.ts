/**
 * The one signal that a structure inside a chunk can't be what it claims to be. It never leaves this folder: the chunk
 * reader turns it into a rejection of the record.
 *
 * Pure.
 */
export class Damage extends Error {
  /** Byte offset inside the chunk where the structure begins. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = 'Damage';
    this.at = at;
  }
}
