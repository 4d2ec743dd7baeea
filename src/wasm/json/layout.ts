/**
 * Where things lie in the scanner's memory. All of it is there from the start: the scanner never allocates.
 *
 * Bounds: a byte of the record becomes at most one byte of canonical text. That text is copied at most twice before the
 * body is put together (a part that does not pass through goes into `fields`, and `fields` becomes one member); the body
 * holds it once. What is added of our own, a line of at most 512 characters for the person included, is less than SLACK.
 */

/** How many bytes of the source are held, and so the longest record that is read here. */
export const WINDOW_BYTES: i32 = 262_144;
/** Blocks of 16 bytes are read and written past the end of what they hold; constant text is added. */
const SLACK: i32 = 8_192;

/** Objects may be nested this deep; what is deeper is declined. */
export const MAX_DEPTH: i32 = 32;
/** Members one object may have; insertion of more would be slow. */
export const MAX_MEMBERS: i32 = 128;
/** Members of ours that come to those of the record in one frame. */
const MEMBERS_ADDED: i32 = 8;

/** The bytes of the source, then zeros. */
export const WINDOW: usize = memory.data(WINDOW_BYTES + SLACK, 64);
/** Canonical text of the parts of a record, in the order in which they were read. */
export const SCRATCH: usize = memory.data(3 * WINDOW_BYTES + SLACK, 64);
/** An object's text while its members change places. */
export const SWAP: usize = memory.data(WINDOW_BYTES + SLACK, 64);
/** Room for the finished body, with text of the host around it or not; well below the 1 MiB that a line of the log may have. */
export const BODY_BYTES: i32 = 2 * WINDOW_BYTES;
export const BODY: usize = memory.data(BODY_BYTES + SLACK, 64);
/** Set by the host for a source: 64 hex digits of its hash. */
export const SOURCE_HASH: usize = memory.data(80, 16);

// Of a frame: how many members, whether they came in order, then the members, each ENTRY_BYTES.
export const FRAME_COUNT: usize = 0;
export const FRAME_IS_SORTED: usize = 4;
export const FRAME_ENTRIES: usize = 8;
export const ENTRY_BYTES: i32 = 24;
/** Not a power of two: frames of neighbouring depths shall not share cache lines. */
const FRAME_BYTES: i32 = 8 + (MAX_MEMBERS + MEMBERS_ADDED) * ENTRY_BYTES + 64;

/** Frames of the objects that are open, one for each depth. */
const FRAMES: usize = memory.data((MAX_DEPTH + 1) * FRAME_BYTES, 64);
/** Frames of the parts of an event that are looked at by name. */
export const SOURCE_FRAME: usize = memory.data(FRAME_BYTES, 64);
export const ACTION_FRAME: usize = memory.data(FRAME_BYTES, 64);
export const METADATA_FRAME: usize = memory.data(FRAME_BYTES, 64);
/** Of what does not pass through. */
export const FIELDS_FRAME: usize = memory.data(FRAME_BYTES, 64);

/** The frame of an object at a depth, 1 to MAX_DEPTH. */
export function frameAt(depth: i32): usize {
  return FRAMES + depth * FRAME_BYTES;
}
