/**
 * Heads: the text of a signed note that says how long a log is and what its root is.
 *
 * Pure. Source: C2SP tlog-checkpoint. Differences: a root has 32 bytes; extension lines are allowed where they have
 * characters, and mean nothing here.
 * Trust: size and root count only once the note's signature is verified, and only from here, never from a file beside it.
 */
import { bytesOfBase64, numberOf } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import { HASH_BYTES } from './merkle.ts';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Extension lines. */
  readonly more: readonly string[];
}

/** @param text of a note, with its last newline */
export function parseCheckpoint(text: string): Checkpoint {
  demand(text.endsWith('\n'), 'a head without an end');
  const [origin = '', size = '', root = '', ...more] = text.slice(0, -1).split('\n');
  demand(origin !== '' && more.every((line) => line !== ''), 'a head with an empty line');
  const hash = bytesOfBase64(root);
  demand(hash.length === HASH_BYTES, 'a root that is no SHA-256 hash');
  return { origin, size: numberOf(size), root: hash, more };
}
