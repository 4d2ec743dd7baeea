/**
 * One event, its proof, and what lies behind it: read through the case engine.
 *
 * `event.get` and `event.proof` refuse what does not match its leaf; the others show it, and say so.
 */
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';

export function eventHandlers(
  jobs: JobTable,
): Handlers<'event.get' | 'event.proof' | 'event.checkProof' | 'event.raw' | 'event.rederive' | 'record.get'> {
  return {
    'event.get': async ({ seq }, { openCase }) => openCase.session.event(seq),
    'event.proof': async ({ seq }, { openCase }) => ({ proof: await openCase.session.proof(seq) }),
    'event.checkProof': async ({ seq }, { openCase }) => openCase.session.checkProof(seq),
    'event.raw': async ({ seq, maxBytes, contextBytes }, { openCase }) =>
      openCase.session.rawBytes({
        seq,
        ...(maxBytes === undefined ? {} : { maxBytes }),
        ...(contextBytes === undefined ? {} : { contextBytes }),
      }),
    'event.rederive': async ({ handle, seq }, { openCase }) =>
      jobs.start('event.rederive', handle, ({ signal, onProgress }) =>
        openCase.session.rederive(seq, {
          signal,
          onProgress: (done, total) => onProgress({ phase: 'rederive', unit: 'bytes', done, total }),
        }),
      ),
    'record.get': async ({ seq }, { openCase }) => openCase.session.storedRecord(seq),
  };
}
