/** This workstation as a witness: the contract's `witness` domain. The database is loaded at the first call. */
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Handlers } from '../router.ts';

type WitnessHandlers = Handlers<'witness.create' | 'witness.watch' | 'witness.sign' | 'witness.show'>;

/** @param witnessDir where this workstation keeps what must lie outside every case */
export function witnessHandlers(witnessDir: string | undefined): WitnessHandlers {
  const dirOf = (dir: string | undefined): string => {
    if (dir !== undefined) return dir;
    if (witnessDir !== undefined) return join(witnessDir, 'own');
    throw new AppError('CONTRACT_BAD_INPUT', 'Say in which folder the witness is');
  };
  const load = async () => import('../marks/witness.ts');
  return {
    'witness.create': async ({ dir, name }) => (await load()).createWitness(dirOf(dir), name),
    'witness.watch': async ({ dir, key }) => (await load()).watchLog(dirOf(dir), key),
    'witness.sign': async ({ dir, ...request }) => (await load()).signRequest(dirOf(dir), request),
    'witness.show': async ({ dir }) => (await load()).showWitness(dirOf(dir)),
  };
}
