/**
 * A canonical body around the fields that stand in the writer's memory.
 *
 * Pure but for that memory. O(text).
 * Trust: the texts are the log's; the mapping quotes them.
 */
import type { EventDraft, EventOrigin } from '../../../event/audit-event.ts';
import { toUnixUs } from '../../../event/time.ts';
import { CanonicalError } from '../../../kernel/canonical-json.ts';
import { CanonicalWriter, NoRoom } from '../../../kernel/canonical-writer.ts';
import type { EvtxWriter, ScannedEvent } from '../../format.ts';
import { writeBeforeFields, writeBehindFields } from '../../mapping/windows-body.ts';

/** Room on each side of the fields. */
const AROUND_BYTES = 262_144;
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
  readonly #out: CanonicalWriter;
  #timestamp: string | null = null;

  constructor(fields: EvtxWriter) {
    this.memory = fields.memory;
    this.#fields = fields;
    this.#out = new CanonicalWriter(fields.memory);
  }

  /** Bound: sinks take the parts of an event apart. */
  readonly timestamp = (): string | null => this.#timestamp;

  /** @param draft without fields @returns false where there is no canonical form, or too much of it */
  write(draft: EventDraft, origin: EventOrigin): boolean {
    const out = this.#out;
    const { fieldsAt, result } = this.#fields;
    const fieldsEnd = result[0] as number;
    const room = fieldsAt - AROUND_BYTES;
    try {
      out.moveTo(room, fieldsAt);
      writeBeforeFields(out, draft);
      this.start = fieldsAt - (out.at - room);
      this.memory.copyWithin(this.start, room, out.at);
      out.moveTo(fieldsEnd, fieldsEnd + AROUND_BYTES);
      writeBehindFields(out, draft, origin);
    } catch (error) {
      if (error instanceof CanonicalError || error instanceof NoRoom) return false;
      throw error;
    }
    this.end = out.at;
    this.#timestamp = draft.timestamp;
    this.timeUs = draft.timestamp === null ? Number.NaN : toUnixUs(draft.timestamp);
    return this.end - this.start <= MAX_BODY_BYTES;
  }
}
