/** The EVTX writer and the reader's own path are one and the same: bodies, rejections and notes, byte for byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalBody } from '../../engines/chain/record.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { FormatContext, Piece, ReaderPorts } from '../../engines/ingest/format.ts';
import { evtxReader } from '../../engines/ingest/parsers/evtx/evtx-reader.ts';
import {
  addLogon,
  buildFile,
  ChunkBuilder,
  element,
  embedded,
  EVENT_TEMPLATE,
  fileTime,
  hex64,
  LOGON_DATA,
  nothing,
  raw,
  SAMPLE_FILETIME,
  string,
  text,
  u16,
  u64,
  value,
} from '../../engines/ingest/parsers/evtx/testing/evtx-builder.ts';
import type { TemplateSpec, Value } from '../../engines/ingest/parsers/evtx/testing/evtx-builder.ts';
import { CanonicalError } from '../../engines/kernel/canonical-json.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { createEvtxWriter } from './evtx-writer.ts';
import { nodeHasher, nodeTextCodec } from './node-ports.ts';

const SOURCE_HASH = '0123456789abcdef'.repeat(4);
const plainPorts: ReaderPorts = { text: nodeTextCodec, hasher: nodeHasher };
const writerPorts: ReaderPorts = { ...plainPorts, evtxWriter: createEvtxWriter() };

interface Outcome {
  said: string[];
  writtenCount: number;
  eventCount: number;
}

function read(source: Uint8Array, ports: ReaderPorts): Outcome {
  const out: Outcome = { said: [], writtenCount: 0, eventCount: 0 };
  const sample = { head: source.subarray(0, 262_144), isWhole: false, sizeBytes: source.length, name: 'a.evtx' };
  const prepared = evtxReader.prepare(sample, {}, ports);
  if ('refused' in prepared) return out;
  const offset = prepared.context.dataOffset;
  const context: FormatContext = { ...prepared.context, sourceTag: SOURCE_HASH.slice(0, 16), sourceHash: SOURCE_HASH };
  const piece: Piece = { bytes: source.subarray(offset), offset, isLast: true };
  evtxReader.parse(piece, context, ports, {
    event: (draft, at, length, doubts) => {
      out.eventCount += 1;
      const rawHash = nodeHasher.sha256Hex(source.subarray(at, at + length));
      const body = { ...draft, origin: { source: SOURCE_HASH, offset: at, length, rawHash } };
      try {
        out.said.push(`${canonicalBody(body as unknown as JsonObject)} ${doubts.join()}`);
      } catch (error) {
        if (!(error instanceof CanonicalError)) throw error;
        out.said.push(`${at} ${length} ${error.reason} ${error.message}`);
      }
    },
    scanned: ({ memory, start, end, timeUs, timestamp, isAmbiguous }) => {
      out.eventCount += 1;
      out.writtenCount += 1;
      const body = nodeTextCodec.utf8(memory, start, end);
      out.said.push(`${body} `);
      expect({ isAmbiguous, timestamp: timestamp(), isTimed: !Number.isNaN(timeUs) }).toEqual({
        isAmbiguous: false,
        timestamp: (JSON.parse(body) as { timestamp: string | null }).timestamp,
        isTimed: timestamp() !== null,
      });
    },
    rejected: (reason, at, length, message) => void out.said.push(`${reason} ${at} ${length} ${message}`),
    note: (note) => void out.said.push(JSON.stringify(note)),
  });
  return out;
}

/** What the writer made of it, after comparing it with what the reader alone makes. */
function compared(source: Uint8Array): Outcome {
  const written = read(source, writerPorts);
  expect(written.said).toEqual(read(source, plainPorts).said);
  return written;
}

const DATA: TemplateSpec = {
  id: 0x0ddba11,
  root: element('EventData', {}, [
    element('Data', { Name: 'Zeta "quoted"' }, [value(0)]),
    element('Data', { Name: 'alpha' }, [value(1)]),
    element('Fixed', {}, [text('é\u0001')]),
    element('Empty', {}, []),
  ]),
};
const USER_DATA: TemplateSpec = {
  id: 0x0ddba12,
  root: element('UserData', {}, [element('Cleared', { xmlns: 'urn:a' }, [element('SubjectUserName', {}, [value(0)])])]),
};

function fileOf(records: readonly Value[]): Uint8Array {
  const chunk = new ChunkBuilder();
  const head = (id: number): Value[] => [u16(1_102), fileTime(SAMPLE_FILETIME), u64(BigInt(id)), string('WS1')];
  // Templates are known from the second record on.
  for (const [i, data] of [...records, ...records].entries()) {
    chunk.add(i + 1, EVENT_TEMPLATE, [...head(i + 1), data, nothing]);
  }
  return buildFile([chunk.bytes()]);
}

