import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, findAll, makeTar, makeTarBlocks, see, TAR_END } from './archive-fixtures.ts';
import type { Seen } from './archive-fixtures.ts';
import { parsePax, parseTarHeader } from './tar-header.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tar-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function seeBytes(bytes: Uint8Array): Promise<Seen[]> {
  writeFileSync(join(root, 'x.tar'), bytes);
  return see([join(root, 'x.tar')], root);
}

const line = ({ what, content, findings }: Seen): string =>
  [what, content, findings.join()].filter(Boolean).join(' | ');
const pax = (records: string[]): string =>
  records
    .map((record) => {
      // The length counts itself.
      for (let digits = 1; ; digits++) {
        const length = digits + 1 + Buffer.byteLength(record) + 1;
        if (String(length).length === digits) return `${length} ${record}\n`;
      }
    })
    .join('');

describe('tar', () => {
  it('made by another library is read, with long and non-ASCII names and times', async () => {
    const archive = pack();
    const long = `${'long-folder-name/'.repeat(12)}file.log`;
    archive.entry({ name: 'plain.log', mtime: new Date(1_700_000_000_000) }, 'one');
    archive.entry({ name: long }, 'two');
    archive.entry({ name: 'größe/журнал.log' }, 'three');
    archive.entry({ name: 'empty.log' }, '');
    archive.finalize();
    writeFileSync(join(root, 'x.tar'), await collect(Readable.from(archive)));
    expect((await see([join(root, 'x.tar')], root)).map(line)).toEqual([
      'source x.tar!/plain.log | one',
      `source x.tar!/${long} | two`,
      'source x.tar!/größe/журнал.log | three',
      'source x.tar!/empty.log',
      'tar x.tar',
    ]);
    expect((await findAll([join(root, 'x.tar')]))[0]).toMatchObject({ mtimeMs: 1_700_000_000_000, sizeBytes: 3 });
  });

  it('names links and devices and reads files of unknown type', async () => {
    const members = [
      { name: 'hard', type: '1', linkName: 'a' },
      { name: 'soft', type: '2', linkName: '/etc/passwd' },
      { name: 'dev', type: '3' },
      { name: 'folder/', type: '5' },
      { name: 'fifo', type: '6' },
      { name: 'strange', type: 'Z', content: 'bytes' },
    ];
    expect((await seeBytes(makeTar(members))).map(line)).toEqual([
      'problem x.tar!/hard | member-link',
      'problem x.tar!/soft | member-link',
      'problem x.tar!/dev | special-file',
      'problem x.tar!/fifo | special-file',
      'source x.tar!/strange | bytes | odd-member-type',
      'tar x.tar',
    ]);
  });

  it('reads GNU long names, and pax records over the header', async () => {
    const members = [
      { name: '././@LongLink', type: 'L', content: `${'n'.repeat(150)}\0` },
      { name: 'short', content: 'gnu' },
      { name: 'PaxHeader', type: 'x', content: pax(['path=from/pax', 'mtime=1700000000.5', '__proto__=x']) },
      { name: 'other', content: 'pax' },
      { name: 'third', content: 'bare' },
    ];
    expect((await seeBytes(makeTar(members))).map(line)).toEqual([
      `source x.tar!/${'n'.repeat(150)} | gnu`,
      'source x.tar!/from/pax | pax',
      'source x.tar!/third | bare',
      'tar x.tar',
    ]);
  });

  it('says that sparse members come without their holes', async () => {
    const members = [
      { name: 'PaxHeader', type: 'x', content: pax(['GNU.sparse.major=1', 'GNU.sparse.name=real']) },
      { name: 'GNUSparseFile.0/real', content: 'data' },
    ];
    expect((await seeBytes(makeTar(members))).map(line)).toEqual([
      'source x.tar!/real | data | sparse-member',
      'tar x.tar',
    ]);
  });

  it('shows odd names cleaned, reads the member, and writes nothing', async () => {
    const names = ['../../etc/cron.d/x', '/etc/passwd', 'a\\b', 'C:\\x', 'x!/y', 'rtl\u202egpj.log'];
    const seen = await seeBytes(makeTar(names.map((name) => ({ name, content: 'x' }))));
    expect(seen.map(line)).toEqual([
      'source x.tar!/(up)/(up)/etc/cron.d/x | x | odd-member-name',
      'source x.tar!/etc/passwd | x | odd-member-name',
      'source x.tar!/a/b | x | odd-member-name',
      'source x.tar!/C_/x | x | odd-member-name',
      'source x.tar!/x!_/y | x | odd-member-name',
      'source x.tar!/rtl\\u202egpj.log | x | odd-member-name',
      'tar x.tar',
    ]);
  });

  it('reads what was appended behind the end mark, and says so', async () => {
    const hidden = makeTar([{ name: 'hidden', content: 'h' }]);
    const seen = await seeBytes(Buffer.concat([makeTar([{ name: 'shown', content: 's' }]), TAR_END, hidden]));
    expect(seen.map(line)).toEqual([
      'source x.tar!/shown | s',
      'source x.tar!/hidden | h',
      'tar x.tar | members-after-end',
    ]);
    const other = await seeBytes(Buffer.concat([makeTar([{ name: 'a', content: 'a' }]), Buffer.from('junk')]));
    expect(other.at(-1)?.findings).toEqual(['trailing-bytes']);
  });

  it('cut off keeps what is there', async () => {
    const whole = makeTar([
      { name: 'a', content: 'a' },
      { name: 'b', content: 'b'.repeat(2000) },
    ]);
    const inData = await seeBytes(whole.subarray(0, 1024 + 512 + 700));
    expect(inData.map(({ content, findings }) => [content?.length, findings.join()])).toEqual([
      [1, ''],
      [700, 'member-truncated'],
      [undefined, 'container-truncated'],
    ]);
    const inHeader = await seeBytes(whole.subarray(0, 1100));
    expect(inHeader.map(line)).toEqual(['source x.tar!/a | a', 'tar x.tar | container-truncated']);
    const noEnd = await seeBytes(makeTarBlocks([{ name: 'a', content: 'a' }]));
    expect(noEnd.map(line)).toEqual(['source x.tar!/a | a', 'tar x.tar | container-truncated']);
  });

  it('with a damaged header keeps the members before it', async () => {
    const bytes = makeTar([
      { name: 'a', content: 'a' },
      { name: 'b', content: 'b' },
    ]);
    bytes[1024 + 10] = 0x7a;
    expect((await seeBytes(bytes)).map(line)).toEqual(['source x.tar!/a | a', 'tar x.tar | container-damaged']);
  });

  it('does not take an endless extended header into memory', async () => {
    const bytes = makeTarBlocks([
      { name: 'a', content: 'a' },
      { name: 'x', type: 'x', sizeBytes: 0o77777777777 },
    ]);
    expect((await seeBytes(bytes)).at(-1)?.findings).toEqual(['container-damaged']);
  });

  it('may claim any size: only bytes that are there are read', async () => {
    const bytes = makeTarBlocks([{ name: 'a', content: 'abc', sizeBytes: 0o77777777777 }]);
    const [source, container] = await seeBytes(bytes);
    expect([source?.content?.slice(0, 3), source?.findings]).toEqual(['abc', ['member-truncated']]);
    expect(container?.findings).toEqual(['container-truncated']);
  });
});

