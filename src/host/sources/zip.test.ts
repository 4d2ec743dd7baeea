import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, makeTar, makeZip, see } from './archive-fixtures.ts';
import type { Seen } from './archive-fixtures.ts';
import type { Found } from './found.ts';
import { walkSources } from './walk.ts';

/** yazl carries no types of its own. */
interface Yazl {
  ZipFile: new () => {
    addBuffer(
      content: Buffer,
      name: string,
      options?: { compress?: boolean; mtime?: Date; forceZip64Format?: boolean },
    ): void;
    addReadStream(stream: NodeJS.ReadableStream, name: string): void;
    end(options?: { forceZip64Format?: boolean }): void;
    outputStream: AsyncIterable<Uint8Array>;
  };
}
const yazl = createRequire(import.meta.url)('yazl') as Yazl;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'zip-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function seeBytes(bytes: Uint8Array, options = {}): Promise<Seen[]> {
  writeFileSync(join(root, 'x.zip'), bytes);
  return see([join(root, 'x.zip')], root, options);
}

const line = ({ what, content, findings }: Seen): string =>
  [what, content, findings.join()].filter(Boolean).join(' | ');

describe('zip', () => {
  it.each([false, true])('made by another library is read (zip64 %s)', async (forceZip64Format) => {
    const zip = new yazl.ZipFile();
    const mtime = new Date(1_700_000_000_000);
    zip.addBuffer(Buffer.from('deflated '.repeat(50)), 'logs/a.log', { mtime, forceZip64Format });
    zip.addBuffer(Buffer.from('stored'), 'größe.log', { compress: false, forceZip64Format });
    zip.end({ forceZip64Format });
    writeFileSync(join(root, 'x.zip'), await collect(zip.outputStream));
    const found: Found[] = [];
    for await (const one of walkSources([join(root, 'x.zip')])) found.push(one);
    expect(found[0]).toMatchObject({ name: 'a.log', mtimeMs: 1_700_000_000_000, sizeBytes: 450 });
    expect((await see([join(root, 'x.zip')], root)).map(line)).toEqual([
      `source x.zip!/logs/a.log | ${'deflated '.repeat(50)}`,
      `source x.zip!/${Buffer.from('größe.log').toString()} | stored`,
      'zip x.zip',
    ]);
  });

  it('keeps the order of its list, reads members of the same name both, and packed with zstd too', async () => {
    const zstd = { method: 93, packed: zstdCompressSync('modern') };
    const bytes = makeZip([
      { name: 'b', content: '1' },
      { name: 'a', content: '2' },
      { name: 'b', content: '3' },
      { name: 'z', content: 'modern', ...zstd },
    ]);
    expect((await seeBytes(bytes)).map(line)).toEqual([
      'source x.zip!/b | 1',
      'source x.zip!/a | 2',
      'source x.zip!/b | 3 | duplicate-member',
      'source x.zip!/z | modern',
      'zip x.zip',
    ]);
  });

  it('shows odd names cleaned and reads the members', async () => {
    const names = ['../up', '/abs', '\\\\server\\share', 'c:\\x', '', 'nul\0byte', 'a/../b', '..'];
    const seen = await seeBytes(makeZip(names.map((name) => ({ name, content: 'x' }))));
    expect(seen.map(({ what, content, findings }) => [what.slice(7), content, findings[0]])).toEqual([
      ['x.zip!/(up)/up', 'x', 'odd-member-name'],
      ['x.zip!/abs', 'x', 'odd-member-name'],
      ['x.zip!/server/share', 'x', 'odd-member-name'],
      ['x.zip!/c_/x', 'x', 'odd-member-name'],
      ['x.zip!/(no name)', 'x', 'odd-member-name'],
      ['x.zip!/nul\\u0000byte', 'x', 'odd-member-name'],
      ['x.zip!/a/(up)/b', 'x', 'odd-member-name'],
      ['x.zip!/(up)', 'x', 'odd-member-name'],
      [seen.at(-1)?.what.slice(7), undefined, undefined],
    ]);
  });

  it('reads names in code page 437 where the UTF-8 flag is not set', async () => {
    const [source] = await seeBytes(
      makeZip([{ name: Buffer.from('gr\x94\xe1e.log', 'latin1'), content: 'x', flags: 0 }]),
    );
    expect(source?.what).toBe('source x.zip!/größe.log');
  });

  it('names what it can not read: encrypted, unknown packing', async () => {
    const bytes = makeZip([
      { name: 'secret', content: 'x', flags: 1 },
      { name: 'lzma', content: 'x', method: 14 },
      { name: 'fine', content: 'x' },
    ]);
    expect((await seeBytes(bytes)).map(line)).toEqual([
      'problem x.zip!/secret | member-encrypted',
      'problem x.zip!/lzma | member-unsupported',
      'source x.zip!/fine | x',
      'zip x.zip',
    ]);
  });

  it('keeps content whose size or checksum is not the stated one, and says which', async () => {
    const bytes = makeZip([
      { name: 'short', content: 'content', sizeBytes: 3 },
      { name: 'long', content: 'content', sizeBytes: 4_000_000_000 },
      { name: 'crc', content: 'content', crc: 1 },
      { name: 'stored', content: 'content', method: 0, sizeBytes: 9 },
    ]);
    expect((await seeBytes(bytes)).map(line)).toEqual([
      'source x.zip!/short | content | member-size-differs',
      'source x.zip!/long | content | member-size-differs',
      'source x.zip!/crc | content | member-checksum-bad',
      'source x.zip!/stored | content | member-size-differs',
      'zip x.zip',
    ]);
  });

  it('says where its two lists of members tell different stories', async () => {
    const bytes = makeZip([{ name: 'harmless.log', localName: 'evil.log', content: 'x' }]);
    expect((await seeBytes(bytes)).map(line)).toEqual([
      'source x.zip!/harmless.log | x | member-header-differs',
      'zip x.zip',
    ]);
  });

  it('reports members that are not where the list says, and goes on', async () => {
    const bytes = makeZip([
      { name: 'nowhere', content: 'x', localOffset: 4_000_000_000 },
      { name: 'wrong', content: 'x', localOffset: 7 },
      { name: 'fine', content: 'x' },
      { name: 'beyond', content: 'x', method: 0, packedBytes: 1_000_000 },
    ]);
    const seen = await seeBytes(bytes);
    expect(seen.slice(0, 3).map(line)).toEqual([
      'problem x.zip!/nowhere | member-damaged',
      'problem x.zip!/wrong | member-damaged',
      'source x.zip!/fine | x',
    ]);
    expect(seen[3]?.findings).toContain('member-truncated');
  });

  it('names bytes hidden between the end of the data and the end of the member', async () => {
    const packed = Buffer.concat([Buffer.from('cbc80400', 'hex'), Buffer.from('hidden')]);
    const [source] = await seeBytes(makeZip([{ name: 'a', content: 'hi', packed }]));
    expect([source?.content, source?.findings]).toEqual(['hi', ['trailing-bytes']]);
  });

  it('reads members that its count leaves out', async () => {
    const bytes = makeZip(
      [
        { name: 'a', content: '1' },
        { name: 'b', content: '2' },
      ],
      { entryCount: 1 },
    );
    expect((await seeBytes(bytes)).map(line)).toEqual([
      'source x.zip!/a | 1',
      'source x.zip!/b | 2',
      'zip x.zip | member-count-differs',
    ]);
    const more = makeZip([{ name: 'a', content: '1' }], { entryCount: 9 });
    expect((await seeBytes(more)).map(line)).toEqual(['source x.zip!/a | 1', 'zip x.zip | container-damaged']);
  });

  it('with bytes behind its end is read from its list all the same', async () => {
    const seen = await seeBytes(Buffer.concat([makeZip([{ name: 'a', content: '1' }]), Buffer.from('\n')]));
    expect(seen.map(line)).toEqual(['source x.zip!/a | 1', 'zip x.zip | trailing-bytes']);
  });

  it('without members is a container of nothing', async () => {
    expect((await seeBytes(makeZip([]))).map(line)).toEqual(['zip x.zip']);
  });

  it('that names one member a million times over stays within the limits', async () => {
    const members = Array.from({ length: 500 }, (_, at) => ({
      name: `n${at}`,
      content: Buffer.alloc(at === 0 ? 100_000 : 0),
      localOffset: 0,
    }));
    const kernel = makeZip(members.slice(0, 1)).readUInt32LE(18);
    const overlapping = members.map((member) => ({ ...member, method: 8, packedBytes: kernel, sizeBytes: 100_000 }));
    const seen = await seeBytes(makeZip(overlapping), { limits: { ratio: 20, ratioFromBytes: 500_000 } });
    expect(seen.length).toBeLessThan(20);
    expect(seen.at(-1)?.findings).toEqual(['archive-limit']);
  });
});

