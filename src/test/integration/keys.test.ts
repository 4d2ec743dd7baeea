/** The life of the keys of a case: people leave, the data key changes, passphrases are lost; the case stays whole. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCaseKeys } from '../../host/vault/case-keys.ts';
import { checkShare, describeCase, openCase, recoverCase } from '../../host/vault/open-case.ts';
import type { CaseSession } from '../../host/vault/session.ts';
import {
  makeCase,
  moveEventsToSegment,
  PASSPHRASE,
  temporaryFolder,
  writeAuditLines,
} from '../helpers/temporary-case.ts';

const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const EVENTS = 3000;
const GRACE = 'grace likes long phrases';
const HEDY = 'hedy likes longer phrases';
const REASON = 'Left the company today';

beforeAll(async () => {
  writeAuditLines(at('base.jsonl'), EVENTS);
  await makeCase(at('base'));
  const session = await openCase({ dir: at('base'), passphrase: PASSPHRASE });
  await session.addOperator({ operatorId: 'grace', name: 'Grace', role: 'analyst', passphrase: GRACE });
  await session.addOperator({ operatorId: 'hedy', name: 'Hedy', role: 'lead', passphrase: HEDY });
  await session.ingest({ paths: [at('base.jsonl')] }, {});
  await session.close();
  await moveEventsToSegment(at('base'));
  expect(readdirSync(at('base', 'segments'))).not.toEqual([]);
});
afterAll(() => folder.remove());

function copyOf(name: string): string {
  cpSync(at('base'), at(name), { recursive: true });
  return at(name);
}
const open = (dir: string, operatorId = 'lead', passphrase = PASSPHRASE): Promise<CaseSession> =>
  openCase({ dir, operatorId, passphrase });
async function within<T>(session: Promise<CaseSession>, work: (session: CaseSession) => Promise<T>): Promise<T> {
  const opened = await session;
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
/** Whole, readable, and verified to the last byte. */
async function expectWhole(session: CaseSession): Promise<void> {
  const report = await session.verify({ mode: 'strict' }, {});
  expect([report.verdict, report.findings, report.notChecked]).toEqual(['intact', [], []]);
  expect((await session.search({ query: '*' })).total).toBe(EVENTS);
}

