/**
 * The first lines of a source as text, for sniffing and for learning a reader's settings.
 *
 * Pure. MAX_SAMPLE_LINES lines of the 256 KiB sample unless the caller wants more.
 * Trust: the bytes are the source's.
 */
import type { TextCodec } from '../../../kernel/ports.ts';
import type { JsonValue } from '../../../event/audit-event.ts';
import type { SourceNote, SourceSample } from '../../format.ts';
import { TEXT_ENCODINGS, detectEncoding } from '../../encoding.ts';
import type { EncodingGuess } from '../../encoding.ts';
import { isBlank, nextNewline, decodeSpan } from './line-bytes.ts';
import type { LineFormat } from './line-bytes.ts';

export const MAX_SAMPLE_LINES = 500;
/** A line longer than this is cut in the sample; no format is recognised behind it. */
const MAX_LINE_BYTES = 8_192;

export interface SampleLines {
  guess: EncodingGuess;
  format: LineFormat;
  /** Lines that are not blank, the last one left out where the sample may have cut it. */
  lines: string[];
}

/** Decodes the sample, `maxLines` of it at most; `lines` is empty for binary input. */
export function readSample(sample: SourceSample, text: TextCodec, maxLines = MAX_SAMPLE_LINES): SampleLines {
  const { head } = sample;
  const guess = detectEncoding(head, sample.isWhole, text);
  const format: LineFormat = { encoding: guess.encoding, newline: 'lf' };
  const lines: string[] = [];
  if (guess.isBinary) return { guess, format, lines };
  if (nextNewline(head, guess.markLength, format) < 0) {
    const classic: LineFormat = { ...format, newline: 'cr' };
    if (nextNewline(head, guess.markLength, classic) >= 0) format.newline = 'cr';
  }
  const unit = format.encoding.startsWith('utf-16') ? 2 : 1;
  let start = guess.markLength;
  while (start < head.length && lines.length < maxLines) {
    const newline = nextNewline(head, start, format);
    if (newline < 0 && !sample.isWhole && lines.length > 0) break;
    const end = newline < 0 ? head.length : newline;
    const line = decodeSpan(head, start, Math.min(end, start + MAX_LINE_BYTES), format, text);
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (!isBlank(bare)) lines.push(bare);
    start = newline < 0 ? head.length : newline + unit;
  }
  return { guess, format, lines };
}

/** The note that says an encoding was guessed. */
export function encodingNotes(guess: EncodingGuess): SourceNote[] {
  if (guess.isCertain) return [];
  return [
    {
      kind: 'encoding-guessed',
      level: 'info',
      offset: 0,
      message: `The source carries no mark of its character encoding; it was read as ${guess.encoding}`,
    },
  ];
}

/** The line format in a reader's settings; what is not one of the known words falls back to UTF-8 and LF. */
export function lineFormatOf(settings: JsonValue): LineFormat {
  const from = typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? settings : {};
  const encoding = TEXT_ENCODINGS.find((name) => name === from['encoding']) ?? 'utf-8';
  return { encoding, newline: from['newline'] === 'cr' ? 'cr' : 'lf' };
}
