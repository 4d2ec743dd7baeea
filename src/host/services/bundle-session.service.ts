/**
 * Evidence bundles that are opened to look at: as a job, because the verifier reads all of them first.
 *
 * Errors: those of host/bundle-session/open-bundle.ts.
 */
import type { ResultOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import type { OpenCases } from './open-cases.ts';
import { WORKSTATION_HANDLE } from './workstation.service.ts';

export interface BundleSessionDeps {
  openCases: OpenCases;
  jobs: JobTable;
  /** Where indexes are made. */
  indexDir: string;
  onOpened: (opened: { dir: string; name: string; kind: 'bundle' }) => void;
}

export function bundleSessionHandlers(deps: BundleSessionDeps): Handlers<'bundle.open' | 'bundle.report'> {
  const { openCases, jobs, indexDir, onOpened } = deps;
  return {
    'bundle.open': async (trust) =>
      jobs.start('bundle.open', WORKSTATION_HANDLE, async (control): Promise<ResultOf<'bundle.open'>> => {
        const { openBundle } = await import('../bundle-session/open-bundle.ts');
        const session = await openBundle(trust, indexDir, control);
        if (control.signal.aborted) {
          await session.close();
          throw new AppError('CANCELLED', 'Opening the bundle was stopped');
        }
        const { openCase, info } = await openCases.add(session);
        onOpened({ dir: info.dir, name: info.name, kind: 'bundle' });
        return { handle: openCase.handle, info };
      }),
    'bundle.report': async (_, { openCase }) => {
      const report = await openCase.session.bundleReport?.();
      if (report === undefined) throw new AppError('CONTRACT_BAD_INPUT', 'This is a case, not an evidence bundle');
      return report as never;
    },
  };
}
