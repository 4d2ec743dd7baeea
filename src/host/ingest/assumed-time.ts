/**
 * What the times of a source leave unsaid, and what was assumed instead: told once for the source, for people.
 *
 * Reads the records at the source's beginning, at most 64 KiB of them, a second time. Every event keeps its own account in
 * `metadata.time`; this one is to be seen without looking for it.
 * Source: resources/docs/time.md.
 * Trust: the bytes are hostile; a reader does not throw on them.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { FormatContext, FormatReader, Piece, SourceSample } from '../../engines/ingest/format.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import type { AssumedTime } from '../vault/session.ts';

const SAMPLE_BYTES = 65_536;
const ports = { text: nodeTextCodec, hasher: nodeHasher };

/** Undefined where the source says zone and year itself. */
export function assumedTimeOf(
  reader: FormatReader,
  context: FormatContext,
  sample: SourceSample,
): AssumedTime | undefined {
  const zones = new Set<unknown>();
  const years = new Set<unknown>();
  const look = (metadata: JsonObject): void => {
    const time = metadata['time'] as JsonObject | undefined;
    zones.add(time?.['zone']);
    years.add(time?.['year']);
  };
  const piece = firstPiece(reader, context, sample);
  if (piece === undefined) return undefined;
  reader.parse(piece, context, ports, {
    event: ({ metadata }) => look(metadata),
    scanned: ({ memory, start, end }) => {
      look((JSON.parse(nodeTextCodec.utf8(memory, start, end)) as { metadata: JsonObject }).metadata);
    },
    rejected: () => undefined,
    note: () => undefined,
  });
  const assumed: AssumedTime = {};
  if (zones.has('option')) assumed.zone = { name: context.options.timeZone ?? 'UTC', from: 'option' };
  else if (zones.has('assumed-utc')) assumed.zone = { name: 'UTC', from: 'default' };
  if (years.has('option')) assumed.year = { from: 'option' };
  else if (years.has('file-time')) assumed.year = { from: 'file-time' };
  return Object.keys(assumed).length === 0 ? undefined : assumed;
}

function firstPiece(reader: FormatReader, context: FormatContext, { head, isWhole }: SourceSample): Piece | undefined {
  const offset = context.dataOffset;
  for (const end of [Math.min(head.length, offset + SAMPLE_BYTES), head.length]) {
    const window = head.subarray(offset, end);
    const isEnd = isWhole && end === head.length;
    const length = window.length === 0 ? 0 : reader.cut(window, isEnd, context);
    if (length > 0) return { bytes: window.subarray(0, length), offset, isLast: isEnd };
  }
  return undefined;
}