describe('a new data key', () => {
  it('leaves every record, segment and original readable and whole, for everybody, under their own passphrase', async () => {
    const dir = copyOf('rekeyed');
    const before = readFileSync(join(dir, 'segments', readdirSync(join(dir, 'segments'))[0] as string));
    await within(open(dir), async (session) => {
      const told: number[] = [];
      const changed = await session.changeDataKey(
        { reason: 'Yearly change of keys' },
        { onProgress: (done, total) => told.push(done / total) },
      );
      expect(changed.generation).toBe(2);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(told.at(-1)).toBeGreaterThan(0);
      // Goes on in the same session.
      await expectWhole(session);
      await session.record('search', { query: 'after', resultCount: 0 });
      expect((await session.log({ kinds: ['rekey'] })).map(({ body }) => [body['act'], body['by']])).toEqual([
        ['data-key-changed', 'lead'],
      ]);
    });
    expect(existsSync(join(dir, 'rekey'))).toBe(false);
    expect(readFileSync(join(dir, 'segments', readdirSync(join(dir, 'segments'))[0] as string))).not.toEqual(before);
    await within(open(dir, 'grace', GRACE), expectWhole);
    await within(open(dir, 'hedy', HEDY), async (session) => {
      await session.changeDataKey({ reason: 'And a second time' }, {});
      await session.changePassphrase({ oldPassphrase: HEDY, newPassphrase: 'another of hedy’s' });
      await expectWhole(session);
    });
    await within(open(dir, 'hedy', 'another of hedy’s'), expectWhole);
    await within(open(dir), expectWhole);
  });

  it('is not opened by an old copy of case.keys, nor the old files by the new one', async () => {
    const dir = copyOf('old-keys');
    await within(open(dir), (session) => session.changeDataKey({ reason: 'Yearly change of keys' }, {}));
    cpSync(at('base', 'case.keys'), join(dir, 'case.keys'));
    await expect(open(dir)).rejects.toMatchObject({ code: 'CASE_KEYS_FOREIGN' });
    const other = copyOf('old-files');
    cpSync(join(dir, 'case.db'), join(other, 'case.db'));
    await expect(open(other)).rejects.toMatchObject({ code: 'CASE_KEYS_FOREIGN' });
  });

  it('can be stopped, and then nothing has changed', async () => {
    const dir = copyOf('stopped');
    const before = readFileSync(join(dir, 'case.keys'), 'utf8');
    await within(open(dir), async (session) => {
      const stopping = new AbortController();
      const change = session.changeDataKey(
        { reason: 'Not this time after all' },
        { signal: stopping.signal, onProgress: () => stopping.abort() },
      );
      await expect(change).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(existsSync(join(dir, 'rekey'))).toBe(false);
      await expectWhole(session);
    });
    expect(readFileSync(join(dir, 'case.keys'), 'utf8')).toBe(before);
  });

  it('is refused over a segment or an original that is not what was recorded: it would look sound afterwards', async () => {
    const dir = copyOf('tampered');
    const path = join(dir, 'segments', readdirSync(join(dir, 'segments'))[0] as string);
    const bytes = readFileSync(path);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] as number) ^ 1;
    writeFileSync(path, bytes);
    await within(open(dir), async (session) => {
      const change = session.changeDataKey({ reason: 'Yearly change of keys' }, {});
      await expect(change).rejects.toMatchObject({ code: 'VAULT_CORRUPT' });
    });
    const other = copyOf('tampered-original');
    const original = join(other, 'files', readdirSync(join(other, 'files'))[0] as string);
    writeFileSync(original, readFileSync(original).fill(7, 60, 80));
    await within(open(other), async (session) => {
      await expect(session.changeDataKey({ reason: 'Yearly change of keys' }, {})).rejects.toMatchObject({
        code: 'VAULT_CORRUPT',
      });
      expect(existsSync(join(other, 'rekey'))).toBe(false);
    });
  });

  it('waits for nobody and lets nobody in while a verification reads the whole case', async () => {
    const dir = copyOf('busy');
    await within(open(dir), async (session) => {
      const verifying = session.verify({ mode: 'strict' }, {});
      await expect(session.changeDataKey({ reason: 'Yearly change of keys' }, {})).rejects.toMatchObject({
        code: 'CASE_BUSY',
      });
      await verifying;
      const changing = session.changeDataKey({ reason: 'Yearly change of keys' }, {});
      await expect(session.verify({ mode: 'fast' }, {})).rejects.toMatchObject({ code: 'CASE_BUSY' });
      await changing;
      await expectWhole(session);
    });
  });

  it('is sealed to no receiver that the operator has not signed', async () => {
    const dir = copyOf('receiver');
    const path = join(dir, 'case.keys');
    const keys = loadCaseKeys(path);
    const [lead, grace, hedy] = keys.slots;
    const swapped = { ...keys, slots: [lead, { ...grace, receiver: hedy?.receiver }, hedy] };
    writeFileSync(path, JSON.stringify(swapped));
    await within(open(dir), async (session) => {
      expect(await session.unreachable()).toEqual(['grace']);
      await expect(session.changeDataKey({ reason: 'Yearly change of keys' }, {})).rejects.toMatchObject({
        code: 'OPERATOR_UNREACHABLE',
      });
    });
  });
});

