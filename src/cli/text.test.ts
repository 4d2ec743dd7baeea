import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from './escape-text.ts';
import { formatBytes, formatDuration, formatUs } from '../shared/format-values.ts';
import { createProgressLine } from './progress-line.ts';
import { toSafeJson } from './safe-json.ts';
import { addKeys, type SecretLine } from './secret-input.ts';
import { renderTable } from './table.ts';

describe('escaped text', () => {
  it('keeps what can be read in any script and shows what can not be seen', () => {
    expect(escapeText('Größe 日本語 🙂 a\tb')).toBe('Größe 日本語 🙂 a\\tb');
    expect(escapeText('\u200b\ufeff\u2028\u{e0041}\ud800')).toBe('\\u200b\\ufeff\\u2028\\u{e0041}\\ud800');
  });

  it('never holds a control or format character, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('safe JSON', () => {
  it('means the same and shows nothing hidden', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
        const value: unknown = { [text]: [text, JSON.parse(json)] };
        const safe = toSafeJson(value);
        expect(JSON.parse(safe)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});

describe('a table', () => {
  it('aligns columns, wide characters included', () => {
    const columns = [{ title: 'N', align: 'right' }, { title: 'Name' }, { title: 'End' }] as const;
    expect(
      renderTable(columns, [
        ['1', '日本', 'x'],
        ['10', 'abcde', 'y'],
      ]),
    ).toEqual([' N  Name   End', ' 1  日本   x', '10  abcde  y']);
  });

  it('cuts only the column that may give way, and only for a screen', () => {
    const columns = [{ title: 'A' }, { title: 'Text', shrinks: 'end' }] as const;
    const rows = [['keep', 'a long message that does not fit']];
    expect(renderTable(columns, rows, 24)[1]).toBe('keep  a long message th…');
    expect(renderTable(columns, rows)[1]).toBe('keep  a long message that does not fit');
    const wrapped = [{ title: 'A' }, { title: 'Text', shrinks: 'wrap' }] as const;
    expect(renderTable(wrapped, rows, 24).slice(1)).toEqual(['keep  a long message', '      that does not fit']);
    const paths = [{ title: 'A' }, { title: 'Path', shrinks: 'path' }] as const;
    expect(renderTable(paths, [['keep', '/evidence/host/day/audit.log']], 28)[1]).toBe('keep  /evidence/…/audit.log');
  });
});

describe('values for people', () => {
  it('are sizes, durations and times with their units', () => {
    expect([0, 1023, 1024, 1_048_575, 5 * 2 ** 30].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KiB',
      '1.0 MiB',
      '5.0 GiB',
    ]);
    expect([0.04, 9.99, 59.6, 125, 11_220, 180_000].map(formatDuration)).toEqual([
      '0.0 s',
      '10.0 s',
      '1 min 00 s',
      '2 min 05 s',
      '3 h 07 min',
      '2 d 02 h',
    ]);
    expect([0, 1_500_000, 9e18].map(formatUs)).toEqual([
      '1970-01-01T00:00:00Z',
      '1970-01-01T00:00:01.500Z',
      '9000000000000000000 us',
    ]);
  });
});

describe('progress', () => {
  it('tells rate and time left once there is something to tell, and starts over with each phase', () => {
    let nowMs = 0;
    const line = createProgressLine(() => nowMs);
    const at = (phase: string, done: number) =>
      line({ jobId: 'j', operation: 'ingest.start', phase, unit: 'bytes', done, total: 4096, eventCount: 12 });
    expect(at('ingest', 0)).toBe('taking in · 0 % · 0 B of 4.0 KiB · 12 events');
    nowMs = 2000;
    expect(at('ingest', 2048)).toBe('taking in · 50 % · 2.0 KiB of 4.0 KiB · 12 events · 1.0 KiB/s · 2.0 s left');
    expect(at('seal', 4096)).toBe('sealing · 100 % · 4.0 KiB of 4.0 KiB · 12 events');
  });
});

describe('a secret typed at a terminal', () => {
  const type = (...chunks: string[]): SecretLine =>
    chunks.reduce<SecretLine>((line, keys) => (line.state === 'open' ? addKeys(line, keys) : line), {
      text: '',
      state: 'open',
    });

  it('may be typed key by key, corrected, or pasted whole', () => {
    expect(type('a', 'b', '\u007f', 'ü🙂', '\u007f', '\r')).toEqual({ text: 'aü', state: 'done' });
    expect(type('wrong', '\u0015', 'right\r')).toEqual({ text: 'right', state: 'done' });
    expect(type('\u001b[200~pasted text\u001b[201~', '\n')).toEqual({ text: 'pasted text', state: 'done' });
    expect(type('first line\nsecond line\n')).toEqual({ text: 'first line', state: 'done' });
  });

  it('is given up with Ctrl-C and keeps nothing', () => {
    expect(type('secret', '\u0003')).toEqual({ text: '', state: 'cancelled' });
  });
});
