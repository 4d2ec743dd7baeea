/**
 * What the checks of a Windows event log file need to know of it, as whoever reads it tells them: chunk by chunk.
 *
 * Types only. Trust: every number is the file's own.
 */

export interface EvtxHeaderFacts {
  readonly checksum: 'good' | 'bad' | 'absent';
  readonly isDirty: boolean;
  readonly isFull: boolean;
  readonly nextRecordId: number;
  readonly chunkCount: number;
}

export interface EvtxRecordFacts {
  /** From the frame of the record. */
  readonly id: number;
  /** From its content: another number where the file is an export. Undefined where the content was not read. */
  readonly ownId?: number;
  readonly offset: number;
  readonly length: number;
  /** Microseconds since 1970; NaN where the record has no time. */
  readonly timeUs: number;
  /** Numbers of whole records that lie inside this one, where an editor hid them. */
  readonly hiddenIds: readonly number[];
}

export interface EvtxChunkFacts {
  readonly index: number;
  readonly offset: number;
  /** `absent`: the chunk says it was written without checksums; `no-header`: it is no chunk any more. */
  readonly checksum: 'good' | 'bad' | 'absent' | 'no-header';
  readonly records: readonly EvtxRecordFacts[];
  /** Numbers of whole records behind the end of the chunk's records. */
  readonly slackIds: readonly number[];
  /** Bytes of a place where records should be and none can be read. */
  readonly damagedBytes: number;
}

/** The content of a record that stands at the edge of a gap or a silence: what may explain it. */
export interface EvtxEdge {
  readonly provider: string;
  readonly code: string;
  readonly channel: string;
  readonly computer: string;
}
