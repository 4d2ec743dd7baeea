import { expect, it } from 'vitest';
import type { LogRecord } from '../vault/session.ts';
import { twoPersonActsOf } from './case-policy.ts';
import type { OpenCase } from './open-cases.ts';

const policyIn = (...records: Pick<LogRecord, 'body'>[]): Promise<ReadonlySet<string>> =>
  twoPersonActsOf({ session: { log: async () => records } } as unknown as Pick<OpenCase, 'session'>);

it('the acts that need two people are those of the first record', async () => {
  expect([...(await policyIn({ body: { policy: { twoPersonActs: ['export', 7] } } }))]).toEqual(['export']);
  expect([...(await policyIn({ body: {} }))]).toEqual([]);
});

it('a case without its first record is broken, and not one without a policy', async () => {
  await expect(policyIn()).rejects.toMatchObject({ code: 'CASE_LOG_BROKEN', details: { seq: 0 } });
});