describe('a tar header', () => {
  it('holds numbers in octal or base 256', () => {
    const header = makeTarBlocks([{ name: 'a' }]);
    const withSize = (write: (block: Buffer) => void): number | undefined => {
      const block = Buffer.from(header);
      write(block);
      block.fill(' ', 148, 156);
      block.write(
        block
          .reduce((sum, byte) => sum + byte, 0)
          .toString(8)
          .padStart(6, '0'),
        148,
      );
      return parseTarHeader(block)?.sizeBytes;
    };
    expect([
      withSize((block) => block.write('00000001750', 124)),
      withSize((block) => block.fill(0, 124, 136)),
      withSize((block) => Buffer.from('800000000000000200000000', 'hex').copy(block, 124)),
      withSize((block) => block.fill(0xff, 124, 136)),
      withSize((block) => block.write('0000000abcd', 124)),
      withSize((block) => Buffer.from('80ffffffffffffffffffffff', 'hex').copy(block, 124)),
    ]).toEqual([1000, 0, 2 ** 33, undefined, undefined, undefined]);
  });

  it('gives pax records up to the first bad one', () => {
    const bytes = Buffer.from('12 path=a/b\n9 uid=10\n99 cut=short\n');
    expect([...parsePax(bytes)]).toEqual([
      ['path', 'a/b'],
      ['uid', '10'],
    ]);
    expect([...parsePax(Buffer.from('0 a=b\n'))]).toEqual([]);
  });
});
