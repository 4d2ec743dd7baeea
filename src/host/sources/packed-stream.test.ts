import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAll, makeTar, see } from './archive-fixtures.ts';
import type { Seen } from './archive-fixtures.ts';
import { walkSources } from './walk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'packed-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function seeBytes(name: string, bytes: Uint8Array): Promise<Seen[]> {
  writeFileSync(join(root, name), bytes);
  return see([join(root, name)], root);
}

/** Text that packs to something longer than one slice of the decoder. */
const text = Array.from({ length: 40_000 }, (_, at) => `${at} ${(at * 2_654_435_761) % 4_294_967_296}\n`).join('');

describe.each([
  ['gzip', 'x.log.gz', gzipSync],
  ['zstd', 'x.log.zst', zstdCompressSync],
] as const)('%s', (kind, name, pack) => {
  const packed = pack(text);

  it('is unpacked under the name without its ending', async () => {
    expect(await seeBytes(name, packed)).toEqual([
      { what: `source ${name}!/x.log`, content: text, findings: [] },
      { what: `${kind} ${name}`, findings: [] },
    ]);
  });

  it('of several members is one text', async () => {
    const [source] = await seeBytes(name, Buffer.concat([pack('one '), pack(''), pack('two')]));
    expect([source?.content, source?.findings]).toEqual(['one two', []]);
  });

  it('with nothing inside is an empty source', async () => {
    const [source] = await seeBytes(name, pack(''));
    expect([source?.content, source?.findings]).toEqual(['', []]);
  });

  it('with other bytes behind keeps the text and names them', async () => {
    const seen = await seeBytes(name, Buffer.concat([packed, Buffer.from('no member')]));
    expect(seen[0]?.content === text).toBe(true);
    expect(seen.map(({ findings }) => findings)).toEqual([['trailing-bytes'], ['trailing-bytes']]);
  });

  it('cut anywhere keeps the text before the cut and says so on source and container', async () => {
    for (const share of [0.2, 0.5, 0.9]) {
      const cut = packed.subarray(0, Math.floor(packed.length * share));
      const seen = await seeBytes(name, cut);
      const content = seen[0]?.content ?? '';
      expect(text.startsWith(content)).toBe(true);
      // A zstd block is only given out whole: 128 KiB of text.
      expect(content.length).toBeGreaterThan(text.length * share - 200_000);
      expect(seen.map(({ findings }) => findings)).toEqual([['container-truncated'], ['container-truncated']]);
    }
  });

  it('around a tar counts as one container', async () => {
    const seen = await seeBytes('x.tgz', pack(makeTar([{ name: 'a/b.log', content: 'text' }])));
    expect(seen).toEqual([
      { what: 'source x.tgz!/a/b.log', content: 'text', findings: [] },
      { what: `tar.${kind === 'gzip' ? 'gz' : 'zst'} x.tgz`, findings: [] },
    ]);
  });

  it('gives out much from little without holding it all', async () => {
    const zeros = pack(Buffer.alloc(60_000_000));
    writeFileSync(join(root, name), zeros);
    let largest = 0;
    let size = 0;
    for await (const found of walkSources([join(root, name)], { limits: { ratio: 1e9 } })) {
      if (found.what !== 'source') continue;
      for await (const piece of found.open()) {
        largest = Math.max(largest, piece.length);
        size += piece.length;
      }
    }
    expect([size, largest <= 131_072]).toEqual([60_000_000, true]);
  });
});

describe('gzip', () => {
  it('with all optional header parts is read, and its time is the time of the text', async () => {
    const plain = gzipSync('text');
    const header = Buffer.from('1f8b081e00d6996500ff', 'hex'); // FEXTRA, FNAME, FCOMMENT, FHCRC; MTIME 0x6599d600
    const parts = [
      header,
      Buffer.from([3, 0, 1, 2, 3]),
      Buffer.from('evil/../name\0note\0'),
      Buffer.alloc(2),
      plain.subarray(10),
    ];
    writeFileSync(join(root, 'x'), Buffer.concat(parts));
    expect((await findAll([join(root, 'x')]))[0]).toMatchObject({ mtimeMs: 0x6599d600 * 1000, name: 'content' });
    const [source] = await see([join(root, 'x')], root);
    expect([source?.content, source?.findings]).toEqual(['text', []]);
  });

  it('that does not match its checksum or length keeps the text and says so', async () => {
    for (const fromEnd of [1, 8]) {
      const bytes = gzipSync('text');
      bytes[bytes.length - fromEnd] = (bytes[bytes.length - fromEnd] ?? 0) ^ 1;
      const seen = await seeBytes('x.gz', bytes);
      expect([seen[0]?.content, seen[0]?.findings]).toEqual(['text', ['container-checksum-bad']]);
    }
  });

  it('cut inside its checksum keeps the text and says so', async () => {
    const packed = gzipSync(text);
    const [source] = await seeBytes('x.gz', packed.subarray(0, packed.length - 3));
    expect([source?.content === text, source?.findings]).toEqual([true, ['container-truncated']]);
  });

  it('damaged in the middle keeps what came before', async () => {
    const bytes = gzipSync(text);
    // A block of the reserved type stops any decoder.
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 4000);
    const [source] = await seeBytes('x.gz', bytes);
    const content = source?.content ?? '';
    expect(content.length).toBeGreaterThan(text.length * 0.3);
    expect(content.slice(0, 100_000)).toBe(text.slice(0, 100_000));
    expect(source?.findings).toHaveLength(1);
  });

  it('padded with zeros is whole', async () => {
    writeFileSync(join(root, 'x.gz'), Buffer.concat([gzipSync('text'), Buffer.alloc(600)]));
    const levels: string[] = [];
    for await (const found of walkSources([join(root, 'x.gz')])) {
      if (found.what === 'container') levels.push(...found.findings.map(({ kind, level }) => `${kind} ${level}`));
    }
    expect(levels).toEqual(['trailing-bytes info']);
  });

  it('of nothing but a header is an empty, cut source', async () => {
    for (const length of [4, 10, 11]) {
      const [source] = await seeBytes('x.gz', gzipSync('text').subarray(0, length));
      expect(source?.content).toBe('');
      expect(source?.findings).toHaveLength(1);
    }
  });

  it('whose name never ends is not read into memory for it', async () => {
    const header = Buffer.from('1f8b0808000000000003', 'hex');
    const [source] = await seeBytes('x.gz', Buffer.concat([header, Buffer.alloc(200_000, 'n')]));
    expect(source?.findings).toEqual(['container-damaged']);
  });
});

describe('zstd', () => {
  it('leaves skippable frames out', async () => {
    const skippable = Buffer.concat([Buffer.from('502a4d1805000000', 'hex'), Buffer.from('hello')]);
    const bytes = Buffer.concat([skippable, zstdCompressSync('a'), skippable, zstdCompressSync('b')]);
    const [source] = await seeBytes('x.zst', bytes);
    expect([source?.content, source?.findings]).toEqual(['ab', []]);
  });

  it('with a damaged block keeps the frames before it', async () => {
    const bad = zstdCompressSync(randomBytes(1000).toString('hex'));
    bad.fill(0xff, 8, 60);
    const [source] = await seeBytes('x.zst', Buffer.concat([zstdCompressSync('whole frame'), bad]));
    expect([source?.content, source?.findings]).toEqual(['whole frame', ['container-damaged']]);
  });
});
