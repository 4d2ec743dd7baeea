/**
 * What goes wrong, met where a person meets it: the program says it in one sentence, ends with the right code, loses nothing,
 * and the rest goes on.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { openCase } from '../../host/vault/open-case.ts';
import type { VerifyReport } from '../../host/vault/session.ts';
import { openDatabase } from '../../host/vault/sqlite.ts';
import {
  logLines,
  rubbish,
  utf16,
  writeArchives,
  writeEndlessLine,
  writeOddities,
} from '../helpers/hostile-sources.ts';
import { audittrail as run, refusalOf, ingestByProgram, type RunOptions } from '../helpers/program.ts';
import {
  fillCase,
  makeCase,
  PASSPHRASE,
  temporaryFolder,
  writeAuditLines,
  type TestCase,
  moveEventsToSegment,
} from '../helpers/temporary-case.ts';

const NOBODY = 65_534;
const MAX_MEMORY_BYTES = 1.5 * 1024 ** 3;
const MIB = 1024 * 1024;
const EVENTS = 40_000;

const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const isRoot = process.getuid?.() === 0;
let base: TestCase;

/**
 * On a workstation of its own for each folder: the copies of a case here go on apart from each other, which one workstation
 * that saw them all would call a rollback.
 */
function audittrail(args: readonly string[], options: RunOptions = {}) {
  const at = args.indexOf('--case');
  const dir = at < 0 ? undefined : args[at + 1];
  return run(args, dir === undefined || !existsSync(dir) ? options : { dataDir: `${dir}.workstation`, ...options });
}

async function makeProgramCase(name: string): Promise<string> {
  await makeCase(at(name));
  return at(name);
}

/** A copy of the filled case with something done to it. */
function damaged(name: string, damage: (dir: string) => void): string {
  const dir = at(name);
  cpSync(base.dir, dir, { recursive: true });
  damage(dir);
  return dir;
}

const show = (dir: string, passphrase = PASSPHRASE) => audittrail(['case', 'show', '--case', dir], { passphrase });

async function verifyByProgram(dir: string): Promise<{ exitCode: number | null; report: VerifyReport }> {
  const ran = await audittrail(['verify', '--case', dir, '--json']);
  if (!ran.out.startsWith('{')) throw new Error(`no report: ${ran.err}`);
  return { exitCode: ran.exitCode, report: JSON.parse(ran.out) as VerifyReport };
}

async function totalOf(dir: string, query: string): Promise<number> {
  const { out, err } = await audittrail(['search', query, '--count', '--case', dir, '--json']);
  if (!out.startsWith('{')) throw new Error(`no page: ${err}`);
  return (JSON.parse(out) as { total: number }).total;
}

async function eventsOf(dir: string, query = '*'): Promise<AuditLog[]> {
  const { out, err } = await audittrail(['search', query, '--oldest', '--limit', '10000', '--case', dir, '--json']);
  if (!out.startsWith('{')) throw new Error(`no page: ${err}`);
  return (JSON.parse(out) as { events: AuditLog[] }).events;
}

function flip(path: string, from: number, count: number): void {
  const bytes = readFileSync(path);
  for (let i = from; i < Math.min(bytes.length, from + count); i++) bytes[i] = (bytes[i] as number) ^ 0x5a;
  writeFileSync(path, bytes);
}

function editKeys(dir: string, edit: (keys: Record<string, unknown>) => void): void {
  const path = join(dir, 'case.keys');
  const keys = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  edit(keys);
  writeFileSync(path, JSON.stringify(keys));
}

const segmentOf = (dir: string): string => join(dir, 'segments', readdirSync(join(dir, 'segments'))[0] as string);

beforeAll(async () => {
  writeAuditLines(at('base.jsonl'), EVENTS);
  await makeCase(at('base'));
  base = await fillCase(at('base'), { paths: [at('base.jsonl')] });
  await moveEventsToSegment(at('base'));
  expect(readdirSync(join(base.dir, 'segments')).length).toBeGreaterThan(0);
});
afterAll(() => folder.remove());

