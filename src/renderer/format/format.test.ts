import { describe, expect, it } from 'vitest';
import { shortHash } from './hash-text.ts';
import { jobRatio, jobText } from './job-text.ts';
import { keyTexts } from './key-text.ts';
import { durationText, shortCount, sizeText } from './number-text.ts';
import { textPieces } from './safe-text.ts';
import { clockText, timestampToUs, usToTimestamp, utcClock, zonedClock } from './time-text.ts';

describe('what the window writes', () => {
  it('keeps every digit of a time, in UTC and in a zone with its offset', () => {
    const timestamp = '2026-09-04T18:52:34.1345127Z';
    expect(clockText(utcClock(timestamp))).toBe('2026-09-04 18:52:34.1345127');
    const berlin = zonedClock(timestamp, 'Europe/Berlin');
    expect([clockText(berlin), berlin.offset]).toEqual(['2026-09-04 20:52:34.1345127', '+02:00']);
  });

  it('goes from microseconds to text and back', () => {
    expect(usToTimestamp(1_788_547_954_134_512)).toBe('2026-09-04T18:52:34.134512Z');
    expect(timestampToUs('2026-09-04T18:52:34.134512Z')).toBe(1_788_547_954_134_512);
  });

  it('writes numbers, sizes and durations in the form that is read fastest', () => {
    expect([shortCount(9_999), shortCount(12_408)]).toEqual(['9,999', '12.4K']);
    expect([sizeText(900), sizeText(1_536)]).toEqual(['900 B', '1.5 KiB']);
    expect([durationText(0.25), durationText(65), durationText(-5)]).toEqual(['250 ms', '1 min 05 s', '−5.0 s']);
  });

  it('shows both ends of a hash, and a short text whole', () => {
    expect([shortHash('0123456789abcdef0123'), shortHash('0123456789abc')]).toEqual(['01234567…0123', '0123456789abc']);
  });

  it('names keys as the keyboard does', () => {
    expect(keyTexts('Mod+Shift+f', false)).toEqual([['Ctrl', 'Shift', 'F']]);
    expect(keyTexts('g w', true)).toEqual([['G'], ['W']]);
    expect(keyTexts('Mod++', true)).toEqual([['⌘', '+']]);
  });

  it('tells a hidden character from the same escape written out in evidence', () => {
    expect(textPieces(String.raw`a\u{202e}` + '\u202E\u200Bb')).toEqual([
      { shown: String.raw`a\u{202e}`, isHidden: false },
      { shown: String.raw`\u{202e}\u{200b}`, isHidden: true },
      { shown: 'b', isHidden: false },
    ]);
  });

  it('says of a job only what is known', () => {
    const progress = { jobId: 'j', operation: 'ingest.start', phase: 'ingest', unit: 'records', done: 50 } as const;
    const unknown = { ...progress, total: null };
    expect(jobRatio(unknown)).toBeUndefined();
    expect(jobText({ progress: unknown, rate: undefined, secondsLeft: undefined })).toBe('50 records');
    const known = { ...progress, total: 200 };
    expect(jobText({ progress: known, rate: 10, secondsLeft: 15 })).toBe('25 %, 10 records/s, 15 s left');
  });
});