describe('a zip that lost its list of members', () => {
  const members = [
    { name: 'a.log', content: 'first '.repeat(1000) },
    { name: 'dir/', content: '', method: 0 },
    { name: 'b.log', content: 'second', method: 0 },
    { name: 'c.log', content: 'third '.repeat(1000), isDescribed: true },
    { name: 'd.log', content: 'fourth '.repeat(1000), isDescribed: true },
  ];
  const whole = makeZip(members);

  it('gives its members in the order they lie in', async () => {
    const directory = whole.indexOf('PK\x01\x02', 0, 'latin1');
    const seen = await seeBytes(whole.subarray(0, directory));
    expect(seen.map(({ what, content }) => [what, content?.slice(0, 6)])).toEqual([
      ['source x.zip!/a.log', 'first '],
      ['source x.zip!/b.log', 'second'],
      ['source x.zip!/c.log', 'third '],
      ['source x.zip!/d.log', 'fourth'],
      ['zip x.zip', undefined],
    ]);
    expect(seen.map(({ findings }) => findings.join())).toEqual([
      ...Array(4).fill('member-salvaged'),
      'container-damaged',
    ]);
  });

  it('keeps the front part of the member it was cut in', async () => {
    const third = whole.indexOf('c.log');
    const [, , source] = await seeBytes(whole.subarray(0, third + 20));
    expect(source?.what).toBe('source x.zip!/c.log');
    expect(source?.findings).toEqual(['member-salvaged', 'member-truncated']);
  });

  it('checks salvaged content too', async () => {
    const bytes = makeZip([
      { name: 'a', content: 'x', crc: 5 },
      { name: 'b', content: 'y', isDescribed: true, crc: 6 },
    ]);
    const seen = await seeBytes(bytes.subarray(0, bytes.length - 30));
    expect(seen.slice(0, 2).map(({ findings }) => findings[1])).toEqual(['member-checksum-bad', 'member-checksum-bad']);
  });

  it('says so when not even the first member can be made out', async () => {
    expect((await seeBytes(Buffer.from('PK\x03\x04 and nothing else', 'latin1'))).map(line)).toEqual([
      'zip x.zip | container-damaged,container-truncated',
    ]);
  });
});

describe('a large zip inside another archive', () => {
  it('is copied to a sealed file that leaves no name behind', async () => {
    const spoolDir = mkdtempSync(join(root, 'spool-'));
    const content = Buffer.alloc(20_000_000, 'big line of text\n');
    const inner = makeZip([{ name: 'big.log', content, method: 0 }]);
    writeFileSync(join(root, 'x.tar'), makeTar([{ name: 'in.zip', content: inner }]));
    const paths = [join(root, 'x.tar')];
    const seen = await see(paths, root, { spoolDir });
    expect(seen.map(({ what, findings }) => `${what} ${findings.join()}`)).toEqual([
      'source x.tar!/in.zip!/big.log ',
      'zip x.tar!/in.zip ',
      'tar x.tar ',
    ]);
    expect(seen[0]?.content === content.toString('latin1')).toBe(true);
    const left = await see([spoolDir], root);
    expect(left).toEqual([]);
  });
});