describe('keys that do not fit', () => {
  it('are refused: a wrong passphrase', async () => {
    expect(refusalOf(await show(base.dir, 'not the passphrase'), /passphrase of operator lead/)).toBe(
      'VAULT_KEY_WRONG',
    );
  });

  it('are refused: no key file', async () => {
    const dir = damaged('keys-missing', (copy) => rmSync(join(copy, 'case.keys')));
    expect(refusalOf(await show(dir), /case\.keys/)).toBe('CASE_KEYS_MISSING');
  });

  it('are refused: the key file of another case, though its passphrase is right', async () => {
    const other = await makeProgramCase('other');
    const dir = damaged('keys-foreign', (copy) => cpSync(join(other, 'case.keys'), join(copy, 'case.keys')));
    expect(refusalOf(await show(dir), /another case/)).toBe('CASE_KEYS_FOREIGN');
  });

  it.each<[string, (dir: string) => void]>([
    ['cut short', (dir) => truncateSync(join(dir, 'case.keys'), 300)],
    ['empty', (dir) => truncateSync(join(dir, 'case.keys'), 0)],
    ['no text', (dir) => writeFileSync(join(dir, 'case.keys'), rubbish(900, 3))],
    ['without slots', (dir) => editKeys(dir, (keys) => (keys['slots'] = []))],
    [
      'asking for terabytes of memory',
      (dir) =>
        editKeys(dir, (keys) => {
          const [slot] = keys['slots'] as [{ header: { kdf: { memoryKiB: number } } }];
          slot.header.kdf.memoryKiB = 2 ** 31;
        }),
    ],
  ])('are refused: a key file that is %s', async (name, damage) => {
    const dir = damaged(`keys ${name}`, damage);
    expect(refusalOf(await show(dir), /case\.keys/)).toBe('CASE_KEYS_DAMAGED');
  });

  it('are refused: a slot whose role somebody raised', async () => {
    const dir = damaged('keys-raised', (copy) =>
      editKeys(copy, (keys) => {
        const [slot] = keys['slots'] as [{ header: { role: string } }];
        slot.header.role = 'auditor';
      }),
    );
    expect(refusalOf(await show(dir))).toBe('VAULT_KEY_WRONG');
  });
});

describe('a folder that is no case of this program', () => {
  it.each<[string, keyof typeof import('../../shared/errors.ts').ERROR_CODES, () => string]>([
    ['is not there', 'CASE_NOT_FOUND', () => at('nowhere')],
    ['holds other things', 'CASE_NOT_A_CASE', () => folder.path],
    ['is a file', 'CASE_NOT_A_CASE', () => at('base.jsonl')],
    ['has lost its database', 'CASE_NOT_A_CASE', () => damaged('db-missing', (copy) => rmSync(join(copy, 'case.db')))],
    [
      'has keys of a newer version',
      'CASE_NEWER_VERSION',
      () => damaged('keys-newer', (copy) => editKeys(copy, (keys) => (keys['version'] = 99))),
    ],
    [
      'has tables of a newer version',
      'CASE_NEWER_VERSION',
      () =>
        damaged('schema-newer', (copy) => {
          const db = openDatabase(join(copy, 'case.db'), deriveKey(base.dataKey, 'db', 'case.db'));
          db.pragma('user_version = 9990');
          db.close();
        }),
    ],
  ])('because it %s is refused, and left as it was', async (_, code, make) => {
    const dir = make();
    const list = (): string[] => (existsSync(dir) && statSync(dir).isDirectory() ? readdirSync(dir).toSorted() : []);
    const before = list();
    expect(refusalOf(await show(dir))).toBe(code);
    expect(list().filter((name) => name !== 'case.lock')).toEqual(before.filter((name) => name !== 'case.lock'));
  });
});

