/** A crash at any step of an unlock: the next open goes on with the right key, and every head stays in its chain. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeCase, PASSPHRASE, temporaryFolder, verify, type TestCase } from '../../test/helpers/temporary-case.ts';
import { casePaths } from './case-folder.ts';
import { deriveKey } from './case-keys.ts';
import { CaseLog } from './case-log.ts';
import { findNewestHead, storedSize } from './case-store.ts';
import { CaseWriter } from './case-writer.ts';
import { loadEpochKeys } from './epoch-key.ts';
import { openDatabase } from './sqlite.ts';

const folder = temporaryFolder();
const dir = join(folder.path, 'case');
const paths = casePaths(dir);
let dataKey: Uint8Array;
let origin = '';

const testCase = (): TestCase => ({ dir, origin, dataKey });
const open = (): Promise<CaseWriter> => CaseWriter.open({ dir, passphrase: PASSPHRASE });

/** Leaves the folder as a killed process does: nothing is locked, folded away or erased. */
function kill(writer: CaseWriter): void {
  const frozen = join(folder.path, 'frozen');
  rmSync(frozen, { recursive: true, force: true });
  cpSync(dir, frozen, { recursive: true });
  writer.close();
  rmSync(dir, { recursive: true, force: true });
  cpSync(frozen, dir, { recursive: true });
}

/** Somebody's hands on the database, past the triggers. */
function alter(sql: string): void {
  const db = openDatabase(paths.database, deriveKey(dataKey, 'db', 'case.db'));
  const triggers = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string;
    sql: string;
  }[];
  for (const trigger of triggers) db.exec(`DROP TRIGGER ${trigger.name}`);
  db.exec(sql);
  for (const trigger of triggers) db.exec(trigger.sql);
  db.close();
}

const dropNewestHead = (): void => alter('DELETE FROM head WHERE size = (SELECT max(size) FROM head)');

/** Opens the case and stops dead where the unlock's batch is committed: nothing after that point happens. */
async function openUntil(stop: (commit: () => void) => void): Promise<void> {
  const flush = CaseLog.prototype.flush;
  const spy = vi.spyOn(CaseLog.prototype, 'flush').mockImplementationOnce(function (this: CaseLog, reason) {
    stop(() => flush.call(this, reason));
    throw new Error('killed');
  });
  await expect(open()).rejects.toThrow('killed');
  spy.mockRestore();
}

/** Each leaves the case as a crash at that moment of the unlock would. */
const CRASHES = {
  'after both keys were written, before the record': () => openUntil(() => undefined),
  'after the record, before its head': () =>
    openUntil((commit) => {
      const spy = vi.spyOn(CaseLog.prototype, 'signCommitted').mockImplementationOnce(() => {
        spy.mockRestore();
        throw new Error('killed');
      });
      commit();
    }),
  'after the head, before the old key went': () => openUntil((commit) => commit()),
  async 'after the old key went, before anything was recorded'() {
    kill(await open());
  },
  async 'after a later batch, before its head'() {
    const writer = await open();
    await writer.record('annotation', { note: 'something was recorded' }, false);
    kill(writer);
    dropNewestHead();
  },
} as const;
type Crash = keyof typeof CRASHES;
const NAMES = Object.keys(CRASHES) as Crash[];

beforeAll(async () => {
  await makeCase(dir);
  const writer = await open();
  dataKey = writer.dataKey.slice();
  ({ origin } = writer);
  writer.close();
  cpSync(dir, join(folder.path, 'fresh'), { recursive: true });
});

beforeEach(() => {
  rmSync(dir, { recursive: true, force: true });
  cpSync(join(folder.path, 'fresh'), dir, { recursive: true });
});

afterAll(() => folder.remove());

/** Opens, records something, closes, and checks everything. */
async function goOn() {
  const writer = await open();
  const { readOnlyReason } = writer;
  await writer.record('annotation', { note: 'the work goes on' }, false);
  writer.close();
  const { verdict, findings, notices } = await verify(testCase(), 'strict');
  return { readOnlyReason, verdict, findings, notices };
}

const UNHARMED = { readOnlyReason: undefined, verdict: 'intact', findings: [], notices: [] };

describe('the epoch key', () => {
  it.each(NAMES)('goes on after a crash %s', async (name) => {
    await CRASHES[name]();
    expect(await goOn()).toEqual(UNHARMED);
  });

  it('goes on after any two crashes in a row', async () => {
    // A de Bruijn row: each crash follows each other one, and itself, once.
    const row = NAMES.flatMap((first, i) => [first, ...NAMES.slice(i + 1).flatMap((second) => [first, second])]);
    for (const name of [...row, NAMES[0] as Crash]) await CRASHES[name]();
    expect(await goOn()).toEqual(UNHARMED);
  }, 300_000);

  it('is erased once its successor signs', async () => {
    const writer = await open();
    const before = loadEpochKeys(paths.epochKey, dataKey);
    writer.close();
    (await open()).close();
    const after = loadEpochKeys(paths.epochKey, dataKey);
    expect(after?.next).toBeUndefined();
    expect(after?.current.n).toBe((before?.current.n ?? 0) + 1);
    expect(after?.current.seed).not.toEqual(before?.current.seed);
  });

  it('signs what a crash left without a head with the key of that time', async () => {
    await CRASHES['after a later batch, before its head']();
    const db = openDatabase(paths.database, deriveKey(dataKey, 'db', 'case.db'), { readonly: true });
    expect(findNewestHead(db)?.size).toBeLessThan(storedSize(db));
    db.close();
    expect(await verify(testCase(), 'fast')).toMatchObject({
      verdict: 'broken',
      findings: [{ kind: 'tail-unsigned' }],
    });
    expect(await goOn()).toEqual(UNHARMED);
  });

  it('is restarted, in the open and signed by the operator, where it is gone', async () => {
    rmSync(paths.epochKey);
    const writer = await open();
    expect(writer.readOnlyReason).toBeUndefined();
    writer.close();
    expect(await verify(testCase(), 'strict')).toMatchObject({
      verdict: 'intact',
      findings: [],
      notices: [expect.stringContaining('The signing chain was restarted by lead')],
    });
  });

  it('is restarted also where it is lost again in the middle of a restart', async () => {
    rmSync(paths.epochKey);
    kill(await open());
    rmSync(paths.epochKey);
    dropNewestHead();
    (await open()).close();
    const report = await verify(testCase(), 'strict');
    expect(report).toMatchObject({ verdict: 'intact', findings: [] });
    expect(report.notices).toHaveLength(2);
  });

  it('is restarted where an older key file was put back', async () => {
    const older = readFileSync(paths.epochKey);
    (await open()).close();
    (await open()).close();
    writeFileSync(paths.epochKey, older);
    (await open()).close();
    const report = await verify(testCase(), 'strict');
    expect(report).toMatchObject({ verdict: 'intact', findings: [] });
    expect(report.notices).toHaveLength(1);
  });

  it('tells at once that an older database was put back, and changes nothing', async () => {
    const older = readFileSync(paths.database);
    (await open()).close();
    mkdirSync(paths.segments, { recursive: true });
    const newer = join(paths.segments, '000009.seg');
    writeFileSync(newer, 'a segment the older database does not know');
    writeFileSync(paths.database, older);
    const writer = await open();
    expect(writer.readOnlyReason).toMatch(/older copy/);
    expect(() => writer.writableLog()).toThrow(expect.objectContaining({ code: 'CASE_READ_ONLY' }));
    writer.close();
    expect(existsSync(newer)).toBe(true);
  });
});
