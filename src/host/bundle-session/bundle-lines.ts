/**
 * The lines of a file of a bundle, in bounded memory.
 *
 * Trust: a line that is longer than a record may be, or that nothing ends, is refused.
 * Errors: BUNDLE_UNREADABLE, naming the file and the line.
 */
import { MAX_LINE_BYTES } from '../../engines/chain/record.ts';
import { unreadable } from './bundle-files.ts';

const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);

/** Groups of whole lines as they come, without their line feeds. */
export async function* linesOf(name: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let rest: Buffer = NOTHING;
  let number = 0;
  for await (const piece of stream) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE, rest.length); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      number += 1;
      if (end - start > MAX_LINE_BYTES) throw tooLong(name, number);
      lines.push(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_LINE_BYTES) throw tooLong(name, number + 1);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) throw unreadable(`the last line of ${name} has no end`);
}

const tooLong = (name: string, line: number): Error => unreadable(`line ${line} of ${name} is longer than 1 MiB`);