describe('an operator who is removed', () => {
  it('signs no more and opens nothing more, and what was signed before stays valid', async () => {
    const dir = copyOf('removed');
    await within(open(dir, 'grace', GRACE), (session) =>
      session.record('search', { query: 'by grace', resultCount: 0 }),
    );
    const oldKeys = readFileSync(join(dir, 'case.keys'));
    await within(open(dir), async (session) => {
      const seq = await session.removeOperator({ operatorId: 'grace', reason: REASON });
      expect((await session.operators()).map(({ operatorId, until }) => [operatorId, until])).toEqual([
        ['lead', undefined],
        ['grace', seq],
        ['hedy', undefined],
      ]);
      await expectWhole(session);
      await expect(session.signing([{ operatorId: 'grace', passphrase: GRACE }])).rejects.toMatchObject({
        code: 'OPERATOR_UNKNOWN',
      });
      await expect(
        session.addOperator({ operatorId: 'grace', name: 'Grace', role: 'lead', passphrase: GRACE }),
      ).rejects.toMatchObject({ code: 'OPERATOR_EXISTS' });
    });
    await expect(open(dir, 'grace', GRACE)).rejects.toMatchObject({ code: 'OPERATOR_UNKNOWN' });
    // An old key file still holds the data key: the program refuses, and only a new data key keeps others out.
    const newKeys = readFileSync(join(dir, 'case.keys'));
    writeFileSync(join(dir, 'case.keys'), oldKeys);
    await expect(open(dir, 'grace', GRACE)).rejects.toMatchObject({ code: 'OPERATOR_REMOVED' });
    writeFileSync(join(dir, 'case.keys'), newKeys);
    await within(open(dir), (session) => session.changeDataKey({ reason: 'Grace was removed' }, {}));
    writeFileSync(join(dir, 'case.keys'), oldKeys);
    await expect(open(dir, 'grace', GRACE)).rejects.toMatchObject({ code: 'CASE_KEYS_FOREIGN' });
  });

  it('is never oneself, nor somebody who has no key', async () => {
    const dir = copyOf('not-removed');
    await within(open(dir), async (session) => {
      const refused = (operatorId: string) => session.removeOperator({ operatorId, reason: REASON });
      await expect(refused('lead')).rejects.toMatchObject({ code: 'OPERATOR_NEEDED' });
      await expect(refused('nobody')).rejects.toMatchObject({ code: 'OPERATOR_UNKNOWN' });
    });
  });
});

