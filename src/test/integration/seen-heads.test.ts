/** A case folder that was put back, cut short or continued elsewhere is found the next time it is opened on a workstation that saw it. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TileStore } from '../../engines/chain/tiles.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { CaseWriter } from '../../host/vault/case-writer.ts';
import { openCase } from '../../host/vault/open-case.ts';
import { openPlainDatabase } from '../../host/vault/plain-database.ts';
import { type HeadPlace, SeenHeads, stateOf } from '../../host/vault/seen-heads.ts';
import type { CaseSession } from '../../host/vault/session.ts';
import { openDatabase, type WriteDb } from '../../host/vault/sqlite.ts';
import type { OpenCaseRequest } from '../../host/vault/unlock-case.ts';
import { audittrail, refusalOf } from '../helpers/program.ts';
import { makeCase, PASSPHRASE, temporaryFolder } from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const REASON = 'The disk failed; put back from the backup of Monday';

const open = (dir: string, seenDir: string | undefined, more: Partial<OpenCaseRequest> = {}): Promise<CaseSession> =>
  openCase({ dir, passphrase: PASSPHRASE, ...(seenDir === undefined ? {} : { seenDir }), ...more });

/** A stretch of work: opens, records, closes. Says how many records there are then. */
async function work(dir: string, seenDir: string | undefined, acts = 2): Promise<number> {
  const session = await open(dir, seenDir);
  for (let i = 0; i < acts; i++) await session.record('search', { query: `act ${i}`, resultCount: 0 });
  await session.close();
  const seen = seenDir === undefined ? undefined : SeenHeads.open(seenDir);
  const size = seen?.find((await headerOf(dir)).origin)?.size ?? 0;
  seen?.close();
  return size;
}

async function headerOf(dir: string): Promise<{ origin: string }> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE, readOnly: true });
  const { origin } = writer;
  writer.close();
  return { origin };
}

const copy = (from: string, to: string): void => {
  rmSync(at(to), { recursive: true, force: true });
  cpSync(at(from), at(to), { recursive: true });
};

beforeAll(() => makeCase(at('made')));
afterAll(() => folder.remove());

describe('a case that this workstation saw', () => {
  it('opens as it was left, and each head is remembered', async () => {
    copy('made', 'honest');
    const first = await open(at('honest'), at('w1'));
    expect((await first.info()).seenHere).toEqual({ state: 'first' });
    await first.close();
    const size = await work(at('honest'), at('w1'));
    const again = await open(at('honest'), at('w1'));
    expect((await again.info()).seenHere).toMatchObject({ state: 'extends', size });
    await again.close();
  });

  it('is refused after the whole folder was put back from a copy, epoch key and all', async () => {
    copy('made', 'rolled');
    await work(at('rolled'), at('w2'));
    copy('rolled', 'backup');
    const size = await work(at('rolled'), at('w2'));
    copy('backup', 'rolled');
    await expect(open(at('rolled'), at('w2'))).rejects.toMatchObject({
      code: 'CASE_ROLLED_BACK',
      details: { seenSize: size },
    });
    // Nothing was signed or recorded by the refused try.
    const elsewhere = await open(at('rolled'), undefined, { readOnly: true });
    const { recordCount } = await elsewhere.info();
    await elsewhere.close();
    expect(recordCount).toBeLessThan(size);
  });

  it('is refused after its end was cut off by somebody who has all its keys', async () => {
    copy('made', 'cut');
    const size = await work(at('cut'), at('w3'), 1);
    const { kept } = await cutNewestBatch(at('cut'));
    expect(kept).toBeLessThan(size);
    await expect(open(at('cut'), at('w3'))).rejects.toMatchObject({ code: 'CASE_ROLLED_BACK' });
    // The log in itself is whole: nothing but what was seen here tells.
    const elsewhere = await open(at('cut'), undefined);
    expect((await elsewhere.verify({ mode: 'strict' }, {})).verdict).toBe('intact');
    await elsewhere.close();
  });

  it('is refused after it was continued from an older copy elsewhere, though it is longer now', async () => {
    copy('made', 'fork');
    await work(at('fork'), at('w4'));
    copy('fork', 'older');
    await work(at('fork'), at('w4'));
    await work(at('older'), undefined, 20);
    await expect(open(at('older'), at('w4'))).rejects.toMatchObject({ code: 'CASE_TWO_HISTORIES' });
  });

  it('is found out while it is open twice from two folders: the second to write stops', async () => {
    copy('made', 'left');
    await work(at('left'), at('w5'));
    copy('left', 'right');
    const left = await open(at('left'), at('w5'));
    await expect(open(at('right'), at('w5'))).rejects.toMatchObject({ code: 'CASE_ROLLED_BACK' });
    const right = await open(at('right'), undefined);
    await right.record('search', { query: 'x', resultCount: 0 });
    await right.close();
    const seen = SeenHeads.open(at('w5'));
    const { origin } = await headerOf(at('right'));
    seen.accept(
      origin,
      { size: 9999, root: new Uint8Array(32), note: 'of another history' },
      { operatorId: 'lead', reason: 'in another process' },
    );
    seen.close();
    await expect(left.record('search', { query: 'y', resultCount: 0 })).rejects.toMatchObject({
      code: 'CASE_TWO_HISTORIES',
    });
    await expect(left.record('search', { query: 'z', resultCount: 0 })).rejects.toMatchObject({
      code: 'CASE_TWO_HISTORIES',
    });
    await left.close();
  });
});