describe('a database that is damaged', () => {
  it.each<[string, (path: string) => void]>([
    ['at its first page', (path) => flip(path, 0, 4096)],
    ['in every page', (path) => flip(path, 0, 1e9)],
    ['down to nothing', (path) => truncateSync(path, 0)],
    ['down to one page', (path) => truncateSync(path, 8192)],
  ])('%s is refused with a word about the damage', async (name, damage) => {
    const dir = damaged(`db ${name}`, (copy) => damage(join(copy, 'case.db')));
    expect(['VAULT_CORRUPT', 'CASE_KEYS_FOREIGN']).toContain(refusalOf(await show(dir), /damaged|not whole/));
  });

  it('in its middle never verifies as intact, and nothing wrong is shown', async () => {
    const dir = damaged('db-middle', (copy) => {
      const path = join(copy, 'case.db');
      for (let page = 4 * 8192; page < statSync(path).size; page += 3 * 8192) flip(path, page + 100, 60);
    });
    for (const args of [
      ['verify'],
      ['search', 'clerk'],
      ['export', '--query', '*', '--format', 'jsonl', '--out', at('damaged.jsonl')],
    ]) {
      const ran = await audittrail([...args, '--case', dir]);
      expect([1, 2], `${args[0]}: ${ran.out}${ran.err}`).toContain(ran.exitCode);
      expect(ran.out).not.toMatch(/INTACT/);
      expect(ran.err).not.toMatch(/INTERNAL|\.ts:\d/);
    }
    expect(existsSync(at('damaged.jsonl'))).toBe(false);
  });
});

describe('parts of a case that are missing or damaged', () => {
  it.each<[string, string, (dir: string) => void]>([
    ['segment is missing', 'segment', (dir) => rmSync(segmentOf(dir))],
    ['segment is cut short', 'segment', (dir) => truncateSync(segmentOf(dir), 20_000)],
    ['segment is changed', 'segment', (dir) => flip(segmentOf(dir), 60_000, 10)],
    [
      'kept original is missing',
      'original',
      (dir) => rmSync(join(dir, 'files', readdirSync(join(dir, 'files'))[0] as string)),
    ],
  ])('are named by verify where a %s', async (name, kind, damage) => {
    const dir = damaged(`part ${name}`, damage);
    const { exitCode, report } = await verifyByProgram(dir);
    expect([exitCode, report.verdict]).toEqual([1, 'broken']);
    expect(report.findings.some((finding) => finding.kind.startsWith(kind))).toBe(true);
    expect((await audittrail(['verify', '--case', dir])).out).toMatch(/^BROKEN: /);
  });

  it('are said in one sentence where a search needs them', async () => {
    const dir = damaged('segment-lost', (copy) => rmSync(segmentOf(copy)));
    expect(refusalOf(await audittrail(['search', 'clerk', '--case', dir]), /segment/i)).toBe('VAULT_CORRUPT');
  });

  it('cost a restart of the signatures where epoch.key is gone: recorded, and told by verify', async () => {
    const dir = damaged('epoch-lost', (copy) => rmSync(join(copy, 'epoch.key')));
    expect((await show(dir)).exitCode).toBe(0);
    const { report, exitCode } = await verifyByProgram(dir);
    expect([exitCode, report.verdict]).toEqual([0, 'intact']);
    expect(report.notices.join('\n')).toMatch(/restart/i);
    const { out } = await audittrail(['verify', '--case', dir]);
    expect(out).toMatch(/^INTACT/);
    expect(out).toMatch(/restart/i);
    const log = await audittrail(['custody', '--kind', 'epoch-restart', '--case', dir, '--json']);
    expect((JSON.parse(log.out) as { records: unknown[] }).records).toHaveLength(1);
  });
});

