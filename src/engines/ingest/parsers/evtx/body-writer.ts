/**
 * A canonical body around the fields that stand in the writer's memory.
 *
 * Pure but for that memory. O(text).
 * Trust: the texts are the log's; the mapping quotes them.
 */
import type { EventDraft, EventOrigin } from '../../../event/audit-event.ts';
import { toUnixUs } from '../../../event/time.ts';
import { CanonicalError } from '../../../kernel/canonical-json.ts';
import type { TextCodec } from '../../../kernel/ports.ts';
import type { ScannedEvent } from '../../format.ts';
import type { EvtxWriter } from './evtx-writer.ts';
import { textBeforeFields, textBehindFields } from '../../mapping/windows-body.ts';

/** Room on each side of the fields, and the most bytes that a UTF-16 unit takes. */
const AROUND_BYTES = 262_144;
const BYTES_PER_UNIT = 3;
/** No body of this length is too long for a line; longer ones are left to the ingest, which says so where they are. */
const MAX_BODY_BYTES = 1_000_000;

/** The body written last, where the writer's memory holds it. */
export class BodyWriter implements ScannedEvent {
  readonly memory: Uint8Array;
  start = 0;
  end = 0;
  timeUs = Number.NaN;
  readonly isAmbiguous = false;
  readonly #fields: EvtxWriter;
  readonly #codec: TextCodec;
  #timestamp: string | null = null;

  constructor(fields: EvtxWriter, codec: TextCodec) {
    this.memory = fields.memory;
    this.#fields = fields;
    this.#codec = codec;
  }

  /** Bound: sinks take the parts of an event apart. */
  readonly timestamp = (): string | null => this.#timestamp;

  /** @param draft without fields @returns false where there is no canonical form, or too much of it */
  write(draft: EventDraft, origin: EventOrigin): boolean {
    let before: string;
    let behind: string;
    try {
      before = textBeforeFields(draft);
      behind = textBehindFields(draft, origin);
    } catch (error) {
      if (error instanceof CanonicalError) return false;
      throw error;
    }
    if ((before.length + behind.length) * BYTES_PER_UNIT > AROUND_BYTES) return false;
    const { memory } = this;
    const { fieldsAt, result } = this.#fields;
    const fieldsEnd = result[0] as number;
    const room = fieldsAt - AROUND_BYTES;
    const size = this.#codec.writeUtf8(before, memory, room);
    this.#fields.putBefore(room, size);
    this.start = fieldsAt - size;
    this.end = fieldsEnd + this.#codec.writeUtf8(behind, memory, fieldsEnd);
    this.#timestamp = draft.timestamp;
    this.timeUs = draft.timestamp === null ? Number.NaN : toUnixUs(draft.timestamp);
    return this.end - this.start <= MAX_BODY_BYTES;
  }
}