describe('a folder that contradicts what was seen', () => {
  beforeAll(async () => {
    copy('made', 'case');
    const session = await open(at('case'), at('w6'));
    await session.addOperator({ operatorId: 'ann', name: 'Ann', role: 'analyst', passphrase: PASSPHRASE });
    await session.close();
    copy('case', 'monday');
    await work(at('case'), at('w6'));
    copy('monday', 'case');
  });

  it('is looked into by a lead, who is told, and whose check says so; by nobody else', async () => {
    await expect(open(at('case'), at('w6'), { operatorId: 'ann', readOnly: true })).rejects.toMatchObject({
      code: 'CASE_ROLLED_BACK',
    });
    const session = await open(at('case'), at('w6'), { operatorId: 'lead', readOnly: true });
    const { readOnlyReason, seenHere } = await session.info();
    expect(readOnlyReason).toMatch(/^it was opened for reading; this workstation saw \d+ records .* older copy/u);
    expect(seenHere?.state).toBe('rolled-back');
    expect((await session.search({ query: '*' })).total).toBe(0);
    await session.close();
  });

  it('is gone on with by a lead who says why: a record names what was given up, and the next opening is as usual', async () => {
    const acceptRestore = { reason: REASON };
    await expect(open(at('case'), at('w6'), { operatorId: 'ann', acceptRestore })).rejects.toMatchObject({
      code: 'ROLE_FORBIDDEN',
    });
    const session = await open(at('case'), at('w6'), { operatorId: 'lead', acceptRestore });
    const [record] = await session.log({ kinds: ['anchor'] });
    expect(record?.body).toMatchObject({
      act: 'restore-accepted',
      operatorId: 'lead',
      reason: REASON,
      found: 'rolled-back',
      seen: { size: expect.any(Number), root: expect.stringMatching(/^[0-9a-f]{64}$/u), note: expect.any(String) },
    });
    // The same session already holds to what it took.
    expect((await session.info()).seenHere?.state).toBe('extends');
    await session.close();
    await work(at('case'), at('w6'));
    await expect(open(at('case'), at('w6'), { operatorId: 'lead', acceptRestore })).rejects.toMatchObject({
      code: 'CONTRACT_BAD_INPUT',
    });
  });

  it('keeps segment files of the given-up records aside instead of removing them', async () => {
    copy('monday', 'aside');
    writeFileSync(join(at('aside'), 'segments', '000077.seg'), 'of the newer copy');
    await (await open(at('aside'), at('w6'), { operatorId: 'lead', acceptRestore: { reason: REASON } })).close();
    const [kept = ''] = readdirSync(at('aside')).filter((name) => name.startsWith('set-aside-'));
    expect(readdirSync(join(at('aside'), kept))).toEqual(['000077.seg']);
  });
});

describe('a restore that can not be accepted', () => {
  const acceptRestore = { reason: REASON };

  it('is an error where nothing could be recorded: opened for reading, or a log that does not fit its head', async () => {
    const ran = await audittrail(['case', 'accept-restore', '--reason', REASON, '--read-only', '--case', at('made')], {
      dataDir: at('nothing-data'),
    });
    expect(refusalOf(ran, /nothing is recorded/u)).toBe('CONTRACT_BAD_INPUT');
    await expect(open(at('made'), at('w8'), { readOnly: true, acceptRestore })).rejects.toMatchObject({
      code: 'CASE_READ_ONLY',
    });
    copy('made', 'torn');
    await editDatabase(
      at('torn'),
      (db) => void db.prepare('UPDATE digest_tile SET digests = zeroblob(length(digests))').run(),
    );
    await expect(open(at('torn'), at('w8'), { acceptRestore })).rejects.toMatchObject({
      code: 'CASE_READ_ONLY',
      message: expect.stringMatching(/was not accepted/u),
    });
  });
});