const mayMount = ((): boolean => {
  try {
    mkdirSync(at('mount-try'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at('mount-try')], { stdio: 'ignore' });
    execFileSync('umount', [at('mount-try')]);
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!mayMount)('a disk that runs full (needs the right to mount)', () => {
  const disk = at('disk');
  beforeAll(() => {
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
  });
  afterAll(() => execFileSync('umount', ['-l', disk]));

  it('stops the ingest with one sentence; with room again the same command ends it, and nothing is lost or doubled', async () => {
    const dir = join(disk, 'case');
    await makeCase(dir);
    const ran = await audittrail(['ingest', at('base.jsonl'), '--case', dir]);
    expect(refusalOf(ran, /disk/i)).toBe('DISK_FULL');
    execFileSync('mount', ['-o', 'remount,size=200m', disk]);
    expect((await verifyByProgram(dir)).report).toMatchObject({ verdict: 'intact', findings: [] });
    const { ran: again, result } = await ingestByProgram(dir, [at('base.jsonl')]);
    // Where the last commit still had room, all is there already and the source is known.
    const isWhole = result.sources.every((source) => source.duplicateOf !== undefined);
    expect([again.exitCode, result.totals.eventCount]).toEqual([0, isWhole ? 0 : EVENTS]);
    expect(await totalOf(dir, '*')).toBe(EVENTS);
    expect((await verifyByProgram(dir)).report).toMatchObject({ verdict: 'intact', findings: [] });
  });

  it('refuses to make a case where there is no room at all', async () => {
    writeFileSync(join(disk, 'filler'), '');
    execFileSync('mount', ['-o', `remount,size=${Math.ceil(usedBytes(disk) / 4096) * 4}k`, disk]);
    const ran = await audittrail(['case', 'create', join(disk, 'second'), '--name', 'Second']);
    expect(refusalOf(ran)).toBe('DISK_FULL');
  });
});

const usedBytes = (mounted: string): number =>
  Number(execFileSync('du', ['-sk', mounted]).toString().split('\t')[0]) * 1024;

describe('a source that is no ordinary log', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await makeProgramCase('sources');
  });

  const put = (name: string, content: Buffer | string): string => {
    writeFileSync(at(name), content);
    return at(name);
  };

  it('is reported where it is empty or no text, and the rest of the folder is taken in', async () => {
    mkdirSync(at('mixed'));
    put('mixed/a-empty.log', '');
    put('mixed/b-rubbish.bin', rubbish(200_000, 9));
    put('mixed/c-good.log', logLines(5));
    put('mixed/d-one-byte.log', Buffer.from([0]));
    const { ran, result, source } = await ingestByProgram(dir, [at('mixed')]);
    expect([ran.exitCode, ran.err, result.sources.length]).toEqual([1, '', 4]);
    expect(source('a-empty.log')).toMatchObject({ format: null, recordCount: 0, findings: [{ kind: 'empty-source' }] });
    expect(source('b-rubbish.bin')).toMatchObject({ format: null, rejectedByReason: { 'format-unknown': 1 } });
    expect(source('c-good.log')).toMatchObject({ format: 'syslog', eventCount: 5, rejectedCount: 0 });
    expect(source('d-one-byte.log')).toMatchObject({ eventCount: 0, rejectedCount: 1 });
  });

  it('is read through its bad bytes, each event with its own', async () => {
    const lines = [
      Buffer.from('2026-03-01T10:00:00Z good line\n'),
      Buffer.from('2026-03-01T10:00:01Z b\xe4d \xff\xfe\xc3( line\n', 'latin1'),
      Buffer.from('2026-03-01T10:00:02Z another\n'),
    ];
    const { source } = await ingestByProgram(dir, [put('bad-utf8.log', Buffer.concat(lines))]);
    const { recordCount, eventCount } = source('bad-utf8.log');
    expect([recordCount, eventCount]).toEqual([3, 3]);
    const [found] = await eventsOf(dir, 'source:bad-utf8.log "good line"');
    expect(found?.origin).toMatchObject({ offset: 0 });
  });

  it.each([
    ['LE', true],
    ['LE', false],
    ['BE', true],
    ['BE', false],
  ] as const)('is read in UTF-16 %s (mark: %s)', async (order, mark) => {
    const text = `2026-03-01T10:00:00Z Grüße aus ${order}\r\n2026-03-01T10:00:01Z 日本語 ${mark}\r\n`.repeat(20);
    const name = `utf16-${order}-${mark}.log`;
    const { ran, source } = await ingestByProgram(dir, [put(name, utf16(text, order, mark))]);
    expect([ran.exitCode, source(name).eventCount, source(name).rejectedCount]).toEqual([0, 40, 0]);
    const events = await eventsOf(dir, `source:${name}`);
    expect(events.every(({ timestamp }) => timestamp?.startsWith('2026-03-01T10:00:0') === true)).toBe(true);
    expect(await totalOf(dir, `source:${name} grüße`)).toBe(20);
    expect(await totalOf(dir, `source:${name} 日本語`)).toBe(20);
  });

  it('keeps times that can not be, and clocks that jump, without losing the events', async () => {
    const times = [
      '1601-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2026-03-01T10:00:00Z',
      '2025-03-01T10:00:00Z',
      '2026-03-01T09:59:59Z',
      '2026-02-30T10:00:00Z',
      '+12026-01-01T00:00:00Z',
    ];
    const text = times.map((time, n) => `${JSON.stringify({ time, n, message: `jump ${n}` })}\n`).join('');
    const { ran, source } = await ingestByProgram(dir, [put('jumps.jsonl', text)]);
    const { eventCount, rejectedCount, withoutTimeCount, firstTime, lastTime, gaps } = source('jumps.jsonl');
    expect([ran.err, eventCount, rejectedCount]).toEqual(['', 7, 0]);
    expect([firstTime, lastTime]).toEqual(['2025-03-01T10:00:00Z', '2026-03-01T10:00:00Z']);
    expect(withoutTimeCount).toBe(4);
    expect(gaps).toEqual([{ from: '2025-03-01T10:00:00.000Z', to: '2026-03-01T09:59:59.000Z', seconds: 31_535_999 }]);
    const events = await eventsOf(dir, 'source:jumps.jsonl');
    expect(events.map(({ metadata }) => metadata['message']).toSorted()).toEqual(times.map((_, n) => `jump ${n}`));
  });

  it('is left as it was: nothing beside the case is written', async () => {
    const path = put('untouched.log', logLines(3));
    const before = statSync(path);
    await ingestByProgram(dir, [path]);
    const after = statSync(path);
    expect([after.mtimeMs, after.size, after.mode]).toEqual([before.mtimeMs, before.size, before.mode]);
  });
});

