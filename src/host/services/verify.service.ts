/** The check of the whole case as a job; its outcome is a record in the same log. */
import { AppError } from '../../shared/errors.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import type { VerifyReport } from '../vault/session.ts';
import type { OpenCase } from './open-cases.ts';

/** @param witnessDir where this workstation keeps whom it trusts to vouch for a case */
export function verifyHandlers(jobs: JobTable, witnessDir: string | undefined): Handlers<'verify.start'> {
  return {
    'verify.start': async ({ handle, mode, fingerprint }, { openCase }) =>
      jobs.start('verify.start', handle, async ({ signal, onProgress }) => {
        const report = await openCase.session.verify(
          { mode, ...(fingerprint === undefined ? {} : { fingerprint }) },
          { signal, onProgress: (done, total) => onProgress({ phase: 'verify', unit: 'records', done, total }) },
        );
        const { withMarks, withWhatWasSeen } = await import('../marks/verify-marks.ts');
        const { openTrust } = await import('../marks/trust-store.ts');
        const seen = withWhatWasSeen(report, (await openCase.session.info()).seenHere);
        const judged = await withMarks(seen, openCase, openTrust(witnessDir).load());
        await recordOutcome(openCase, judged);
        return judged;
      }),
  };
}

async function recordOutcome(openCase: OpenCase, report: VerifyReport): Promise<void> {
  const { verdict, mode, recordCount, headSize, confirmedOutside, findingCount, badRecordCount, notChecked } = report;
  const body = { verdict, mode, recordCount, headSize, confirmedOutside, findingCount, badRecordCount, notChecked };
  try {
    await openCase.record('verify', body);
  } catch (error) {
    // A broken log may refuse new records; what was found matters more than that it could not be noted down.
    if (report.verdict === 'intact' || !(error instanceof AppError)) throw error;
  }
}
