/**
 * The blocks of lines that were unpacked last, in memory that is used again and again.
 *
 * Hits of a search lie scattered: a block is read for one or two of its lines and seldom comes again soon. In the cache of
 * what is decoded such blocks would push out the columns, and fresh memory for each costs as much as unpacking it.
 * One per thread, for all segments; 4 MiB with blocks as they usually are.
 */
import type { LineBlock } from './segment-store.ts';

const SLOTS = 24;
/** Room of a larger block is not kept for the next. */
const MAX_ROOM_BYTES = 1_048_576;

interface Slot {
  key: string;
  block: LineBlock | undefined;
  room: Buffer | undefined;
}

export class RecentBlocks {
  /** The one used longest ago first. */
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({ key: '', block: undefined, room: undefined }));

  /**
   * The block of that name, good until the next call.
   *
   * @param unpack makes it, in the room that it is offered if it fits there
   */
  get(key: string, unpack: (room: Buffer | undefined) => LineBlock): LineBlock {
    const found = this.#slots.findIndex((slot) => slot.key === key && slot.block !== undefined);
    const [slot] = this.#slots.splice(Math.max(found, 0), 1) as [Slot];
    this.#slots.push(slot);
    if (found >= 0) return slot.block as LineBlock;
    // Before anything can fail: the room may be written half.
    slot.block = undefined;
    const block = unpack(slot.room);
    const { bytes } = block;
    if (bytes.buffer !== slot.room?.buffer) slot.room = bytes.length <= MAX_ROOM_BYTES ? bytes : undefined;
    slot.key = key;
    slot.block = block;
    return block;
  }

  /** Forgets all whose name begins with the text. */
  drop(prefix: string): void {
    for (const slot of this.#slots) if (slot.key.startsWith(prefix)) slot.block = undefined;
  }
}

/** Those of this thread. */
export const sharedRecentBlocks = new RecentBlocks();