describe('a line without an end', () => {
  it.each([
    ['text', 'aaaa', 500 * MIB],
    ['JSON', '{"time":"2026-03-01T10:00:00Z","message":"', 300 * MIB],
    ['syslog', '<13>1 2026-03-01T10:00:00Z host app 1 - - ', 300 * MIB],
    ['CSV', 'time,message\n2026-03-01T10:00:00Z,"', 300 * MIB],
  ])(
    'of hundreds of megabytes (%s) is one rejection, in bounded memory, and the log goes on',
    async (name, begin, sizeBytes) => {
      const dir = await makeProgramCase(`endless-${name}`);
      const path = at(`endless-${name}.log`);
      writeEndlessLine(path, begin, sizeBytes);
      const { ran, source } = await ingestByProgram(dir, [path], ['--by-reference']);
      const { recordCount, rejectedByReason, sizeBytes: told } = source(`endless-${name}.log`);
      rmSync(path);
      expect(ran.peakBytes).toBeGreaterThan(0);
      expect(ran.peakBytes).toBeLessThan(MAX_MEMORY_BYTES);
      expect([ran.exitCode, ran.err, told]).toEqual([1, '', sizeBytes]);
      expect(rejectedByReason).toEqual({ 'record-too-long': 1 });
      expect(recordCount).toBeLessThanOrEqual(2);
    },
  );

  it('that ends after all is followed by the lines behind it', async () => {
    const dir = await makeProgramCase('endless-ended');
    const path = at('ended.log');
    writeFileSync(path, logLines(3));
    writeEndlessLine(at('ended.part'), '<13>1 2026-03-01T10:00:05Z host app 1 - - ', 60 * MIB);
    writeFileSync(
      path,
      Buffer.concat([readFileSync(path), readFileSync(at('ended.part')), Buffer.from(`\n${logLines(4, 5)}`)]),
    );
    const { source } = await ingestByProgram(dir, [path]);
    expect(source('ended.log')).toMatchObject({ eventCount: 7, rejectedByReason: { 'record-too-long': 1 } });
    expect(await totalOf(dir, 'entry')).toBe(7);
    expect((await verifyByProgram(dir)).report).toMatchObject({ verdict: 'intact', findings: [] });
  });

  it('of 4 GB of zeros is refused in bounded memory', async () => {
    const dir = await makeProgramCase('zeros');
    closeSync(openSync(at('zeros.log'), 'w'));
    truncateSync(at('zeros.log'), 4 * 1024 * MIB);
    const { ran, source } = await ingestByProgram(dir, [at('zeros.log')], ['--by-reference']);
    expect(ran.peakBytes).toBeLessThan(MAX_MEMORY_BYTES);
    expect([ran.exitCode, ran.err]).toEqual([1, '']);
    expect(source('zeros.log')).toMatchObject({ sizeBytes: 4 * 1024 * MIB, eventCount: 0, rejectedCount: 1 });
  });
});

