/**
 * A stream of bytes as blocks of whole lines, in bounded memory.
 *
 * Pure. Trust: a line that never ends is refused at 1 MiB.
 */
import { concat } from '../base/bytes.ts';
import { demand } from '../base/refused.ts';
import { MAX_LINE_BYTES } from './layout.ts';

export const BLOCK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

export async function* lineBlocks(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const piece of stream) {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    // A block ends at a newline; what follows waits for the rest of its line.
    if (end > 0 && heldBytes + end >= BLOCK_BYTES) {
      yield concat(...held, piece.subarray(0, end));
      held = [piece.slice(end)];
      heldBytes = piece.length - end;
    } else {
      held.push(piece.slice());
      heldBytes += piece.length;
    }
    demand(
      heldBytes <= BLOCK_BYTES + MAX_LINE_BYTES + 1 || held.some((part) => part.includes(NEWLINE)),
      'a line without an end',
    );
  }
  const rest = concat(...held);
  if (rest.length === 0) return;
  demand(rest.at(-1) === NEWLINE, 'the last line has no end');
  yield rest;
}
