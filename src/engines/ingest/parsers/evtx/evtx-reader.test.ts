import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import type { SourceSample } from '../../format.ts';
import { evtxReader } from './evtx-reader.ts';
import { crc32 } from './testing/crc32.ts';
import { addLogon, buildFile, ChunkBuilder, sealChunk } from './testing/evtx-builder.ts';
import { readAll } from './testing/read-all.ts';
import type { ReadResult } from './testing/read-all.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const read = (source: Uint8Array, pieceBytes?: number): ReadResult => readAll(evtxReader, source, ports, pieceBytes);
const kinds = (result: ReadResult): string[] => result.notes.map(({ kind }) => kind);
const users = (result: ReadResult): unknown[] => result.events.map(({ draft }) => draft.source.userId);

/** A chunk of logons with ids from `first`. */
function logons(first: number, count: number): ChunkBuilder {
  const chunk = new ChunkBuilder();
  for (let i = 0; i < count; i += 1) addLogon(chunk, first + i, `user${first + i}`);
  return chunk;
}
const sampleOf = (head: Uint8Array): SourceSample => ({
  head,
  isWhole: true,
  sizeBytes: head.length,
  name: 'note.txt',
});

describe('recognising a Windows event log', () => {
  const file = buildFile([logons(1, 1).bytes()]);

  it('goes by the file header, or by a chunk where there is none, never by the name', () => {
    expect(evtxReader.sniff(sampleOf(file), ports)).toBe(1);
    expect(evtxReader.sniff(sampleOf(file.subarray(4_096)), ports)).toBeGreaterThan(0.9);
    expect(evtxReader.sniff({ ...sampleOf(new TextEncoder().encode('hello')), name: 'x.evtx' }, ports)).toBe(0);
    expect(evtxReader.sniff(sampleOf(new Uint8Array(0)), ports)).toBe(0);
  });

  it('refuses what is empty or holds neither, and nothing else', () => {
    expect(read(new Uint8Array(0)).refused).toBe('empty-source');
    expect(read(new TextEncoder().encode('ElfChn')).refused).toBe('format-unknown');
    expect(read(file.subarray(0, 100)).refused).toBeUndefined();
  });
});

describe('a file in order', () => {
  const chunks = [logons(1, 3), logons(4, 2)];
  const file = buildFile(chunks.map((chunk) => chunk.bytes()));

  it('gives every record with its bytes, id and time, and no note', () => {
    const result = read(file);
    expect(result.notes).toEqual([]);
    expect(result.rejected).toEqual([]);
    expect(users(result)).toEqual(['user1', 'user2', 'user3', 'user4', 'user5']);
    const offsets = chunks.flatMap((chunk, index) =>
      chunk.offsets.slice(0, -1).map((at) => 4_096 + index * 65_536 + at),
    );
    expect(result.events.map(({ offset }) => offset)).toEqual(offsets);
    for (const { draft, offset, length, doubts } of result.events) {
      expect([...file.subarray(offset, offset + 4)]).toEqual([0x2a, 0x2a, 0, 0]);
      expect(new DataView(file.buffer).getUint32(offset + length - 4, true)).toBe(length);
      expect(draft.eventId).toBe(`0123456789abcdef:${offset}`);
      expect(draft.timestamp).toBe('2024-05-06T07:08:09.1234567Z');
      expect(doubts).toEqual([]);
    }
  });

  it('reads the same however it is cut into pieces', () => {
    expect(read(file, 65_536)).toEqual(read(file));
    expect(read(file, 100_000)).toEqual(read(file));
  });

  it('is cut only between chunks, and at the end of the source', () => {
    const context = { format: 'evtx', dataOffset: 4_096, sourceTag: '', options: {}, settings: null } as const;
    expect(evtxReader.prepare(sampleOf(file), {}, ports)).toEqual({
      context: { ...context, settings: { chunkCount: 2 } },
      notes: [],
    });
    expect(evtxReader.cut(new Uint8Array(65_535), false, context)).toBe(0);
    expect(evtxReader.cut(new Uint8Array(200_000), false, context)).toBe(196_608);
    expect(evtxReader.cut(new Uint8Array(200_000), true, context)).toBe(200_000);
    expect(evtxReader.resync(new Uint8Array(10), context)).toBe(-1);
  });

  it('keeps the written time of a record only where it says something else', () => {
    const chunk = new ChunkBuilder();
    addLogon(chunk, 1, 'a');
    const bytes = chunk.bytes();
    const set = (ticks: bigint): ReadResult => {
      new DataView(bytes.buffer).setBigUint64(512 + 16, ticks, true);
      sealChunk(bytes);
      return read(buildFile([bytes]));
    };
    const written = (result: ReadResult): unknown =>
      (result.events[0]?.draft.metadata['winlog'] as Record<string, unknown> | undefined)?.['record_written'];
    expect(written(set(133_594_528_891_234_567n))).toBeUndefined();
    expect(written(set(133_594_528_891_234_568n))).toBe('2024-05-06T07:08:09.1234568Z');
  });
});

