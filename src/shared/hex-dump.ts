/**
 * Bytes as rows of sixteen: offset, hex digits, and what of them is printable ASCII. Safe on any terminal.
 *
 * Pure. O(n).
 * Trust: the bytes are evidence; nothing but ASCII letters, digits and marks is ever shown as itself.
 */

const ROW_BYTES = 16;

/** @param offset of the first byte in its source */
export function hexDump(bytes: Uint8Array, offset = 0): string[] {
  const width = Math.max(8, (offset + bytes.length).toString(16).length);
  return Array.from({ length: Math.ceil(bytes.length / ROW_BYTES) }, (_, row) => {
    const part = bytes.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES);
    const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
    const halves = [hex.slice(0, 8).join(' '), hex.slice(8).join(' ')].join('  ');
    const text = Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    return `${(offset + row * ROW_BYTES).toString(16).padStart(width, '0')}  ${halves.padEnd(48)}  |${text}|`;
  });
}