describe('an older case.db beside the newer epoch.key', () => {
  const acceptRestore = { reason: REASON };

  it('is gone on with by a lead, also where nothing was seen before: the chain restarts, and the check is whole', async () => {
    for (const [name, seenDir] of [
      ['key-seen', at('w9')],
      ['key-unseen', undefined],
    ] as const) {
      copy('made', name);
      await work(at(name), seenDir);
      copy(name, 'key-older');
      await work(at(name), seenDir);
      cpSync(join(at('key-older'), 'case.db'), join(at(name), 'case.db'));
      const looked = await open(at(name), seenDir);
      expect((await looked.info()).readOnlyReason, name).toMatch(/epoch\.key knows a later key/u);
      await looked.close();
      const session = await open(at(name), seenDir, { acceptRestore });
      const [record] = await session.log({ kinds: ['anchor'] });
      const found = seenDir === undefined ? 'log-rolled-back' : 'rolled-back';
      expect(record?.body, name).toMatchObject({ act: 'restore-accepted', reason: REASON, found });
      expect((await session.verify({ mode: 'strict' }, {})).verdict, name).toBe('intact');
      await session.close();
      const again = await open(at(name), seenDir);
      expect((await again.info()).readOnlyReason, name).toBeUndefined();
      await again.close();
    }
  });
});

describe('a case that is only looked at', () => {
  it('is remembered, so that an older copy put in its place is found', async () => {
    copy('made', 'looked');
    copy('looked', 'looked-before');
    await work(at('looked'), undefined);
    await (await open(at('looked'), at('w10'), { readOnly: true })).close();
    copy('looked-before', 'looked');
    await expect(open(at('looked'), at('w10'))).rejects.toMatchObject({ code: 'CASE_ROLLED_BACK' });
  });

  it('is not called rolled back by a reader beside a writer, and takes nothing from the memory', async () => {
    copy('made', 'beside');
    const writing = await open(at('beside'), at('w11'));
    const acts = (async () => {
      for (let i = 0; i < 30; i++) await writing.record('search', { query: `act ${i}`, resultCount: 0 });
    })();
    const states = new Set<string | undefined>();
    for (let i = 0; i < 3; i++) {
      const reading = await open(at('beside'), at('w11'), { readOnly: true });
      states.add((await reading.info()).seenHere?.state);
      await reading.close();
    }
    await acts;
    const { headSize } = await writing.info();
    await writing.close();
    expect([...states]).toEqual(['extends']);
    const seen = SeenHeads.open(at('w11'));
    expect(seen.find((await headerOf(at('beside'))).origin)?.size).toBeGreaterThanOrEqual(headSize);
    seen.close();
  });
});

describe('a log whose hashes do not suffice for the comparison', () => {
  it('is not said to have two histories: nobody can say', () => {
    const seen: HeadPlace & { note: string; at: string } = { size: 3, root: new Uint8Array(32), note: '', at: 'then' };
    const none: TileStore = { get: () => undefined };
    expect(stateOf(seen, { size: 700, root: new Uint8Array(32) }, none)).toMatchObject({ kind: 'unproven' });
  });
});

