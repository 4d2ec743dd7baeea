import { describe, expect, it } from 'vitest';
import { checkJournal, exportProof, isJournal, isJournalExport } from './journal-file.ts';

/** A journal of objects: `data` of another type, or a tag with its number and epoch. */
function journal(
  objects: readonly ('data' | [seqnum: number, epoch: number])[],
  { flags = 5, tags }: { flags?: number; tags?: number } = {},
): Uint8Array {
  const header = 256;
  const bytes = new Uint8Array(header + objects.length * 64);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('LPKSHHRH'));
  view.setUint32(8, flags, true);
  view.setBigUint64(88, BigInt(header), true);
  view.setBigUint64(96, BigInt(bytes.length - header), true);
  view.setBigUint64(152, 12n, true);
  view.setBigUint64(184, 1_700_000_000_000_000n, true);
  view.setBigUint64(192, 1_700_000_900_000_000n, true);
  view.setBigUint64(224, BigInt(tags ?? objects.filter((each) => each !== 'data').length), true);
  objects.forEach((each, i) => {
    const at = header + i * 64;
    view.setUint8(at, each === 'data' ? 1 : 7);
    view.setBigUint64(at + 8, 64n, true);
    if (each === 'data') return;
    view.setBigUint64(at + 16, BigInt(each[0]), true);
    view.setBigUint64(at + 24, BigInt(each[1]), true);
  });
  return bytes;
}

const check = async (bytes: Uint8Array) =>
  checkJournal({ sizeBytes: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) });

describe('a binary journal', () => {
  it('that is sealed is never said to hold: only who has the verification key can tell', async () => {
    const proof = await check(journal(['data', [1, 0], 'data', [2, 1], [3, 1]]));
    expect([proof.verdict, proof.details]).toEqual(['could-not-check', []]);
    expect(proof.summary).toContain('3 tags');
    expect(proof.covers).toMatchObject({ records: 12, firstTime: '2023-11-14T22:13:20.000Z' });
  });

  it('without seals has no proof, and that is said', async () => {
    expect((await check(journal(['data', 'data'], { flags: 0 }))).verdict).toBe('absent');
  });

  it.each([
    [
      'a tag is missing',
      journal([
        [1, 0],
        [3, 1],
      ]),
    ],
    [
      'an epoch has no seal',
      journal([
        [1, 0],
        [2, 3],
      ]),
    ],
    [
      'an epoch goes back',
      journal([
        [1, 4],
        [2, 3],
      ]),
    ],
    ['the header counts more tags', journal([[1, 0]], { tags: 2 })],
    ['there are tags and the header says not sealed', journal([[1, 0]], { flags: 0 })],
  ])('fails where %s', async (_, bytes) => {
    expect((await check(bytes)).verdict).toBe('fails');
  });

  it('without continuous sealing may leave epochs out: a doubt', async () => {
    expect(
      (
        await check(
          journal(
            [
              [1, 0],
              [2, 3],
            ],
            { flags: 1 },
          ),
        )
      ).details[0],
    ).toMatchObject({ level: 'doubt', what: 'chain-gap' });
  });

  it('whose objects can not be followed could not be checked, and no bytes make it throw', async () => {
    const bytes = journal(['data', [1, 0]]);
    new DataView(bytes.buffer).setBigUint64(256 + 8, 3n, true);
    expect((await check(bytes)).verdict).toBe('could-not-check');
    expect((await check(bytes.subarray(0, 100))).verdict).toBe('could-not-check');
    for (let at = 8; at < 300; at++) {
      const edited = journal(['data', [1, 0], [2, 1]]);
      edited.fill(0xff, at, at + 9);
      expect((await check(edited)).verdict).not.toBe('holds');
    }
  });
});

describe('an export of a journal', () => {
  it('is known by its fields and carries no seals', () => {
    expect(isJournalExport('{"__REALTIME_TIMESTAMP":"1","MESSAGE":"a"}')).toBe(true);
    expect(isJournalExport('__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n')).toBe(true);
    expect(isJournalExport('{"MESSAGE":"a"}')).toBe(false);
    expect(isJournal(new TextEncoder().encode('LPKSHHR'))).toBe(false);
    expect(exportProof().verdict).toBe('absent');
  });
});
