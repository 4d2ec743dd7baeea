/**
 * Chooses the reader for a source by what its first bytes are.
 *
 * Pure. Every reader looks at the same sample; the surest wins, the earlier in FORMAT_READERS on a tie.
 * Trust: the bytes are the source's; its name is not looked at.
 */
import type { FormatReader, ReaderPorts, RejectReason, SourceSample } from './format.ts';
import { FORMAT_READERS } from './registry.ts';

/** A reader less sure than this does not get the source. */
export const MIN_CONFIDENCE = 0.1;

export type ReaderChoice =
  | { reader: FormatReader; confidence: number }
  | { refused: Extract<RejectReason, 'empty-source' | 'format-unknown'>; message: string };

/** The reader for a source, or why there is none. */
export function chooseReader(sample: SourceSample, ports: ReaderPorts): ReaderChoice {
  if (sample.head.length === 0) return { refused: 'empty-source', message: 'The source has no bytes' };
  let best: FormatReader | undefined;
  let confidence = 0;
  for (const reader of FORMAT_READERS) {
    const sure = reader.sniff(sample, ports);
    if (sure > confidence) {
      best = reader;
      confidence = sure;
    }
  }
  if (best === undefined || confidence < MIN_CONFIDENCE) {
    return { refused: 'format-unknown', message: 'No reader knows this format, and the bytes are no text' };
  }
  return { reader: best, confidence };
}
