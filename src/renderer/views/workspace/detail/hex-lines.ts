/**
 * Bytes as lines of sixteen, or eight where room is short: offset, hexadecimal, printable characters.
 *
 * Pure, O(lines asked for). What belongs to the record and what lies around it stays apart within a line.
 */
export type LineBytes = 8 | 16;

export interface HexPiece {
  hex: string;
  chars: string;
  isContext: boolean;
}

export interface HexLine {
  /** Offset in the source of the first byte, eight or more hex digits. */
  offset: string;
  pieces: HexPiece[];
}

export interface ByteRun {
  bytes: Uint8Array;
  isContext: boolean;
}

export interface HexLayout {
  /** Offset in the source of the first byte of the first run. */
  first: number;
  lineBytes: LineBytes;
}

export function hexLines(runs: readonly ByteRun[], { first, lineBytes }: HexLayout, maxLines: number): HexLine[] {
  const lines: HexLine[] = [];
  let at = first;
  let line: HexLine | undefined;
  for (const { bytes, isContext } of runs) {
    for (let i = 0; i < bytes.length; ) {
      if (line === undefined || at % lineBytes === 0) {
        if (lines.length >= maxLines) return lines;
        line = { offset: at.toString(16).padStart(8, '0'), pieces: [] };
        // The first line begins where the bytes do; its columns stay in place.
        const skipped = lines.length === 0 ? at % lineBytes : 0;
        if (skipped > 0) line.pieces.push({ hex: '   '.repeat(skipped), chars: ' '.repeat(skipped), isContext: true });
        lines.push(line);
      }
      const room = Math.min(lineBytes - (at % lineBytes), bytes.length - i);
      const part = bytes.subarray(i, i + room);
      line.pieces.push({ hex: hexOf(part), chars: charsOf(part), isContext });
      i += room;
      at += room;
    }
  }
  return lines;
}

export const lineCount = (runs: readonly ByteRun[], { first, lineBytes }: HexLayout): number => {
  const total = runs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return total === 0 ? 0 : Math.ceil(((first % lineBytes) + total) / lineBytes);
};

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `${byte.toString(16).padStart(2, '0')} `).join('');
const charsOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
