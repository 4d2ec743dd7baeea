/**
 * Check 5: heads, each signed by the key in force, each extending the one before.
 *
 * Pure. That one head extends another needs no proof here: both roots are made again from the lines.
 * Source: evidence-format.md §3 and §8, C2SP tlog-checkpoint. Trust: heads come from the bundle; `signerOf` says whose they are.
 */
import { equal, hexOf, utf8 } from '../base/bytes.ts';
import { sha256Hex } from '../base/hash.ts';
import { count } from '../base/plain-text.ts';
import { demand, Refused } from '../base/refused.ts';
import { isObject } from '../base/strict-json.ts';
import { readCanonical } from '../base/canonical-line.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { openNote, parseNote } from '../tlog/note.ts';
import type { Findings } from './findings.ts';
import { HEADS } from './layout.ts';
import type { KeyHistory } from './key-history.ts';

export interface Head {
  readonly size: number;
  readonly note: string;
  readonly sha256: string;
}

export class Heads {
  readonly list: readonly Head[];
  readonly #findings: Findings;
  #next = 0;
  #sizeBefore = 0;
  #before = { size: 0, root: '' };
  #hasWrongRoot = false;

  constructor(text: string, findings: Findings) {
    this.#findings = findings;
    this.list = parseHeads(text, findings);
  }

  get newest(): Head | undefined {
    return this.list.at(-1);
  }
  /** Size of the newest head over records before the ones that are being read. */
  get sizeBefore(): number {
    return this.#sizeBefore;
  }
  /** The stored head before this size, as a seal names it. */
  hashBefore(size: number): string | null {
    const head = this.list[this.#indexOf(size) - 1];
    return head === undefined ? null : `sha256:${head.sha256}`;
  }
  /** The first head that covers so many records. */
  firstOver(size: number): Head | undefined {
    return this.list[this.#indexOf(size)];
  }
  at(size: number): Head | undefined {
    const head = this.firstOver(size);
    return head?.size === size ? head : undefined;
  }
  /** Of the first head of this size or more; there may be very many. */
  #indexOf(size: number): number {
    let [low, high] = [0, this.list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.list[middle] as Head).size < size) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  isAt(size: number): boolean {
    return this.list[this.#next]?.size === size;
  }

  /** Called when so many records have been read. @returns the number of the epoch that signed */
  check(size: number, root: Uint8Array, origin: string, keys: KeyHistory): void {
    const head = this.list[this.#next] as Head;
    this.#next += 1;
    const signer = keys.signerOf(size, this.#sizeBefore);
    this.#sizeBefore = size;
    const place = { file: HEADS, record: size - 1 };
    try {
      const note = parseNote(utf8(head.note));
      const stated = parseCheckpoint(note.text);
      if (stated.origin !== origin || stated.size !== size || stated.more.length > 0) {
        return this.#findings.fail(
          'head-malformed',
          `The head over ${count(size)} records speaks of something else.`,
          place,
        );
      }
      const isSigned =
        signer !== undefined && note.signatures.length === 1 && openNote(note, [signer.key]).length === 1;
      if (!isSigned) throw new Refused('not signed by the key in force');
      if (!equal(stated.root, root) && !this.#hasWrongRoot) {
        this.#hasWrongRoot = true;
        const from = this.#before.size;
        this.#findings.fail(
          'head-root',
          `The case log was replaced between record ${count(from)} and record ${count(size - 1)}: it does not lead to the root that was signed.`,
          place,
        );
      }
      if (equal(stated.root, root)) this.#before = { size, root: hexOf(root) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#findings.fail(
        'head-signature',
        `The head over ${count(size)} records is signed with a key that was not in use then, or not at all (${error.message}).`,
        place,
      );
    }
  }

  /** After the last record. */
  finish(size: number): void {
    for (const head of this.list.slice(this.#next)) {
      if (head.size > size) {
        this.#findings.fail(
          'end-cut',
          `Records after ${count(size - 1)} were cut off: a signed head counts ${count(head.size)}.`,
          { file: HEADS },
        );
      } else {
        this.#findings.fail(
          'head-malformed',
          `A head over ${count(head.size)} records could not be compared with the lines.`,
          { file: HEADS },
        );
      }
    }
    if (this.newest === undefined || this.newest.size < size) {
      this.#findings.fail(
        'end-unsigned',
        `The last records, from ${count(this.newest?.size ?? 0)} on, are under no signed head.`,
        { file: HEADS },
      );
    }
  }
}

function parseHeads(text: string, findings: Findings): Head[] {
  const heads: Head[] = [];
  const lines = text.split('\n');
  if (lines.pop() !== '') findings.fail('head-malformed', 'The list of heads does not end.', { file: HEADS });
  for (const line of lines) {
    try {
      const value = readCanonical(line);
      demand(isObject(value) && Object.keys(value).join() === 'note,size', 'not a head');
      const { note, size } = value;
      demand(typeof note === 'string' && typeof size === 'number' && Number.isSafeInteger(size), 'not a head');
      demand(size > (heads.at(-1)?.size ?? 0), 'heads out of order');
      heads.push({ size, note, sha256: sha256Hex(utf8(note)) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      findings.fail('head-malformed', `A line of the list of heads can not be read: ${error.message}.`, {
        file: HEADS,
      });
    }
  }
  return heads;
}
