/** What the first record of a case says about acts that need two people. Errors: CASE_LOG_BROKEN. */
import { AppError } from '../../shared/errors.ts';
import type { OpenCase } from './open-cases.ts';

export async function twoPersonActsOf({ session }: Pick<OpenCase, 'session'>): Promise<ReadonlySet<string>> {
  const [genesis] = await session.log({ kinds: ['genesis'], limit: 1 });
  if (genesis === undefined) {
    throw new AppError(
      'CASE_LOG_BROKEN',
      'The first record of the case, which says what needs two people, is missing; verify the case to see what happened',
      { details: { seq: 0 } },
    );
  }
  const { policy } = genesis.body;
  const isPolicy = typeof policy === 'object' && policy !== null && !Array.isArray(policy);
  const acts = isPolicy ? policy['twoPersonActs'] : undefined;
  return new Set(Array.isArray(acts) ? acts.filter((act) => typeof act === 'string') : []);
}
