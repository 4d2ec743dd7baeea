/** What an attacker can do to the bytes: cut them anywhere, flip any of them, make them up. Nothing may throw. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { evtxReader } from './evtx-reader.ts';
import { addLogon, buildFile, ChunkBuilder, element, value } from './testing/evtx-builder.ts';
import { readAll } from './testing/read-all.ts';
import type { ReadResult } from './testing/read-all.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const chunk = new ChunkBuilder();
for (let i = 1; i <= 4; i += 1) addLogon(chunk, i, `user${i}`);
const file = buildFile([chunk.bytes()]);
const endOfRecords = 4_096 + (chunk.offsets.at(-1) as number);

/** Reads, and checks what must hold of any source: places inside it, drafts that JSON can hold. */
function readAny(source: Uint8Array): ReadResult {
  const result = readAll(evtxReader, source, ports);
  for (const { offset, length, draft } of result.events) {
    expect(offset >= 0 && length >= 1 && offset + length <= source.length).toBe(true);
    expect(JSON.stringify(draft).isWellFormed()).toBe(true);
  }
  for (const { offset, length } of result.rejected) {
    expect(offset >= 0 && length >= 1 && offset + length <= source.length).toBe(true);
  }
  return result;
}

describe('a file cut short', () => {
  it('at any length gives the records that are whole, and throws never', () => {
    const whole = readAny(file).events;
    for (
      let length = 0;
      length <= endOfRecords + 64;
      length += length < 4_700 || length > endOfRecords - 200 ? 1 : 13
    ) {
      const result = readAny(file.subarray(0, length));
      const expected = whole.filter((event) => event.offset + event.length <= length);
      // Below a chunk header there is nothing to go by.
      if (length >= 4_096 + 512) expect(result.events).toEqual(expected);
      else expect(result.events).toEqual([]);
    }
  });

  it('says that its last chunk is not whole, and rejects the record that was cut', () => {
    const result = readAny(file.subarray(0, endOfRecords - 10));
    expect(result.notes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['file-truncated', 'chunk-truncated']));
    expect(result.rejected.map(({ reason }) => reason)).toEqual(['record-truncated']);
  });
});

describe('a flipped bit', () => {
  it('at any byte is survived, and never makes a record vanish without a word', () => {
    const copy = file.slice();
    for (let at = 0; at < endOfRecords; at += 1) {
      // Names, tables and headers are all covered: every byte, one of its bits.
      const mask = 1 << ((at * 5) % 8);
      copy[at] = (copy[at] as number) ^ mask;
      const result = readAny(copy);
      if (result.events.length < 4) expect([at, result.rejected.length + result.notes.length > 0]).toEqual([at, true]);
      // In what the checksums cover a flip is always seen.
      const isCovered = at >= 4_096 + 512 || (at >= 4_096 && at < 4_096 + 120) || at < 120;
      if (isCovered) expect([at, result.notes.length + result.rejected.length > 0]).toEqual([at, true]);
      copy[at] = (copy[at] as number) ^ mask;
    }
  });

  it('and any other handful of changed bytes is survived', () => {
    const change = fc.tuple(
      fc.nat(endOfRecords - 4_097),
      fc.constantFrom(0, 1, 0x2a, 0x21, 0x7f, 0x80, 0xff, 0x0c, 0x0d),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const copy = file.slice();
        for (const [at, byte] of changes) copy[4_096 + at] = byte;
        readAny(copy);
      }),
      { numRuns: 1_500, seed: 20_240_506 },
    );
  });
});

describe('bytes made up', () => {
  it('behind a right magic are survived', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 2_000 }), fc.nat(3), (bytes, kind) => {
        const copy = file.slice();
        copy.set(bytes, [0, 4_096 + 8, 4_096 + 512 + 8, 4_096 + 512 + 24][kind] as number);
        readAny(copy);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('as many templates as there is room for do not take for ever', () => {
    // Each of the records points into the one long definition at another offset.
    const long = {
      id: 0x41,
      root: element(
        'E',
        {},
        Array.from({ length: 900 }, () => value(0)),
      ),
    };
    const builder = new ChunkBuilder();
    for (let i = 1; i <= 400; i += 1) builder.add(i, long, []);
    const bytes = builder.bytes();
    const view = new DataView(bytes.buffer);
    const definition = view.getUint32(512 + 24 + 4 + 6, true);
    builder.offsets.slice(1, -1).forEach((at, index) => {
      const to = definition + 4 * (index + 1);
      view.setUint32(at + 24 + 4 + 6, to, true);
      view.setUint32(at + 24 + 4 + 2, view.getUint32(to + 4, true), true);
    });
    const started = performance.now();
    expect(readAny(buildFile([bytes])).events.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
