/**
 * Bytes that came as base64, and the text in them.
 *
 * Pure, O(n). Trust: bytes of evidence; what is no UTF-8 is replaced for the eye only, and that is said.
 */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

export interface DecodedText {
  text: string;
  /** Every byte is part of valid UTF-8. */
  isWhole: boolean;
}

export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), isWhole: true };
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), isWhole: false };
  }
}

/** Bytes of a binary format: shown as hex at first. A tenth of control bytes, or any zero byte. */
export function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4_096);
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls++;
  }
  return controls * 10 > head.length;
}
