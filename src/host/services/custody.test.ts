/** What is said of an act where the clearing away behind it fails: the failure is put in by hand, the ledger is real. */
import { describe, expect, it } from 'vitest';
import { makeEnvelope } from '../../engines/custody/envelope.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import { nodeEd25519 } from '../adapters/node-signer.ts';
import type { HandlerContext } from '../router.ts';
import { operatorVkey } from '../vault/operator-key.ts';
import { custodyHandlers } from './custody.service.ts';

const ORIGIN = 'audittrailpro/case/00000000-0000-4000-8000-000000000000';
const SEED = new Uint8Array(32).fill(7);
const GENESIS = { seq: 0, kind: 'genesis', at: '2026-01-01T00:00:00Z', body: { policy: { twoPersonActs: [] } } };

function caseWith({ recordFails = false }: { recordFails?: boolean } = {}) {
  const records: { seq: number; kind: string; at: string; body: JsonObject }[] = [GENESIS];
  let ended = 0;
  const operator = { operatorId: 'lead', name: 'L', role: 'lead', vkey: operatorVkey(ORIGIN, 'lead', SEED), since: 0 };
  const session = {
    info: async () => ({ origin: ORIGIN }),
    operators: async () => [operator],
    log: async ({ kinds, afterSeq = -1 }: { kinds: string[]; afterSeq?: number }) =>
      records.filter(({ seq, kind }) => kinds.includes(kind) && seq > afterSeq),
    record: async (kind: string, body: JsonObject) => {
      if (recordFails) throw new AppError('DISK_FULL', 'The disk is full');
      records.push({ seq: records.length, kind, at: '2026-01-01T00:00:01Z', body: { operatorId: 'lead', ...body } });
      return records.length - 1;
    },
    signing: async () => ({
      operatorIds: ['lead'],
      sign: async (type: string, payload: string) =>
        makeEnvelope(nodeTextCodec, type, payload, [nodeEd25519.signerOf(SEED).sign]),
      end: async () => {
        ended += 1;
        throw new AppError('INTERNAL', 'The thread has ended');
      },
    }),
  };
  const context = { openCase: { session, operator } } as unknown as HandlerContext;
  const add = async (): Promise<unknown> =>
    custodyHandlers()['custody.add'](
      { handle: 'h', act: 'acquire', items: [{ sha256: 'ab'.repeat(32) }], signers: [] },
      context,
    );
  return { add, ends: () => ended, records };
}

describe('a custody act', () => {
  it('that was recorded is told as recorded where the keys behind it can not be wiped', async () => {
    const { add, ends, records } = caseWith();
    expect(await add()).toEqual({
      recordSeq: 1,
      signedBy: ['lead'],
      holders: ['operator lead'],
      notices: ['The act is recorded, but not all was cleared away behind it: The thread has ended'],
    });
    expect([ends(), records.length]).toEqual([1, 2]);
  });

  it('that could not be recorded fails for its own reason, and the keys are wiped all the same', async () => {
    const { add, ends } = caseWith({ recordFails: true });
    await expect(add()).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(ends()).toBe(1);
  });
});