describe('a memory that can not be used', () => {
  it('keeps nobody out while another program holds it, and is told', async () => {
    copy('made', 'held');
    await work(at('held'), at('w12'));
    const other = openPlainDatabase(join(at('w12'), 'heads.db'), '');
    other.exec('BEGIN EXCLUSIVE');
    const session = await open(at('held'), at('w12'), { readOnly: true });
    expect((await session.info()).seenHere).toEqual({ state: 'unknown', problem: expect.stringMatching(/holds/u) });
    await session.close();
    const writing = await open(at('held'), at('w12'));
    expect((await writing.info()).seenHere).toMatchObject({ state: 'unknown' });
    other.exec('COMMIT');
    other.close();
    await writing.record('search', { query: 'x', resultCount: 0 });
    expect((await writing.info()).seenHere?.problem).toMatch(/holds/u);
    await writing.close();
  });

  it('is read while another program is about to write it', async () => {
    copy('made', 'reserved');
    const size = await work(at('reserved'), at('w13'));
    const other = openPlainDatabase(join(at('w13'), 'heads.db'), '');
    other.exec('BEGIN IMMEDIATE');
    const session = await open(at('reserved'), at('w13'), { readOnly: true });
    expect((await session.info()).seenHere).toEqual({ state: 'extends', size, at: expect.any(String) });
    await session.close();
    other.close();
  });

  it('stops whoever would write, and not a lead who looks, where a page in it is damaged', async () => {
    copy('made', 'page');
    await work(at('page'), at('w14'));
    const path = join(at('w14'), 'heads.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096, 8192);
    writeFileSync(path, bytes);
    await expect(open(at('page'), at('w14'))).rejects.toMatchObject({ code: 'WITNESS_STORE_BROKEN' });
    const session = await open(at('page'), at('w14'), { readOnly: true });
    expect((await session.info()).seenHere).toEqual({ state: 'unknown', problem: expect.stringMatching(/damaged/u) });
    await session.close();
  });

  it('stops whoever would write, and not a lead who looks, where it is damaged', async () => {
    copy('made', 'm');
    await work(at('m'), at('w7'));
    writeFileSync(join(at('w7'), 'heads.db'), 'this is no database, whatever the name says'.repeat(100));
    await expect(open(at('m'), at('w7'))).rejects.toMatchObject({ code: 'WITNESS_STORE_BROKEN' });
    const session = await open(at('m'), at('w7'), { readOnly: true });
    expect((await session.info()).seenHere).toEqual({ state: 'unknown', problem: expect.stringMatching(/damaged/u) });
    await session.close();
  });

  it('keeps nobody from a case where there is no place for it, and is told', async () => {
    copy('made', 'n');
    writeFileSync(at('file'), '');
    const session = await open(at('n'), join(at('file'), 'below'));
    expect((await session.info()).seenHere).toEqual({ state: 'unknown', problem: expect.any(String) });
    await session.record('search', { query: 'x', resultCount: 0 });
    await session.close();
  });
});

describe('the command line', () => {
  it('walks through an honest restore: refused, looked into, found broken, accepted, as usual again', async () => {
    copy('made', 'cli');
    const options = { dataDir: at('cli-data') };
    const run = (...args: string[]) => audittrail([...args, '--case', at('cli')], options);
    await run('search', '*');
    copy('cli', 'cli-backup');
    await run('search', '*');
    copy('cli-backup', 'cli');
    expect(refusalOf(await run('verify'), /saw \d+ records/u)).toBe('CASE_ROLLED_BACK');
    const looked = await run('verify', '--read-only', '--json');
    expect([looked.exitCode, JSON.parse(looked.out)]).toMatchObject([
      1,
      { verdict: 'broken', findings: [{ kind: 'history-rolled-back' }] },
    ]);
    const accepted = await run('case', 'accept-restore', '--reason', REASON);
    expect(accepted).toMatchObject({ exitCode: 0 });
    const after = await run('verify', '--json');
    expect([after.exitCode, JSON.parse(after.out)]).toMatchObject([0, { verdict: 'intact' }]);
    expect((await run('custody', '--kind', 'anchor')).out).toContain('Monday');
  });
});

/** Changes the database as somebody with all keys can. */
async function editDatabase(dir: string, edit: (db: WriteDb) => void): Promise<void> {
  const writer = await CaseWriter.open({ dir, passphrase: PASSPHRASE, readOnly: true });
  const key = deriveKey(writer.dataKey, 'db', 'case.db');
  writer.close();
  const db = openDatabase(join(dir, 'case.db'), key);
  for (const name of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    db.exec(`DROP TRIGGER ${String(name)}`);
  }
  edit(db);
  db.close();
}

/** Takes the newest batch out of the database as somebody with all keys can: lines, hashes, head, and no trace of them. */
async function cutNewestBatch(dir: string): Promise<{ kept: number }> {
  let kept = 0;
  await editDatabase(dir, (db) => {
    const sizes = db.prepare('SELECT size FROM head ORDER BY size DESC LIMIT 2').pluck().all() as number[];
    kept = sizes[1] as number;
    db.prepare('DELETE FROM head WHERE size > ?').run(kept);
    db.prepare('DELETE FROM hot_block WHERE first_seq >= ?').run(kept);
    db.prepare('UPDATE digest_tile SET digests = substr(digests, 1, ?) WHERE n = 0').run(kept * 32);
  });
  return { kept };
}
