/**
 * Records by their frame: magic, size in front, size behind.
 *
 * Pure. A search is O(bytes searched).
 * Source: libevtx "Windows XML Event Log (EVTX)" §3.3 (event record).
 * Trust: hostile; a frame says nothing about the content.
 */

/** Magic, size, record id, written time. */
export const RECORD_HEADER_BYTES = 24;
/** Header and the second copy of the size. */
export const MIN_RECORD_BYTES = RECORD_HEADER_BYTES + 4;

/** Size of the record that begins at `at` by its own word, 28 to the bytes left; 0 where none begins there. */
export function frameSize(view: DataView, at: number): number {
  const left = view.byteLength - at;
  if (left < MIN_RECORD_BYTES || view.getUint32(at, true) !== 0x0000_2a2a) return 0;
  const size = view.getUint32(at + 4, true);
  return size >= MIN_RECORD_BYTES && size <= left ? size : 0;
}

/** Whether the size stands behind the record too. */
export function isFrameClosed(view: DataView, at: number, size: number): boolean {
  return view.getUint32(at + size - 4, true) === size;
}

/** Offset of the next whole frame in [from, end), or -1. */
export function findFrame(bytes: Uint8Array, view: DataView, from: number, end: number): number {
  const last = end - MIN_RECORD_BYTES;
  for (let at = bytes.indexOf(0x2a, from); at >= 0 && at <= last; at = bytes.indexOf(0x2a, at + 1)) {
    const size = frameSize(view, at);
    if (size > 0 && at + size <= end && isFrameClosed(view, at, size)) return at;
  }
  return -1;
}

/** Whether [from, end) is zero throughout. */
export function isZero(bytes: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; i += 1) if (bytes[i] !== 0) return false;
  return true;
}

/** A page that never reached the disk reads as zeros; a shorter run is part of whatever surrounds it. */
const MIN_ZERO_RUN_BYTES = 512;

export interface Stretch {
  from: number;
  end: number;
  isZero: boolean;
}

/** [from, end) as stretches of zeros and of anything else, in order; `from` < `end`. */
export function stretches(bytes: Uint8Array, from: number, end: number): Stretch[] {
  if (isZero(bytes, from, end)) return [{ from, end, isZero: true }];
  const found: Stretch[] = [];
  let begun = from;
  for (let at = from; at < end; ) {
    let behind = at;
    while (behind < end && bytes[behind] === 0) behind += 1;
    if (behind - at >= MIN_ZERO_RUN_BYTES) {
      if (begun < at) found.push({ from: begun, end: at, isZero: false });
      found.push({ from: at, end: behind, isZero: true });
      begun = behind;
    }
    at = behind + 1;
  }
  if (begun < end) found.push({ from: begun, end, isZero: false });
  return found;
}