describe('the file header', () => {
  const changed = (change: (view: DataView) => void, isSealed = true): ReadResult => {
    const file = buildFile([logons(1, 1).bytes()]);
    const view = new DataView(file.buffer);
    change(view);
    if (isSealed) view.setUint32(124, crc32(file.subarray(0, 120)), true);
    return read(file);
  };

  it.each<[string, (view: DataView) => void, boolean, string[]]>([
    ['a wrong checksum', (view) => view.setUint32(60, 1, true), false, ['file-header-checksum-bad']],
    ['an unknown version', (view) => view.setUint16(36, 9, true), true, ['file-version-unknown']],
    ['version 3.2', (view) => view.setUint16(36, 2, true), true, []],
    ['the dirty flag', (view) => view.setUint32(120, 1, true), true, ['file-dirty']],
    ['the full flag', (view) => view.setUint32(120, 2, true), true, ['file-full']],
    ['no checksums', (view) => view.setUint32(120, 4, true), false, ['file-without-checksums']],
    ['more chunks than there are', (view) => view.setUint16(42, 2, true), true, ['file-truncated']],
    ['fewer chunks than there are', (view) => view.setUint16(42, 0, true), true, ['chunk-count-differs']],
    ['a block size where no chunk is', (view) => view.setUint16(40, 128, true), true, []],
    ['a destroyed magic', (view) => view.setUint32(0, 0, true), true, ['file-header-damaged']],
  ])('with %s is a note, and the records are read', (_, change, isSealed, expected) => {
    const result = changed(change, isSealed);
    expect(kinds(result)).toEqual(expected);
    expect(users(result)).toEqual(['user1']);
  });

  it('may be missing altogether', () => {
    const result = read(buildFile([logons(1, 2).bytes()]).subarray(4_096));
    expect(kinds(result)).toEqual(['file-header-damaged']);
    expect(result.events.map(({ offset }) => offset)).toEqual(logons(1, 2).offsets.slice(0, -1));
  });

  it('says where bytes behind the last whole chunk begin', () => {
    const file = buildFile([logons(1, 1).bytes()]);
    const longer = new Uint8Array(file.length + 10);
    longer.set(file);
    const note = read(longer).notes.find(({ kind }) => kind === 'file-size-odd');
    expect(note).toMatchObject({ offset: file.length, length: 10, level: 'warning' });
  });
});

