/**
 * What the JSON reader asks of a scanner that turns lines into canonical bodies; the host has one in WebAssembly.
 *
 * Pure: an interface. Trust: the bytes are hostile; what a scanner is not sure of it declines.
 */
import type { Piece, ScannedEvent } from '../../format.ts';

/**
 * Writes the canonical bodies of plain JSON records, origin included, byte for byte as the reader's own path and the
 * canonical form would give them. What is not plain it declines.
 */
export interface JsonScanner {
  /**
   * Before the records of a piece.
   *
   * @param piece unchanged until the next call
   * @param sourceHash 64 lower-case hex digits
   */
  open(piece: Piece, sourceHash: string): void;
  /**
   * The record whose line begins at `start` of the piece's bytes. Called with rising starts.
   *
   * @returns undefined where it is declined; otherwise valid until the next call. UTF-8 is not checked.
   */
  scan(start: number): (ScannedEvent & ScannedLine) | undefined;
  /**
   * The same for a record of any shape, of which only the canonical text is written: no name stands twice in it, and no
   * number is other than it was.
   */
  record(start: number): ScannedLine | undefined;
  /**
   * The event whose body is the text of the last `record` between two others.
   *
   * @param timestamp the body's, and `timeUs` the same as toUnixUs gives it
   * @returns undefined where that would be too long
   */
  enclose(before: string, after: string, timestamp: string | null, timeUs: number): ScannedEvent | undefined;
}

/** Where a record's line lies in the piece's bytes. */
export interface ScannedLine {
  /** After the record, before the line's end. */
  recordEnd: number;
  /** Where the next line begins. */
  next: number;
}
