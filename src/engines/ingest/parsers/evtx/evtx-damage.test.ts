/** What an attacker can do to the bytes: cut them anywhere, flip any of them, make them up. Nothing may throw. */
import * as fc from 'fast-check';
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

const read = (source: Uint8Array): ReadResult => readAll(evtxReader, source, ports);

/** What must hold of any source: places lie inside it, drafts are well-formed JSON. The first that does not, or ''. */
function faultOf(source: Uint8Array, result: ReadResult): string {
  for (const { offset, length, draft } of result.events) {
    if (offset < 0 || length < 1 || offset + length > source.length) return `event at ${offset}, ${length} bytes`;
    if (!JSON.stringify(draft).isWellFormed()) return `event at ${offset} is not well-formed`;
  }
  const outside = result.rejected.find(
    ({ offset, length }) => offset < 0 || length < 1 || offset + length > source.length,
  );
  return outside === undefined ? '' : `rejection at ${outside.offset}, ${outside.length} bytes`;
}

describe('a file cut short', () => {
  it('at any length gives the records that are whole, and throws never', () => {
    const whole = read(file).events;
    for (
      let length = 0;
      length <= endOfRecords + 64;
      length += length < 4_700 || length > endOfRecords - 200 ? 1 : 13
    ) {
      const source = file.subarray(0, length);
      const result = read(source);
      const isLeft = (event: (typeof whole)[number]): boolean => event.offset + event.length <= length;
      expect({ length, events: result.events }).toEqual({ length, events: whole.filter(isLeft) });
      expect(faultOf(source, result)).toBe('');
    }
  });

  it('says that its last chunk is not whole, and rejects the record that was cut', () => {
    const result = read(file.subarray(0, endOfRecords - 10));
    expect(result.notes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['file-truncated', 'chunk-truncated']));
    expect(result.rejected.map(({ reason }) => reason)).toEqual(['record-truncated']);
  });
});

describe('a flipped bit', () => {
  it('at any byte is survived, and never makes a record vanish without a word', () => {
    const copy = file.slice();
    for (let at = 0; at < endOfRecords; at += 1) {
      const mask = 1 << ((at * 5) % 8);
      copy[at] = (copy[at] as number) ^ mask;
      const result = read(copy);
      // The checksums cover the whole of the records, and the headers but for a few bytes.
      const isCovered = at >= 4_096 + 512 || (at >= 4_096 && at < 4_096 + 120) || at < 120;
      const isLost = result.events.length < 4;
      const isSilent = result.notes.length + result.rejected.length === 0;
      expect({ at, isUnsaid: isSilent && (isLost || isCovered), fault: faultOf(copy, result) }).toEqual({
        at,
        isUnsaid: false,
        fault: '',
      });
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
        expect(faultOf(copy, read(copy))).toBe('');
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
        expect(faultOf(copy, read(copy))).toBe('');
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
    expect(read(buildFile([bytes])).events.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
