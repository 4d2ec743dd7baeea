/** Evidence in: starts the ingest as a job and tells how far it is. The case engine writes the records. */
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';

export function ingestHandlers(jobs: JobTable): Handlers<'ingest.start' | 'ingest.sources'> {
  return {
    'ingest.start': async ({ handle, ...request }, { openCase }) =>
      jobs.start('ingest.start', handle, async ({ signal, onProgress }) =>
        openCase.session.ingest(request, {
          signal,
          onProgress: ({ phase, path, doneBytes, totalBytes, eventCount }) =>
            onProgress({ phase, unit: 'bytes', done: doneBytes, total: totalBytes, label: path, eventCount }),
        }),
      ),
    'ingest.sources': async (_, { openCase }) => openCase.session.sources(),
  };
}