describe('a file that changes while it is taken in by reference', () => {
  it('is reported as changed; its events keep the hash of what was read first', async () => {
    const dir = await makeProgramCase('changing');
    const path = at('changing.jsonl');
    writeAuditLines(path, 120_000);
    const session = await openCase({ dir, passphrase: PASSPHRASE });
    let isChanged = false;
    const { sources } = await session.ingest(
      { paths: [path], keepOriginals: false },
      {
        onProgress({ phase }) {
          if (phase !== 'ingest' || isChanged) return;
          isChanged = true;
          const file = openSync(path, 'r+');
          writeSync(file, Buffer.from('X'), 0, 1, statSync(path).size - 40);
          closeSync(file);
        },
      },
    );
    expect(isChanged).toBe(true);
    const kinds = sources[0]?.findings.map(({ kind }) => kind);
    expect(kinds).toContain('source-changed');
    expect(await session.verify({ mode: 'fast' }, {})).toMatchObject({ verdict: 'intact' });
    await session.close();
  });
});

describe('archives that were made to harm', () => {
  it('are opened in place, nested or lying, and nothing is written where their names lead', async () => {
    const dir = await makeProgramCase('archives');
    writeArchives(at('packed'));
    const slipped = ['/tmp/slipped.log', '/etc/cron.d/slipped'].filter((path) => existsSync(path));
    const { ran, result, source } = await ingestByProgram(dir, [at('packed')]);
    expect([ran.exitCode, ran.err]).toEqual([1, '']);
    expect(source('nested.zip!/box.tar.gz!/inner.zip!/deep.log')).toMatchObject({ format: 'syslog', eventCount: 4 });
    expect(source('nested.zip!/box.tar.gz!/flat.log')).toMatchObject({ eventCount: 3 });
    const fromSlip = result.sources.filter(({ path, format }) => path.includes('slip.zip!/') && format !== null);
    expect(fromSlip.map(({ path, eventCount }) => [path.slice(path.indexOf('!/') + 2), eventCount])).toEqual([
      ['(up)/(up)/(up)/(up)/tmp/slipped.log', 1],
      ['etc/cron.d/slipped', 1],
      ['C_/Windows/slipped.log', 1],
    ]);
    expect(fromSlip.every(({ findings }) => findings.some(({ kind }) => kind === 'odd-member-name'))).toBe(true);
    expect(['/tmp/slipped.log', '/etc/cron.d/slipped'].filter((path) => existsSync(path))).toEqual(slipped);
    expect(source('locked.zip!/open.log')).toMatchObject({ eventCount: 2 });
    expect(source('locked.zip!/secret.log').findings.map(({ kind }) => kind)).toContain('member-encrypted');
    const cut = source('cut.log.gz!/cut.log');
    expect(cut.eventCount).toBeGreaterThan(100);
    expect(cut.findings.length).toBeGreaterThan(0);
    for (const name of ['small.log', 'big.log']) {
      const lying = source(`lying.zip!/${name}`);
      expect(lying.findings.length, name).toBeGreaterThan(0);
    }
    expect((await verifyByProgram(dir)).report).toMatchObject({ verdict: 'intact', findings: [] });
  });
});

