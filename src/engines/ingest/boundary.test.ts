/** A boundary found in the middle of a source is one that reading it from the beginning finds too. */
import { describe, expect, it } from 'vitest';
import { runReader, testPorts, sampleOf } from '../../test/helpers/run-reader.ts';
import type { FormatReader } from './format.ts';
import { csvReader } from './parsers/csv/csv-reader.ts';
import { evtxReader } from './parsers/evtx/evtx-reader.ts';
import { jsonReader } from './parsers/json/json-reader.ts';
import { syslogReader } from './parsers/syslog/syslog-reader.ts';
import { textReader } from './parsers/text/text-reader.ts';

const rows = Array.from({ length: 60 }, (_, i) => i);
const time = (i: number): string => `2026-03-01T00:00:${String(i).padStart(2, '0')}Z`;
const SOURCES: [string, FormatReader, string, BufferEncoding][] = [
  ['JSON lines', jsonReader, rows.map((i) => `{"time":"${time(i)}","n":${i}}\n`).join(''), 'utf8'],
  [
    'JSON in folded lines',
    jsonReader,
    rows.map((i) => (i % 3 ? `{"time":"${time(i)}",\n "n":${i},\n "o":{\n"p":1}}\n` : `{"n":${i}}\n`)).join(''),
    'utf8',
  ],
  ['wide JSON lines', jsonReader, `\ufeff${rows.map((i) => `{"time":"${time(i)}","n":${i}}\n`).join('')}`, 'utf16le'],
  ['text in blocks', textReader, rows.map((i) => `${time(i)} ERROR n ${i}\n  at a\n  at b\n`).join(''), 'utf8'],
  ['wide text', textReader, `\ufeff${rows.map((i) => `${time(i)} n ${i}\r\n`).join('')}`, 'utf16le'],
  ['syslog', syslogReader, rows.map((i) => `Mar  1 00:00:${10 + (i % 50)} h app: n ${i}\n\tmore\n`).join(''), 'utf8'],
];

describe('a boundary in the middle', () => {
  it.each(SOURCES)('of %s is a record start, wherever the window begins and ends', (_, reader, text, encoding) => {
    const bytes = new Uint8Array(Buffer.from(text, encoding));
    const { context, events } = runReader(reader, bytes);
    const starts = new Set([...events.map(({ offset }) => offset), bytes.length]);
    let found = 0;
    for (let from = context?.dataOffset ?? 0; from < bytes.length; from += 7) {
      for (const length of [40, 150, 333, 1200]) {
        const window = bytes.subarray(from, from + length);
        const at = reader.boundaryIn?.(window, from, context as NonNullable<typeof context>) ?? -1;
        if (at < 0) continue;
        found++;
        expect(starts.has(from + at), `${from}+${at}`).toBe(true);
      }
    }
    expect(found).toBeGreaterThan(100);
  });

  it('is not claimed where what comes before decides', () => {
    const wrapped = new TextEncoder().encode('{"Records":[{"a":1},\n{"a":2},\n{"a":3}]}');
    const { context } = runReader(jsonReader, wrapped);
    expect(jsonReader.boundaryIn?.(wrapped.subarray(12), 12, context as NonNullable<typeof context>)).toBeUndefined();
    expect(csvReader.boundaryIn).toBeUndefined();
    const framed = new TextEncoder().encode('11 <34>1 - a -11 <34>1 - b -'.repeat(4));
    const syslog = syslogReader.prepare(sampleOf(framed), {}, testPorts);
    expect('context' in syslog && syslogReader.boundaryIn?.(framed, 0, syslog.context)).toBeUndefined();
  });

  it('of an event log is the start of a chunk', () => {
    const context = { format: 'evtx' as const, dataOffset: 4096, sourceTag: '', options: {}, settings: null };
    const at = (from: number, length: number) => evtxReader.boundaryIn?.(new Uint8Array(length), from, context);
    expect([at(4096, 100), at(4196, 100), at(4096, 65_536), at(60_000, 65_536), at(0, 4096)]).toEqual([
      0,
      -1,
      65_536,
      4096 + 65_536 - 60_000,
      4096,
    ]);
  });
});
