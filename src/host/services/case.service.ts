/** Create, open, describe, look at and close a case: the contract's `case` and `operator` domains over the case engine. */
import type { Handlers } from '../router.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Role } from '../../shared/roles.ts';
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
  describeCase(dir: string): Promise<{
    caseId: string;
    name: string;
    operators: { operatorId: string; name: string; role: Role }[];
  }>;
}

export interface CaseServiceDeps {
  cases: CaseEngine;
  openCases: OpenCases;
  jobs: JobTable;
  /** Told of every case that was made or opened. */
  onOpened: (opened: { dir: string; name: string }) => void;
}

type CaseHandlers = Handlers<
  | 'case.create'
  | 'case.open'
  | 'case.describe'
  | 'case.info'
  | 'case.close'
  | 'operator.list'
  | 'operator.add'
  | 'operator.changePassphrase'
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
    'operator.list': async (_, { openCase }) => openCase.session.operators(),
    'operator.add': async ({ operatorId, name, role, passphrase }, { openCase }) =>
      openCase.session.addOperator({ operatorId, name, role, passphrase }),
    'operator.changePassphrase': async ({ oldPassphrase, newPassphrase }, { openCase }) => {
      await openCase.session.changePassphrase({ oldPassphrase, newPassphrase });
      return {};
    },
  };
}
