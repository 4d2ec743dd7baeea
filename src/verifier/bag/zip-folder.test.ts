import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../base/bytes.ts';
import { memoryFile } from '../testing/memory-folder.ts';
import { writeZip, type ZipPart } from '../testing/zip-writer.ts';
import { crc32 } from './crc32.ts';
import { readWhole } from './folder.ts';
import { openZip } from './zip-folder.ts';

interface Yazl {
  addReadStream(stream: Readable, path: string): void;
  addBuffer(bytes: Buffer, path: string, options: { compress: boolean }): void;
  end(): void;
  outputStream: AsyncIterable<Buffer>;
}
const part = (path: string, text: string, more: Partial<ZipPart> = {}): ZipPart => ({
  path,
  bytes: utf8(text),
  ...more,
});
const open = (...parts: ZipPart[]) => openZip(memoryFile(writeZip(parts)));
const said = async (zip: Promise<Awaited<ReturnType<typeof open>>>): Promise<string> => {
  try {
    const folder = await zip;
    for (const { path } of await folder.list()) await readWhole(folder, path, 1e9);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a zip file', () => {
  it('gives stored and deflated files as they were', async () => {
    const long = 'abc'.repeat(50_000);
    const folder = await open(part('data/a', 'a'), part('data/b', long, { isDeflated: true }), part('data/ü', ''));
    const listed = await folder.list();
    const texts = await Promise.all(
      listed.map(async ({ path }) => new TextDecoder().decode(await readWhole(folder, path, 1e6))),
    );
    expect([listed.map(({ path }) => path), texts]).toEqual([
      ['data/a', 'data/b', 'data/ü'],
      ['a', long, ''],
    ]);
    expect(new TextDecoder().decode(await folder.readAt('data/a', 0, 10))).toBe('a');
  });

  it('made by another program is read, with sizes behind the data', async () => {
    // It comes without types.
    const { ZipFile } = (await import('yazl' as string)) as { ZipFile: new () => Yazl };
    const zip = new ZipFile();
    zip.addReadStream(Readable.from([Buffer.from('hello'.repeat(1000))]), 'data/a');
    zip.addBuffer(Buffer.from('x'), 'data/b', { compress: false });
    zip.end();
    const parts: Buffer[] = [];
    for await (const piece of zip.outputStream) parts.push(piece);
    const bytes = new Uint8Array(Buffer.concat(parts));
    const folder = await openZip(memoryFile(bytes));
    expect((await readWhole(folder, 'data/a', 1e6))?.length).toBe(5000);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['a name twice', () => said(open(part('a', '1'), part('a', '2'))), 'twice'],
    ['another name in the file’s own header', () => said(open(part('a', '1', { localPath: 'b' }))), 'descriptions'],
    ['another size there', () => said(open(part('a', '1', { localSize: 2 }))), 'descriptions'],
    [
      'a size that its bytes do not have',
      () => said(open(part('a', 'aaaa', { size: 3, isDeflated: true }))),
      'more bytes',
    ],
    ['too few bytes', () => said(open(part('a', 'aaaa', { size: 5, isDeflated: true }))), 'made from'],
    ['a bomb', () => said(open(part('a', '', { size: 4_000_000_000, isDeflated: true }))), 'promises too much'],
    ['a stored file of two sizes', () => said(open(part('a', 'aaaa', { size: 3 }))), 'impossible'],
    ['bytes between entries', () => said(openZip(memoryFile(writeZip([part('a', '1')], utf8('xx'))))), 'between'],
    [
      'bytes before the first',
      () => said(openZip(memoryFile(concat(utf8('MZ'), writeZip([part('a', '1')]))))),
      'strange',
    ],
    [
      'bytes after the end',
      () => said(openZip(memoryFile(concat(writeZip([part('a', '1')]), utf8('x'))))),
      'not a zip',
    ],
    ['nothing in it', () => said(openZip(memoryFile(new Uint8Array()))), 'not a zip'],
    [
      'an end inside of a comment',
      () => said(openZip(memoryFile(writeZip([part('a', '1')], undefined, 'PK\u0005\u0006')))),
      'comment',
    ],
    ['a comment', () => said(openZip(memoryFile(writeZip([part('a', '1')], undefined, 'x')))), 'comment'],
  ])('with %s is judged by name', async (_, run, words) => {
    expect(await run()).toContain(words);
  });

  it('marks links, which nobody follows', async () => {
    const folder = await open(part('data/a', '/etc/passwd', { mode: 0o120777 }));
    expect((await folder.list()).map(({ kind }) => kind)).toEqual(['link']);
  });

  it('cut or changed anywhere is refused, or gives the very same files', async () => {
    const zip = writeZip([part('data/a', 'hello world'), part('data/b', 'hello hello hello', { isDeflated: true })]);
    const contents = async (bytes: Uint8Array): Promise<string> => {
      const folder = await openZip(memoryFile(bytes));
      const texts = await Promise.all(
        (await folder.list()).map(
          async ({ path }) => `${path}=${new TextDecoder().decode(await readWhole(folder, path, 1e6))}`,
        ),
      );
      return texts.join();
    };
    const expected = await contents(zip);
    const different: string[] = [];
    for (let at = 0; at < zip.length; at++) {
      for (const bytes of [zip.subarray(0, at), Uint8Array.from(zip, (byte, i) => (i === at ? byte ^ 4 : byte))]) {
        const got = await contents(bytes).catch(() => expected);
        if (got !== expected) different.push(`${at}: ${got}`);
      }
    }
    expect(different).toEqual([]);
  });

  it('has the check sums that others compute', () => {
    expect([crc32(utf8('123456789')), crc32(utf8('56789'), crc32(utf8('1234'))), crc32(new Uint8Array())]).toEqual([
      0xcbf43926, 0xcbf43926, 0,
    ]);
  });
});
