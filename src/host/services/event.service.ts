/** One event, its proof, and the records of who did what: read through the case engine, which checks each against its leaf. */
import type { Handlers } from '../router.ts';
import { withoutHandle } from './open-cases.ts';

export function eventHandlers(): Handlers<'event.get' | 'event.proof' | 'custody.list'> {
  return {
    'event.get': async ({ seq }, { openCase }) => openCase.session.event(seq),
    'event.proof': async ({ seq }, { openCase }) => ({ proof: await openCase.session.proof(seq) }),
    'custody.list': async (input, { openCase }) => openCase.session.log(withoutHandle(input)),
  };
}