describe('a damaged chunk', () => {
  /** Three chunks of three; the middle one is changed. */
  const withDamage = (change: (chunk: Uint8Array, view: DataView, builder: ChunkBuilder) => void): ReadResult => {
    const builder = logons(4, 3);
    const middle = builder.bytes();
    change(middle, new DataView(middle.buffer), builder);
    return read(buildFile([logons(1, 3).bytes(), middle, logons(7, 3).bytes()]));
  };
  const all = ['user1', 'user2', 'user3', 'user4', 'user5', 'user6', 'user7', 'user8', 'user9'];
  const without = (...gone: string[]): string[] => all.filter((user) => !gone.includes(user));

  it('with a wrong data checksum is noted and read', () => {
    const result = withDamage((chunk) => chunk.set([9], 512 + 16));
    expect(kinds(result)).toEqual(['chunk-checksum-bad']);
    expect(users(result)).toEqual(all);
  });

  it('with a wrong header checksum is noted and read to where its records end', () => {
    const result = withDamage((_, view) => view.setUint32(48, 60_000, true));
    expect(kinds(result)).toContain('chunk-header-checksum-bad');
    expect(users(result)).toEqual(all);
  });

  it('without checksums is not measured by them', () => {
    const chunk = logons(1, 2).bytes(4);
    expect(kinds(read(buildFile([chunk], 4)))).toEqual(['file-without-checksums']);
  });

  it('with a wrong magic is rejected, and its records are found by their frames', () => {
    const result = withDamage((chunk) => chunk.set([0], 0));
    expect(result.rejected).toEqual([
      {
        reason: 'chunk-damaged',
        offset: 4_096 + 65_536,
        length: 65_536,
        message: 'The chunk does not begin with ElfChnk; records in it are searched for',
      },
    ]);
    expect(users(result)).toEqual(all);
    const recovered = result.events.filter(
      ({ draft }) => (draft.metadata['winlog'] as Record<string, unknown>)['recovered'] === true,
    );
    expect(recovered.map(({ draft }) => draft.source.userId)).toEqual(['user4', 'user5', 'user6']);
    expect(kinds(result)).toEqual(['records-recovered']);
  });

  it('with a wrong magic is one rejection, also where its records can not be read: those are named', () => {
    const result = withDamage((chunk, view, builder) => {
      chunk.set([0], 0);
      for (const at of builder.offsets.slice(1, 3)) view.setUint32(at + 24 + 10, 99_999, true);
    });
    expect(users(result)).toEqual(without('user5', 'user6'));
    expect(result.rejected.map(({ reason }) => reason)).toEqual(['chunk-damaged']);
    const at = 4_096 + 65_536 + (logons(4, 3).offsets[1] as number);
    expect(result.notes.find(({ kind }) => kind === 'records-unreadable')).toMatchObject({
      level: 'warning',
      offset: 4_096 + 65_536,
      message: `2 records stand in the damaged chunk whose content can't be read: 5-6 at ${at}`,
    });
  });

  it('with zeros where records should be holds no record to reject there: a note says what is missing', () => {
    const result = withDamage((chunk, _, builder) => chunk.fill(0, builder.offsets[1], builder.offsets[2]));
    const at = 4_096 + 65_536 + (logons(4, 3).offsets[1] as number);
    expect(users(result)).toEqual(without('user5'));
    expect(result.rejected).toEqual([]);
    expect(kinds(result)).toEqual(['chunk-checksum-bad', 'records-missing', 'record-id-gap', 'records-recovered']);
    expect(result.notes[1]).toMatchObject({ level: 'warning', offset: at });
    expect(result.notes[2]?.message).toBe('Record 6 follows record 4');
  });

  it('rejects what is left of records between pages of zeros, each piece once', () => {
    const builder = logons(4, 12);
    const [from, to] = [builder.offsets[1] as number, builder.offsets[11] as number];
    const chunk = builder.bytes();
    chunk.fill(0, from, to);
    chunk.fill(7, from + 600, from + 700);
    const result = read(buildFile([chunk]));
    expect(result.rejected).toMatchObject([{ reason: 'record-damaged', offset: 4_096 + from + 600, length: 100 }]);
    expect(result.notes.filter(({ kind }) => kind === 'records-missing')).toMatchObject([
      { offset: 4_096 + from, length: 600 },
      { offset: 4_096 + from + 700, length: to - from - 700 },
    ]);
  });

  it('of zeros only is unused space, not damage', () => {
    const result = withDamage((chunk) => chunk.fill(0));
    expect([result.rejected, kinds(result)]).toEqual([[], []]);
    expect(users(result)).toEqual(without('user4', 'user5', 'user6'));
  });

  it('loses only the record whose frame is destroyed', () => {
    const result = withDamage((chunk, _, builder) => chunk.set([0], builder.offsets[1] as number));
    expect(users(result)).toEqual(without('user5'));
    const at = logons(4, 3).offsets;
    expect(result.rejected).toMatchObject([
      {
        reason: 'record-damaged',
        offset: 4_096 + 65_536 + (at[1] as number),
        length: (at[2] as number) - (at[1] as number),
      },
    ]);
  });

  it('takes the size behind a record where the size in front is damaged', () => {
    const result = withDamage((_, view, builder) => view.setUint32((builder.offsets[1] as number) + 4, 40, true));
    expect(users(result)).toEqual(all);
    expect(result.events[4]?.doubts).toEqual(['record-torn']);
    expect(result.events[4]?.length).toBe(result.events[1]?.length);
    expect(kinds(result)).toEqual(['chunk-checksum-bad', 'record-torn']);
  });

  it('doubts a record whose end was never written', () => {
    const result = withDamage((chunk, _, builder) =>
      chunk.fill(0, (builder.offsets[3] as number) - 8, builder.offsets[3]),
    );
    expect(users(result)).toEqual(all);
    expect(result.events[5]?.doubts).toContain('record-torn');
  });

  it('rejects a record that can not be read and goes on with the next', () => {
    const result = withDamage((_, view, builder) =>
      view.setUint32((builder.offsets[1] as number) + 24 + 10, 99_999, true),
    );
    expect(users(result)).toEqual(without('user5'));
    expect(result.rejected).toMatchObject([
      { reason: 'record-damaged', message: 'Record 5: template outside the chunk' },
    ]);
  });

  it('says when its record ids are not those that its header speaks of', () => {
    const result = withDamage((chunk, view) => {
      view.setBigUint64(32, 60n, true);
      sealChunk(chunk);
    });
    expect(result.notes).toMatchObject([
      {
        kind: 'chunk-record-ids',
        offset: 4_096 + 65_536 + 8,
        message: 'The chunk header speaks of records 4 to 60; 3 were found, 4 to 6',
      },
    ]);
  });
});

