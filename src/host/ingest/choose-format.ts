/**
 * Which reader takes a source, and the context its pieces are read in; or why none can.
 *
 * Trust: the sample's bytes and name are hostile; a name is never decisive.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type {
  FormatContext,
  FormatReader,
  RejectReason,
  SourceNote,
  SourceOptions,
  SourceSample,
} from '../../engines/ingest/format.ts';
import { FORMAT_READERS } from '../../engines/ingest/registry.ts';
import { chooseReader } from '../../engines/ingest/sniff.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import type { AssumedTime, IngestRequest } from '../vault/session.ts';
import { assumedTimeOf } from './assumed-time.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };

export interface ChosenFormat {
  reader: FormatReader;
  context: FormatContext;
  notes: SourceNote[];
  assumedTime?: AssumedTime;
}

export interface RefusedFormat {
  refused: RejectReason;
  message: string;
}

/** @param sha256 of the whole source, 64 hex digits */
export function chooseFormat(
  sample: SourceSample,
  sha256: string,
  request: IngestRequest,
): ChosenFormat | RefusedFormat {
  const chosen = choose(sample, sha256, request);
  if ('refused' in chosen) return chosen;
  const assumedTime = assumedTimeOf(chosen.reader, chosen.context, sample);
  return assumedTime === undefined ? chosen : { ...chosen, assumedTime };
}

function choose(sample: SourceSample, sha256: string, request: IngestRequest): ChosenFormat | RefusedFormat {
  const named = FORMAT_READERS.find((reader) => reader.id === request.format);
  if (sample.sizeBytes === 0) return { refused: 'empty-source', message: 'The source holds no bytes' };
  const choice = named === undefined ? chooseReader(sample, ports) : { reader: named };
  if ('refused' in choice) return choice;
  const prepared = choice.reader.prepare(sample, optionsOf(request) as SourceOptions, ports);
  if ('refused' in prepared) return prepared;
  const context = { ...prepared.context, sourceTag: sha256.slice(0, 16), sourceHash: sha256 };
  return { reader: choice.reader, notes: prepared.notes, context };
}

/** The person's options, as they stand in the source record. */
export function optionsOf(request: IngestRequest): SourceOptions & JsonObject {
  return {
    ...(request.timeZone === undefined ? {} : { timeZone: request.timeZone }),
    ...(request.year === undefined ? {} : { year: request.year }),
  };
}
