/** Create, open, describe, look at and close a case: the contract's `case` domain over the case engine. */
import type { Handlers } from '../router.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import type { CaseDescription } from '../vault/open-case.ts';
import type { CaseSession } from '../vault/session.ts';
import type { OpenCases } from './open-cases.ts';

/** How a folder becomes a session: vault/open-case.ts. */
export interface CaseEngine {
  createCase(request: {
    dir: string;
    name: string;
    operatorId: string;
    operatorName: string;
    passphrase: string;
    twoPersonActs?: readonly string[];
  }): Promise<CaseSession>;
  openCase(request: {
    dir: string;
    operatorId?: string;
    passphrase: string;
    readOnly?: boolean;
    acceptRestore?: { reason: string };
  }): Promise<CaseSession>;
  describeCase(dir: string): Promise<CaseDescription>;
  recoverCase(request: {
    dir: string;
    shares: readonly string[];
    operatorId: string;
    operatorName?: string;
    passphrase: string;
    reason: string;
  }): Promise<CaseSession>;
  checkShare(dir: string, share: string): Promise<OutputOf<'case.checkShare'>>;
}

export interface CaseServiceDeps {
  cases: CaseEngine;
  openCases: OpenCases;
  jobs: JobTable;
  /** Told of every case that was made or opened. */
  onOpened: (opened: { dir: string; name: string }) => void;
}

type CaseHandlers = Handlers<
  'case.create' | 'case.open' | 'case.describe' | 'case.info' | 'case.close' | 'case.recover' | 'case.checkShare'
>;

export function caseHandlers({ cases, openCases, jobs, onOpened }: CaseServiceDeps): CaseHandlers {
  const give = async (session: CaseSession) => {
    const { openCase, info } = await openCases.add(session);
    onOpened({ dir: info.dir, name: info.name });
    return { handle: openCase.handle, info };
  };
  return {
    'case.create': async (input) => give(await cases.createCase(input)),
    'case.open': async (input) => give(await cases.openCase(input)),
    'case.describe': async ({ dir }) => cases.describeCase(dir),
    'case.info': async (_, { openCase }) => openCase.session.info(),
    'case.close': async (_, { openCase }) => {
      await jobs.stopAllOf(openCase.handle);
      openCases.remove(openCase.handle);
      await openCase.session.close();
      return {};
    },
    'case.recover': async (input) => give(await cases.recoverCase(input)),
    'case.checkShare': async ({ dir, share }) => cases.checkShare(dir, share),
  };
}
