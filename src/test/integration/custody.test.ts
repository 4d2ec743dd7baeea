/** Signed custody acts on the real case: what is recorded, what is refused, and what a check says of it afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import type { CustodyRecord } from '../../shared/describe-record.ts';
import { describeRecord } from '../../shared/describe-record.ts';
import { createHost, type Host } from '../../host/create-host.ts';
import { temporaryFolder } from '../helpers/temporary-case.ts';

const PASSPHRASE = 'correct horse battery';
const OLGA = { operatorId: 'olga', passphrase: 'a passphrase of her own' };
const ITEM = { sha256: 'ab'.repeat(32), name: 'disk.e01' };
const folder = temporaryFolder();
const dir = join(folder.path, 'case');
let host: Host;
let handle: string;

const call = async (name: string, input: object): Promise<Record<string, unknown>> => {
  const reply = await host.call(name, { handle, ...input });
  return reply.ok ? (reply.value as Record<string, unknown>) : { code: reply.error.code };
};
const add = (act: string, more: object = {}) => call('custody.add', { act, items: [ITEM], ...more });
async function verdict(): Promise<unknown> {
  const { jobId } = (await call('verify.start', { mode: 'strict' })) as { jobId: string };
  const job = await host.call('job.get', { jobId, wait: true });
  const { result } = (job as { value: { result: { verdict: string; findings: unknown[] } } }).value;
  return [result.verdict, result.findings];
}

beforeAll(async () => {
  host = createHost({ checkOutput: true });
  const twoPersonActs = ['dispose'];
  const request = { dir, name: 'C', operatorId: 'lead', operatorName: 'Lead', passphrase: PASSPHRASE, twoPersonActs };
  const made = await host.call('case.create', request);
  ({ handle } = (made as { value: { handle: string } }).value);
  await call('operator.add', { ...OLGA, name: 'Olga', role: 'auditor' });
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

describe('custody acts', () => {
  it('are recorded in order, each signed by its people, and refused where they do not fit', async () => {
    const codes = [
      await add('open'),
      await add('acquire', { place: 'Court', purpose: 'case 7' }),
      await add('acquire'),
      await add('transfer', { to: { operatorId: 'olga' } }),
      await add('transfer', { to: { operatorId: 'olga' }, signers: [{ ...OLGA, passphrase: 'not her passphrase' }] }),
      await add('transfer', { to: { operatorId: 'olga' }, signers: [OLGA] }),
      await add('transfer', { to: { operatorId: 'nobody' } }),
      await add('dispose', { from: { operatorId: 'olga' } }),
      await add('dispose', { from: { operatorId: 'olga' }, signers: [{ operatorId: 'lead', passphrase: PASSPHRASE }] }),
      await add('copy', { at: 'yesterday' }),
    ].map(({ code, signedBy }) => code ?? signedBy);
    expect(codes).toEqual([
      'CUSTODY_GAP',
      ['lead'],
      'CUSTODY_GAP',
      'SIGNATURE_MISSING',
      'VAULT_KEY_WRONG',
      ['lead', 'olga'],
      'OPERATOR_UNKNOWN',
      'SIGNATURE_MISSING',
      // Lead and lead are one person.
      'SIGNATURE_MISSING',
      'CONTRACT_BAD_INPUT',
    ]);
    expect(await verdict()).toEqual(['intact', []]);
  });

  it('show in the list of who did what, the refused passphrase too', async () => {
    const records = (await call('custody.list', { kinds: ['custody', 'unlock-failed'] })) as unknown as CustodyRecord[];
    const at = / at \S+,/u;
    expect(records.map((record) => describeRecord(record, 'f').replace(at, ' at T,'))).toEqual([
      'acquire of disk.e01, sha256 abababab…, at T, 1 signature, place: Court, purpose: case 7',
      expect.stringMatching(/^a wrong passphrase was given for olga at /u),
      'transfer of disk.e01, sha256 abababab…, to olga, at T, 2 signatures',
    ]);
  });

  it('that come at once are compared one after another', async () => {
    const item = { sha256: 'cd'.repeat(32) };
    const all = await Promise.all([1, 2, 3].map(() => add('acquire', { items: [item] })));
    expect(all.map(({ code }) => code ?? 'recorded')).toEqual(['recorded', 'CUSTODY_GAP', 'CUSTODY_GAP']);
  });

  it('are told of each item: who holds it, on hold or not, and every act with its people', async () => {
    const item = { sha256: 'ef'.repeat(32), name: 'phone' };
    const act = (name: string, more: object = {}) => add(name, { items: [item], ...more });
    await act('acquire', { at: '2026-01-01T10:00:00Z', to: { outside: 'Lab' } });
    await act('hold');
    expect(await act('release', { from: { outside: 'Lab' }, to: { outside: 'Court' } })).toEqual({
      code: 'CUSTODY_GAP',
    });
    const page = (await call('custody.items', {})) as { items: { sha256: string }[]; next: unknown };
    expect([page.items.length, page.next]).toEqual([3, null]);
    expect(page.items[2]).toMatchObject({
      ...item,
      holder: { outside: 'Lab' },
      isOnHold: true,
      actCount: 2,
      gapCount: 0,
    });
    const after = page.items[0]?.sha256 ?? '';
    expect(await call('custody.items', { after, limit: 1 })).toMatchObject({ next: page.items[1]?.sha256 });
    const chain = (await call('custody.chain', { sha256: ITEM.sha256 })) as { acts: object[] };
    expect(chain.acts).toMatchObject([
      { act: 'acquire', place: 'Court', signedBy: ['lead'], holder: { operatorId: 'lead' }, gaps: [], problems: [] },
      { act: 'transfer', signedBy: ['lead', 'olga'], holder: { operatorId: 'olga' }, gaps: [], problems: [] },
    ]);
    const [{ recordSeq } = { recordSeq: 0 }] = chain.acts as { recordSeq: number }[];
    const one = await call('custody.act', { seq: recordSeq });
    expect(one).toMatchObject({ signedBy: ['lead'], problems: [], act: { place: 'Court', items: [ITEM] } });
    expect(one['envelope']).toMatchObject({ payloadType: 'application/vnd.audittrailpro.custody+json' });
  });

  it('are judged before anybody signs, and nothing is recorded by it', async () => {
    const before = (await call('case.info', {}))['recordCount'];
    const check = (act: string, more: object = {}) => call('custody.check', { act, items: [ITEM], ...more });
    const olga = { operatorId: 'olga' };
    expect([
      await check('open'),
      await check('transfer', { from: olga, to: { outside: 'Court' } }),
      await check('dispose', { from: olga, signers: ['olga'] }),
      await check('receive', { from: { operatorId: 'ghost' } }),
      await check('open', { items: [ITEM, ITEM] }),
    ]).toMatchObject([
      { signers: ['lead'], needsTwo: false, missing: [], refusals: [] },
      { signers: ['lead', 'olga'], missing: ['olga'], refusals: [{ code: 'SIGNATURE_MISSING' }], refusalCount: 1 },
      { signers: ['lead', 'olga'], needsTwo: true, missing: [], refusals: [] },
      {
        missing: ['ghost'],
        refusals: [{ code: 'OPERATOR_UNKNOWN' }, { code: 'SIGNATURE_MISSING' }, { code: 'CUSTODY_GAP' }],
      },
      { code: 'CONTRACT_BAD_INPUT' },
    ]);
    expect((await call('case.info', {}))['recordCount']).toBe(before);
  });

  it('written by somebody with the key and no signature are found by a check', async () => {
    const { openCase } = await import('../../host/vault/open-case.ts');
    await call('case.close', {});
    const session = await openCase({ dir, operatorId: 'lead', passphrase: PASSPHRASE });
    await session.record('custody', { act: 'dispose', envelope: { payload: '', payloadType: 'x', signatures: [] } });
    await session.close();
    const opened = await host.call('case.open', { dir, operatorId: 'lead', passphrase: PASSPHRASE });
    ({ handle } = (opened as { value: { handle: string } }).value);
    const [kind, findings] = (await verdict()) as [string, { kind: string }[]];
    expect([kind, findings.map((finding) => finding.kind)]).toEqual(['broken', ['custody-malformed']]);
    // What is not signed counts for nothing.
    expect((await add('copy', { items: [{ sha256: 'cd'.repeat(32) }] }))['signedBy']).toEqual(['lead']);
  });
});

describe('an analyst', () => {
  it('may record acts, but ends no custody', async () => {
    await call('operator.add', { operatorId: 'ann', name: 'Ann', role: 'analyst', passphrase: 'a third passphrase' });
    await call('case.close', {});
    const opened = await host.call('case.open', { dir, operatorId: 'ann', passphrase: 'a third passphrase' });
    ({ handle } = (opened as { value: { handle: string } }).value);
    expect((await add('copy', { items: [{ sha256: 'cd'.repeat(32) }] }))['signedBy']).toEqual(['ann']);
    const from = { operatorId: 'lead' };
    const signers = [{ operatorId: 'lead', passphrase: PASSPHRASE }];
    expect((await add('dispose', { items: [{ sha256: 'cd'.repeat(32) }], from, signers }))['code']).toBe(
      'ROLE_FORBIDDEN',
    );
    expect((await call('custody.list', { kinds: ['custody'] })) as unknown as CustodyRecord[]).toContainEqual(
      expect.objectContaining({ body: expect.objectContaining({ act: 'denied', operation: 'custody.add dispose' }) }),
    );
  });
});
