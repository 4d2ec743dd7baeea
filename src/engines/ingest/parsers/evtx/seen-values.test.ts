/** Values found again by their bytes are those that reading them gives, also where places are shared. */
import { describe, expect, it } from 'vitest';
import { createEvtxWriter } from '../../../../host/adapters/evtx-writer.ts';
import { nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { SeenValues } from './seen-values.ts';
import { TYPE_HEX64, TYPE_STRING, ValueReader } from './values.ts';

const ROUNDS = 3;
const SIZE = 24;

function chunkOf(fill: (at: number) => number): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, at) => (at % 2 === 0 ? fill(at) : 0));
}

describe('values seen before', () => {
  it('are as reading gives them, chunk after chunk, more of them than there are places', () => {
    const writer = createEvtxWriter();
    const seen = new SeenValues(writer);
    for (let round = 0; round < ROUNDS; round += 1) {
      const bytes = chunkOf((at) => 0x41 + (((at >> 5) * 7 + (at >> 10) + round) % 26));
      writer.enterChunk(bytes);
      const values = new ValueReader(bytes, nodeTextCodec);
      for (let at = 0; at + SIZE <= bytes.length; at += 14) {
        const read = values.read(TYPE_STRING, at, SIZE);
        // From the last to the first of a pair, and twice: whoever comes later must not take the other's place.
        expect([seen.read(values, TYPE_STRING, at, SIZE), seen.read(values, TYPE_STRING, at, SIZE)]).toEqual([
          read,
          read,
        ]);
        expect(seen.read(values, TYPE_HEX64, at, 8)).toBe(values.read(TYPE_HEX64, at, 8));
      }
    }
  });

  it('tell type, size and the last bytes apart', () => {
    const writer = createEvtxWriter();
    const seen = new SeenValues(writer);
    const bytes = chunkOf(() => 0x61);
    bytes[100 + 10] = 0x62;
    writer.enterChunk(bytes);
    const values = new ValueReader(bytes, nodeTextCodec);
    for (let again = 0; again < 2; again += 1) {
      expect(seen.read(values, TYPE_STRING, 0, 8)).toBe('aaaa');
      expect(seen.read(values, TYPE_HEX64, 0, 8)).toBe('0x61006100610061');
      expect(seen.read(values, TYPE_STRING, 0, 12)).toBe('aaaaaa');
      expect(seen.read(values, TYPE_STRING, 100, 12)).toBe('aaaaab');
      expect(seen.read(values, TYPE_STRING, 100, 10)).toBe('aaaaa');
      expect(seen.read(values, TYPE_STRING, 0, 2_000)).toBe(`${'a'.repeat(55)}b${'a'.repeat(944)}`);
    }
  });

  it('are read each time where they are doubtful', () => {
    const writer = createEvtxWriter();
    const seen = new SeenValues(writer);
    const bytes = new Uint8Array(65_536);
    bytes.set([0x61, 0, 0, 0xd8, 0x62, 0]);
    writer.enterChunk(bytes);
    const values = new ValueReader(bytes, nodeTextCodec);
    for (let again = 0; again < 2; again += 1) {
      values.doubts.length = 0;
      expect(seen.read(values, TYPE_STRING, 0, 6)).toBe('a\ufffdb');
      expect(values.doubts).toEqual(['ill-formed-text']);
    }
  });
});
