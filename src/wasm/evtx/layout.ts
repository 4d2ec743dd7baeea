/**
 * Where things lie in the memory of the EVTX module. All of it is taken once, at the start.
 *
 * Bounds: writing stops before the room for the fields ends; blocks of 16 bytes are read and written past the end of
 * what they hold, for which each area has SLACK behind it.
 */

const SLACK: usize = 64;
const CHUNK_BYTES: usize = 65_536;
/** Values that a template may have here. */
export const MAX_VALUES: u32 = 256;
export const PLAN_BYTES: usize = 2 * 1024 * 1024;
/** Room in front of the fields for what the host puts before them, and behind them. */
const AROUND_BYTES: usize = 262_144;
const FIELDS_BYTES: usize = 524_288;

/** The chunk that is read. */
export const CHUNK: usize = (__heap_base + 63) & ~63;
/** For each offset in the chunk the address of the plan of the template there: 0 not asked yet, 1 there is none. */
export const PLAN_AT: usize = CHUNK + CHUNK_BYTES + SLACK;
/** Offsets at which PLAN_AT is set. */
export const MAX_KNOWN: u32 = 1_024;
export const KNOWN: usize = PLAN_AT + CHUNK_BYTES * 4 + SLACK;
export const PLANS: usize = KNOWN + (MAX_KNOWN as usize) * 4 + SLACK;
/** Offset, size and type of each value: of the event, then of its data. */
export const VALUES: usize = PLANS + PLAN_BYTES + SLACK;
export const VALUE_BYTES: usize = 12;
export const DATA_VALUES: usize = VALUES + (MAX_VALUES as usize) * VALUE_BYTES;
export const RESULT: usize = DATA_VALUES + (MAX_VALUES as usize) * VALUE_BYTES;
export const FIELDS: usize = RESULT + 64 + AROUND_BYTES;
export const FIELDS_END: usize = FIELDS + FIELDS_BYTES;
/** Short values seen before: a stamp each, then type and size in one word, and the bytes. */
export const MAX_SEEN: u32 = 2_048;
export const SEEN_BYTES: usize = 1_024;
export const STAMPS: usize = FIELDS_END + AROUND_BYTES + SLACK;
export const SEEN: usize = STAMPS + (MAX_SEEN as usize) * 4;
export const END: usize = SEEN + (MAX_SEEN as usize) * SEEN_BYTES + SLACK;