describe('the writer of event fields', () => {
  it('writes every record of a usual log but the first of templates that it does not know', () => {
    const chunk = new ChunkBuilder();
    for (let i = 1; i <= 5; i += 1) addLogon(chunk, i, `user${i}`);
    const file = buildFile([chunk.bytes()]);
    const ports = { ...plainPorts, evtxWriter: createEvtxWriter() };
    expect(read(file, ports)).toMatchObject({ writtenCount: 4, eventCount: 5 });
    expect(read(file, ports)).toMatchObject({ writtenCount: 5, eventCount: 5 });
    expect(compared(file).eventCount).toBe(5);
  });

  it('writes values of each type as the reader does', () => {
    const values = [
      string('C:\\Windows\\system32 \t"x" é € 😀'),
      hex64(0n),
      hex64(0xfedc_ba98_7654_3210n),
      fileTime(0n),
      fileTime(2_650_467_743_999_999_999n),
      fileTime(2_650_467_744_000_000_000n),
      u64(9_007_199_254_740_991n),
      u64(9_007_199_254_740_992n),
      u64(0x8000_0000_0000_0000n, 0x09),
      u64(0xffe0_0000_0000_0001n, 0x09),
      u64(0xffe0_0000_0000_0000n, 0x09),
      raw(0x02, 0x61, 0x22, 0x00),
      raw(0x02, 0x80),
      raw(0x03, 0x80),
      raw(0x05, 0x00, 0x80),
      raw(0x07, 0, 0, 0, 0x80),
      raw(0x0d, 0, 1, 0, 0),
      raw(0x0d, 0, 1),
      raw(0x0e, 1, 0xab),
      raw(0x0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
      raw(0x13, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0),
      raw(0x14, 0xef, 0xbe, 0xad, 0xde),
      raw(0x01, 0, 0),
      nothing,
    ];
    const { writtenCount, eventCount } = compared(fileOf(values.map((one) => embedded(DATA, [one, string('b')]))));
    // Past the year 9999, and an ANSI character beyond ASCII, are left to the reader each time; and a template's first.
    expect(eventCount - writtenCount).toBe(5);
  });

  it('writes any bytes of any type as the reader does, or leaves them to it', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    const one = fc.record({ type: fc.constantFrom(...Array.from({ length: 0x26 }, (_, i) => i), 0x81, 0x95), bytes });
    fc.assert(
      fc.property(fc.array(fc.tuple(one, one), { minLength: 1, maxLength: 12 }), (pairs) => {
        expect(compared(fileOf(pairs.map(([a, b]) => embedded(DATA, [a, b])))).said).not.toEqual([]);
        expect(compared(fileOf(pairs.map(([a]) => embedded(USER_DATA, [a])))).said).not.toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('takes text of any characters', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 8 }), (texts) => {
        const source = fileOf(
          texts.map((one) => embedded(LOGON_DATA, [string(one), string(one), string('-'), nothing])),
        );
        expect(compared(source).eventCount).toBe(texts.length * 2);
      }),
      { numRuns: 150 },
    );
  });

  it('says nothing else of damaged records', () => {
    const chunk = new ChunkBuilder();
    for (let i = 1; i <= 4; i += 1) addLogon(chunk, i, `user${i}`);
    const file = buildFile([chunk.bytes()]);
    const end = 4_096 + (chunk.offsets.at(-1) as number);
    for (let at = 4_096 + 512; at < end; at += 3) {
      const copy = file.slice();
      copy[at] = (copy[at] as number) ^ (1 << (at % 8));
      expect(compared(copy).said.length).toBeGreaterThan(0);
    }
  });
});

describe('quoting in place', () => {
  it('gives the canonical form of any well-formed text', () => {
    const { memory, fieldsAt, quote } = createEvtxWriter();
    const anyText = fc.string({ unit: fc.constantFrom('"', '\\', '\u0000', '\u001f', '\n', 'a', 'é', '😀', '\u007f') });
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'grapheme', maxLength: 90 })), (value) => {
        const size = nodeTextCodec.writeUtf8(value, memory, fieldsAt + 1);
        const end = quote(fieldsAt, size);
        expect(nodeTextCodec.utf8(memory, fieldsAt, end)).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });
});

describe.skipIf(!hasShared)('real logs', () => {
  it('are written as they are read, and nearly all of them are written', () => {
    const folder = sharedPath('data/evtx');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.evtx'));
    let written = 0;
    let events = 0;
    for (const name of names) {
      const { writtenCount, eventCount } = compared(new Uint8Array(readFileSync(join(folder, name))));
      written += writtenCount;
      events += eventCount;
    }
    expect(names.length).toBeGreaterThan(100);
    expect(written / events).toBeGreaterThan(0.7);
  }, 60_000);
});