describe('recovery shares', () => {
  let dir: string;
  let texts: string[];
  let names: string[];
  beforeAll(async () => {
    dir = copyOf('shares');
    await within(open(dir), async (session) => {
      const made = await session.createRecovery({ threshold: 2, count: 3, reason: 'In case of a lost passphrase' });
      texts = made.shares.map(({ text }) => text);
      names = made.shares.map(({ name }) => name);
      const told = JSON.stringify(await session.log({ kinds: ['operator'] }));
      for (const text of texts) for (const row of text.split('\n')) expect(told).not.toContain(row);
      await session.changeDataKey({ reason: 'They outlive a new data key' }, {});
    });
  });
  const useThem = (shares: readonly string[], more: object = {}) =>
    recoverCase({
      dir,
      shares,
      operatorId: 'grace',
      passphrase: 'a new one of grace',
      reason: 'Grace forgot her passphrase',
      ...more,
    });

  it('are told of without a passphrase, and checked one by one', async () => {
    expect((await describeCase(dir)).recovery).toMatchObject({ threshold: 2, count: 3 });
    expect(await checkShare(dir, texts[1] as string)).toEqual({ index: 2, threshold: 2, count: 3, name: names[1] });
  });

  it('name the share that is mistyped, of another case, given twice or missing; never a wrong passphrase', async () => {
    const [first = '', second = ''] = texts;
    await expect(useThem([first, second.replace(/\w+/u, 'lusab')])).rejects.toMatchObject({
      code: 'RECOVERY_SHARE_WRONG',
      message: expect.stringMatching(/^Share 2 .*row 1/u) as string,
    });
    await expect(useThem([first, first])).rejects.toMatchObject({ code: 'RECOVERY_SHARE_WRONG' });
    await expect(useThem([first])).rejects.toMatchObject({ code: 'RECOVERY_TOO_FEW' });
    const other = copyOf('other-shares');
    const foreign = await within(open(other), (session) =>
      session.createRecovery({ threshold: 2, count: 2, reason: 'Shares of another case' }),
    );
    await expect(useThem([first, foreign.shares[0]?.text as string])).rejects.toMatchObject({
      code: 'RECOVERY_SHARE_WRONG',
      message: expect.stringMatching(/^Share 2 .*another case/u) as string,
    });
    await expect(
      recoverCase({ dir: at('base'), shares: texts, operatorId: 'lead', passphrase: 'long enough', reason: REASON }),
    ).rejects.toMatchObject({ code: 'RECOVERY_NOT_MADE' });
  });

  it('give somebody a new key under a new passphrase, recorded and told by verify; the old key is none', async () => {
    const before = await within(open(dir), (session) => session.operators());
    await within(useThem([texts[2] as string, texts[0] as string]), async (session) => {
      const grace = (await session.operators()).filter(({ operatorId }) => operatorId === 'grace');
      expect(grace).toHaveLength(2);
      expect(grace[0]?.vkey).toBe(before.find(({ operatorId }) => operatorId === 'grace')?.vkey);
      expect(grace[0]?.until).toBe(grace[1]?.since);
      expect((await session.info()).operator).toEqual(grace[1]);
      await expectWhole(session);
      const report = await session.verify({ mode: 'fast' }, {});
      expect(report.notices.join('\n')).toContain(`recovery shares ${names[2]}, ${names[0]}`);
      const tries = (await session.log({ kinds: ['unlock-failed'] })).map(({ body }) => String(body['operatorId']));
      expect(tries.filter((who) => who.startsWith('recovery/')).length).toBeGreaterThanOrEqual(3);
    });
    await within(open(dir, 'grace', 'a new one of grace'), expectWhole);
    await expect(open(dir, 'grace', GRACE)).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' });
  });

  it('let in a new lead, where everybody’s passphrase is lost', async () => {
    await within(useThem(texts, { operatorId: 'marie', operatorName: 'Marie' }), async (session) => {
      expect((await session.info()).operator).toMatchObject({ operatorId: 'marie', name: 'Marie', role: 'lead' });
      await session.changeDataKey({ reason: 'After a recovery' }, {});
      await expectWhole(session);
    });
  });

  it('let nobody in who was removed', async () => {
    await within(open(dir), (session) => session.removeOperator({ operatorId: 'hedy', reason: REASON }));
    await expect(useThem(texts, { operatorId: 'hedy' })).rejects.toMatchObject({ code: 'OPERATOR_REMOVED' });
  });

  it('are worth nothing once newer ones were made', async () => {
    await within(open(dir), (session) =>
      session.createRecovery({ threshold: 3, count: 5, reason: 'One share may have been seen' }),
    );
    await expect(useThem(texts)).rejects.toMatchObject({ code: 'RECOVERY_SHARE_WRONG' });
  });
});

describe('a case that asks two people for acts on keys', () => {
  it('takes no act on keys of one', async () => {
    const dir = at('two');
    const { createCase } = await import('../../host/vault/open-case.ts');
    const twoPersonActs = ['remove-operator', 'change-data-key', 'create-recovery'];
    const created = createCase({
      dir,
      name: 'Two',
      operatorId: 'lead',
      operatorName: 'Lead',
      passphrase: PASSPHRASE,
      twoPersonActs,
    });
    await within(created, async (session) => {
      await session.addOperator({ operatorId: 'grace', name: 'Grace', role: 'reviewer', passphrase: GRACE });
      await session.addOperator({ operatorId: 'hedy', name: 'Hedy', role: 'lead', passphrase: HEDY });
      const shares = { threshold: 2, count: 3, reason: 'In case of a lost passphrase' };
      const signers = [{ operatorId: 'grace', passphrase: GRACE }];
      for (const act of [
        () => session.createRecovery(shares),
        () => session.changeDataKey({ reason: REASON }, {}),
        () => session.removeOperator({ operatorId: 'hedy', reason: REASON }),
      ]) {
        await expect(act()).rejects.toMatchObject({ code: 'SIGNATURE_MISSING' });
      }
      await session.createRecovery({ ...shares, signers });
      await session.removeOperator({ operatorId: 'hedy', reason: REASON, signers });
      await session.changeDataKey({ reason: REASON, signers }, {});
      const report = await session.verify({ mode: 'strict' }, {});
      expect([report.verdict, report.findings]).toEqual(['intact', []]);
    });
  });
});
