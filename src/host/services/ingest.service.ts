/** Evidence in: starts the ingest as a job and tells how far it is. The case engine writes the records. */
import { AppError } from '../../shared/errors.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import { checkNewSources } from './source-proof.service.ts';
import type { DropStore } from '../workstation/drop-store.ts';

export function ingestHandlers(jobs: JobTable, drops: DropStore): Handlers<'ingest.start' | 'ingest.sources'> {
  return {
    'ingest.start': async ({ handle, dropId, ...request }, { openCase }) => {
      if (dropId !== undefined && request.keepOriginals === false) {
        throw new AppError(
          'CONTRACT_BAD_INPUT',
          'Dropped files have no place to refer to: keep their bytes in the case',
        );
      }
      const dropped = dropId === undefined ? undefined : drops.find(dropId, request.paths);
      return jobs.start('ingest.start', handle, async ({ signal, onProgress }) => {
        try {
          const result = await openCase.session.ingest(
            { ...request, ...dropped },
            {
              signal,
              onProgress: ({ phase, path, doneBytes, totalBytes, eventCount }) =>
                onProgress({ phase, unit: 'bytes', done: doneBytes, total: totalBytes, label: path, eventCount }),
            },
          );
          await checkNewSources(openCase, result.sources, {
            signal,
            onProgress: (done, total, label) => onProgress({ phase: 'proofs', unit: 'bytes', done, total, label }),
          });
          return result;
        } finally {
          if (dropId !== undefined) await drops.remove(dropId);
        }
      });
    },
    'ingest.sources': async (_, { openCase }) => openCase.session.sources(),
  };
}