describe('record ids', () => {
  const idsOf = (...ids: number[]): Uint8Array => {
    const chunk = new ChunkBuilder();
    for (const id of ids) addLogon(chunk, id, `u${id}`);
    return chunk.bytes();
  };

  it('that leave a gap are noted, inside a chunk and from chunk to chunk', () => {
    const result = read(buildFile([idsOf(1, 2, 4), idsOf(9, 10)]));
    expect(result.notes.map(({ kind, message }) => [kind, message])).toEqual([
      ['record-id-gap', 'Record 4 follows record 2'],
      ['record-id-gap', 'Record 9 follows record 4'],
    ]);
  });

  it('may go back from one chunk to the next, as a circular log does', () => {
    expect(kinds(read(buildFile([idsOf(10, 11), idsOf(5, 6)])))).toEqual([]);
  });

  it('in no order at all are noted sixteen times, and counted', () => {
    const result = read(buildFile([idsOf(...Array.from({ length: 41 }, (_, index) => index * 2))]));
    expect(result.notes.length).toBe(17);
    expect(result.notes.at(-1)).toMatchObject({
      kind: 'record-id-gap',
      offset: 4_096,
      message: '24 more in this chunk',
    });
  });

  it('that go back inside a chunk are noted', () => {
    expect(kinds(read(buildFile([idsOf(10, 11, 3)])))).toEqual(['record-id-gap']);
  });
});

describe('records behind the end of a chunk', () => {
  it('are counted and named in one note, and are no events', () => {
    const builder = logons(1, 5);
    const chunk = builder.bytes();
    const view = new DataView(chunk.buffer);
    view.setUint32(48, builder.offsets[2] as number, true);
    view.setBigUint64(32, 2n, true);
    // The remains are of an older time, so they do not go on where the chunk ends.
    view.setBigUint64((builder.offsets[2] as number) + 8, 70n, true);
    sealChunk(chunk);
    const result = read(buildFile([chunk]));
    expect(users(result)).toEqual(['user1', 'user2']);
    const at = builder.offsets.map((offset) => offset + 4_096);
    expect(result.notes).toEqual([
      {
        kind: 'slack-record',
        level: 'info',
        offset: at[2],
        length: (at[5] as number) - (at[2] as number),
        message:
          `3 older records lie behind the end of the chunk's records and are not counted as events: ` +
          `70 at ${at[2]}, 4-5 at ${at[3]}`,
      },
    ]);
  });

  it('that go on with the next id raise a warning: the header may be the older one', () => {
    const builder = logons(1, 3);
    const chunk = builder.bytes();
    const view = new DataView(chunk.buffer);
    view.setUint32(48, builder.offsets[2] as number, true);
    view.setBigUint64(32, 2n, true);
    sealChunk(chunk);
    expect(read(buildFile([chunk])).notes).toMatchObject([{ kind: 'slack-record', level: 'warning' }]);
  });
});

describe('space that no chunk was written to', () => {
  it('is noted as such where the file header does not count it', () => {
    const garbage = new Uint8Array(65_536).fill(0x41);
    const file = buildFile([logons(1, 1).bytes(), garbage]);
    const view = new DataView(file.buffer);
    view.setUint16(42, 1, true);
    view.setUint32(124, crc32(file.subarray(0, 120)), true);
    const result = read(file);
    expect(result.rejected).toEqual([]);
    expect(kinds(result)).toEqual(['chunk-count-differs', 'unused-space']);
  });
});
