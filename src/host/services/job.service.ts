/** State and end of long work: the contract's `job` domain over the job table. */
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';

export function jobHandlers(jobs: JobTable): Handlers<'job.get' | 'job.cancel'> {
  return {
    'job.get': async ({ jobId, wait = false }) => jobs.get(jobId, wait),
    'job.cancel': async ({ jobId }) => {
      jobs.cancel(jobId);
      return {};
    },
  };
}
