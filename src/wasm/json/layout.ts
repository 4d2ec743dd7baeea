/**
 * Where things lie in the scanner's memory. All of it is taken once, at the start: the scanner never allocates.
 *
 * Bounds: a byte of the record becomes at most one byte of canonical text. That text is copied at most twice before the
 * body is put together (a part that does not pass through goes into `fields`, and `fields` becomes one member); the body
 * holds it once. What is added of our own, a line of at most 512 characters for the person included, is less than SLACK.
 */

/** Longest record that is read here, in bytes; longer ones are declined. */
export const WINDOW_BYTES: usize = 262_144;
/** Blocks of 16 bytes are read and written past the end of what they hold; constant text is added. */
const SLACK: usize = 8_192;

/** Objects may be nested this deep; what is deeper is declined. */
export const MAX_DEPTH: i32 = 32;
/** Members one object may have; insertion of more would be slow. */
export const MAX_MEMBERS: u32 = 128;

/** The bytes of the source, then zeros. */
export const WINDOW: usize = (__heap_base + 63) & ~63;
/** Canonical text of the parts of a record, in the order in which they were read. */
export const SCRATCH: usize = WINDOW + WINDOW_BYTES + SLACK;
/** An object's text while its members change places. */
export const SWAP: usize = SCRATCH + 3 * WINDOW_BYTES + SLACK;
/** The finished body. */
export const BODY: usize = SWAP + WINDOW_BYTES + SLACK;
/** Set by the host for a source: 64 hex digits of its hash. */
export const SOURCE_HASH: usize = BODY + WINDOW_BYTES + SLACK;
/** What is said about the record scanned last; offsets in it are below. */
export const RESULT: usize = SOURCE_HASH + 64;
export const RESULT_TIME_US: usize = 0;
export const RESULT_HASH_AT: usize = 8;
export const RESULT_TIME_AT: usize = 12;
export const RESULT_TIME_LENGTH: usize = 16;
/** Members of the objects that are open, one frame for each depth. */
export const FRAMES: usize = RESULT + 64;
/** Of a frame: how many members, whether they came in order, then the members, each `ENTRY_BYTES`. */
export const FRAME_COUNT: usize = 0;
export const FRAME_IS_SORTED: usize = 4;
export const FRAME_ENTRIES: usize = 8;
export const ENTRY_BYTES: usize = 24;
/** Not a power of two: frames of neighbouring depths shall not share cache lines. A frame of ours adds three members. */
const FRAME_BYTES: usize = FRAME_ENTRIES + ((MAX_MEMBERS as usize) + 8) * ENTRY_BYTES + 64;

/** The frame of an object at a depth, 1 to MAX_DEPTH. */
export function frameAt(depth: i32): usize {
  return FRAMES + (depth as usize) * FRAME_BYTES;
}
/** Frames of the parts of an event that are looked at by name. */
export const SOURCE_FRAME: usize = FRAMES + ((MAX_DEPTH + 1) as usize) * FRAME_BYTES;
export const ACTION_FRAME: usize = SOURCE_FRAME + FRAME_BYTES;
export const METADATA_FRAME: usize = ACTION_FRAME + FRAME_BYTES;
export const FIELDS_FRAME: usize = METADATA_FRAME + FRAME_BYTES;
export const END: usize = FIELDS_FRAME + FRAME_BYTES;
