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
import { JsonBytes } from '../../mapping/json-bytes.ts';
import { writeBeforeFields, writeBehindFields } from '../../mapping/windows-body.ts';

/** Room on each side of the fields. */
const AROUND_BYTES = 262_144;
/** Quoting in place looks so far past a text. */
const SLACK_BYTES = 64;
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
  readonly #out: JsonBytes;
  #timestamp: string | null = null;

  constructor(fields: EvtxWriter, codec: TextCodec) {
    this.memory = fields.memory;
    this.#fields = fields;
    this.#codec = codec;
    this.#out = new JsonBytes(fields.memory, codec, fields.quote);
  }

  /** Bound: sinks take the parts of an event apart. */
  readonly timestamp = (): string | null => this.#timestamp;

  /** @param draft without fields @returns false where there is no canonical form, or too much of it */
  write(draft: EventDraft, origin: EventOrigin): boolean {
    const out = this.#out;
    const { fieldsAt, result } = this.#fields;
    const room = fieldsAt - AROUND_BYTES;
    try {
      out.begin(room, AROUND_BYTES - SLACK_BYTES);
      writeBeforeFields(draft, out, this.#codec);
      if (out.isFull) return false;
      const size = out.at - room;
      this.#fields.putBefore(room, size);
      this.start = fieldsAt - size;
      out.begin(result[0] as number, AROUND_BYTES - SLACK_BYTES);
      writeBehindFields(draft, origin, out, this.#codec);
      if (out.isFull) return false;
    } catch (error) {
      if (error instanceof CanonicalError) return false;
      throw error;
    }
    this.end = out.at;
    this.#timestamp = draft.timestamp;
    this.timeUs = draft.timestamp === null ? Number.NaN : toUnixUs(draft.timestamp);
    return this.end - this.start <= MAX_BODY_BYTES;
  }
}