describe('a folder that was made to harm', () => {
  it('is walked without hanging, following or obeying anything in it', async () => {
    const dir = await makeProgramCase('oddities');
    writeOddities(at('odd'));
    const ran = await audittrail(['ingest', at('odd'), '--case', dir]);
    expect(ran.out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(ran.err).toBe('');
    const { result } = await ingestByProgram(dir, [at('odd')], ['--again']);
    const told = result.sources.map(({ eventCount, findings }) => [
      eventCount,
      findings.map(({ kind }) => kind).join(),
    ]);
    expect(told.filter(([count]) => count === 1)).toHaveLength(6);
    expect(told.filter(([, kinds]) => kinds === 'symbolic-link')).toHaveLength(4);
    expect(told.filter(([, kinds]) => kinds === 'special-file')).toHaveLength(1);
    expect(told.filter(([, kinds]) => kinds === 'odd-file-name')).toHaveLength(1);
    expect(told).toHaveLength(11);
  });

  it('with a name that does not exist is refused before anything is recorded', async () => {
    const dir = await makeProgramCase('misspelt');
    const ran = await audittrail(['ingest', at('base.jsonl'), at('bsae.jsonl'), '--case', dir]);
    expect(refusalOf(ran, /bsae\.jsonl/)).toBe('FILE_NOT_FOUND');
    expect(await totalOf(dir, '*')).toBe(0);
  });

  it.skipIf(!isRoot)(
    'with parts this user may not read is taken in without them (needs root, to be somebody else)',
    async () => {
      mkdirSync(at('private'));
      writeFileSync(at('private', 'mine.log'), logLines(2));
      mkdirSync(at('private', 'closed'));
      writeFileSync(at('private', 'closed', 'hidden.log'), logLines(2, 5));
      writeFileSync(at('private', 'secret.log'), logLines(2, 8));
      chmodSync(at('private', 'closed'), 0o700);
      chmodSync(at('private', 'secret.log'), 0o600);
      chmodSync(folder.path, 0o755);
      mkdirSync(at('theirs'));
      chownSync(at('theirs'), NOBODY, NOBODY);
      const asNobody = { uid: NOBODY, dataDir: at('theirs', 'workstation') };
      const dir = at('theirs', 'case');
      expect((await audittrail(['case', 'create', dir, '--name', 'Theirs'], asNobody)).err).toBe('');
      const { ran, source, result } = await ingestByProgram(dir, [at('private')], [], asNobody);
      expect([ran.exitCode, result.totals.eventCount]).toEqual([1, 2]);
      expect(source('closed').findings).toMatchObject([{ kind: 'unreadable' }]);
      expect(source('secret.log').findings).toMatchObject([{ kind: 'unreadable' }]);
      const elsewhere = await audittrail(['case', 'create', at('private', 'closed', 'case'), '--name', 'No'], asNobody);
      expect(elsewhere.exitCode).toBe(2);
      expect(elsewhere.err).toMatch(/^audittrail: [^\n]+ \[CASE_READ_ONLY\]\n$/);
    },
  );
});

describe('a case folder that is moved while nobody has it open', () => {
  it('is the same case at its new place', async () => {
    const dir = damaged('to-move', () => undefined);
    renameSync(dir, at('moved'));
    expect(await totalOf(at('moved'), 'user_login')).toBe(Math.ceil(EVENTS / 3));
  });
});
