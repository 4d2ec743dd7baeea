/** Sources that were made to break a reader, and folders that were made to break a walk. For tests. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeTar, makeZip } from '../../host/sources/archive-fixtures.ts';

const LINE = (n: number): string => `<13>1 2026-03-01T10:00:0${n % 10}Z host app ${n} - - entry ${n}\n`;
export const logLines = (count: number, first = 0): string =>
  Array.from({ length: count }, (_, i) => LINE(first + i)).join('');

/** A file of `sizeBytes` that is one line without an end, written piece by piece. */
export function writeEndlessLine(path: string, begin: string, sizeBytes: number): void {
  const piece = Buffer.alloc(1024 * 1024, 'a');
  const file = openSync(path, 'w');
  writeSync(file, begin);
  for (let done = begin.length; done < sizeBytes; done += piece.length) {
    writeSync(file, piece, 0, Math.min(piece.length, sizeBytes - done));
  }
  closeSync(file);
}

/** Reproducible bytes that are no text. */
export function rubbish(count: number, seed: number): Buffer {
  const bytes = Buffer.alloc(count);
  let state = seed;
  for (let i = 0; i < count; i++) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[i] = state >>> 8;
  }
  return bytes;
}

export function utf16(text: string, order: 'LE' | 'BE', mark: boolean): Buffer {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
  return order === 'LE' ? bytes : bytes.swap16();
}

/** zip in tar.gz in zip, and beside it what archives lie about. */
export function writeArchives(dir: string): void {
  mkdirSync(dir);
  const write = (name: string, bytes: Buffer): void => writeFileSync(join(dir, name), bytes);
  const inner = makeZip([{ name: 'deep.log', content: logLines(4) }]);
  const packed = gzipSync(
    makeTar([
      { name: 'inner.zip', content: inner },
      { name: 'flat.log', content: logLines(3, 10) },
    ]),
  );
  write('nested.zip', makeZip([{ name: 'box.tar.gz', content: packed, method: 0 }]));
  write(
    'slip.zip',
    makeZip([
      { name: '../../../../tmp/slipped.log', content: logLines(1, 20) },
      { name: '/etc/cron.d/slipped', content: logLines(1, 21) },
      { name: 'C:\\Windows\\slipped.log', content: logLines(1, 22) },
    ]),
  );
  write(
    'locked.zip',
    makeZip([
      { name: 'secret.log', content: rubbish(300, 5), flags: 0x801 },
      { name: 'open.log', content: logLines(2, 30) },
    ]),
  );
  write('cut.log.gz', gzipSync(logLines(5000, 40)).subarray(0, 9000));
  write(
    'lying.zip',
    makeZip([
      { name: 'small.log', content: logLines(6, 50), sizeBytes: 7 },
      { name: 'big.log', content: logLines(6, 60), sizeBytes: 4_000_000_000 },
    ]),
  );
}

/** Names a terminal would act on, links that lead nowhere or round in a circle, and a pipe nobody writes to. */
export function writeOddities(dir: string): void {
  mkdirSync(dir);
  const names = ['two\nlines.log', 'red\u001b[31m.log', '\u202egol.exe\u202c.log', ' ', '-rf'];
  names.forEach((name, i) => writeFileSync(join(dir, name), logLines(1, 70 + i)));
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/`), Buffer.from([0x62, 0xff, 0xfe, 0x61])]), logLines(1, 80));
  symlinkSync('/nowhere/at/all', join(dir, 'dangling'));
  symlinkSync('loop-b', join(dir, 'loop-a'));
  symlinkSync('loop-a', join(dir, 'loop-b'));
  mkdirSync(join(dir, 'sub'));
  symlinkSync('..', join(dir, 'sub', 'up'));
  execFileSync('mkfifo', [join(dir, 'pipe')]);
}
