/** The check of the whole case as a job; its outcome is a record in the same log. */
import { AppError } from '../../shared/errors.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import type { SeenHere, VerifyReport } from '../vault/session.ts';
import type { OpenCase } from './open-cases.ts';

export function verifyHandlers(jobs: JobTable): Handlers<'verify.start'> {
  return {
    'verify.start': async ({ handle, mode, fingerprint }, { openCase }) =>
      jobs.start('verify.start', handle, async ({ signal, onProgress }) => {
        const report = await openCase.session.verify(
          { mode, ...(fingerprint === undefined ? {} : { fingerprint }) },
          { signal, onProgress: (done, total) => onProgress({ phase: 'verify', unit: 'records', done, total }) },
        );
        const judged = withWhatWasSeen(report, (await openCase.session.info()).seenHere);
        await recordOutcome(openCase, judged);
        return judged;
      }),
  };
}

/** What this workstation remembers is outside the case, so no check inside it can say it. */
function withWhatWasSeen(report: VerifyReport, seen: SeenHere | undefined): VerifyReport {
  if (seen?.state === 'rolled-back' || seen?.state === 'two-histories') {
    const finding =
      seen.state === 'rolled-back'
        ? { kind: 'history-rolled-back', message: 'This workstation saw more records of this case than are there now' }
        : {
            kind: 'two-histories',
            message: 'The case does not begin with the records that this workstation saw before',
          };
    const findings = [{ ...finding, expected: `${seen.size} records at ${seen.at}` }, ...report.findings];
    return { ...report, verdict: 'broken', findings, findingCount: report.findingCount + 1 };
  }
  if (seen?.problem !== undefined) {
    const notChecked = [...report.notChecked, `What this workstation saw of the case before: ${seen.problem}`];
    return { ...report, notChecked, verdict: report.verdict === 'intact' ? 'indeterminate' : report.verdict };
  }
  if (seen?.state !== 'extends') return report;
  const notice = `The log goes on from the ${seen.size} records that this workstation saw at ${seen.at}`;
  return { ...report, notices: [...report.notices, notice] };
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
