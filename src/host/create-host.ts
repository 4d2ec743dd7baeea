/**
 * Composition root: puts the case engine, the services and the router together, and gives a shell three things to hold:
 * `call`, `on`, `close`.
 *
 * Nothing here knows which shell it is. The vault is loaded at the first case, so that help texts need no database.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { HostEvent } from '../shared/contract/events.ts';
import { removeLeftIndexes } from './bundle-session/index-folder.ts';
import { createJobTable } from './jobs/job-table.ts';
import { type Call, createRouter } from './router.ts';
import { annotationHandlers } from './services/annotation.service.ts';
import { bundleSessionHandlers } from './services/bundle-session.service.ts';
import { bundleHandlers } from './services/bundle.service.ts';
import { type CaseEngine, caseHandlers } from './services/case.service.ts';
import { operatorHandlers } from './services/operator.service.ts';
import { caseSettingsHandlers } from './services/case-settings.service.ts';
import { complianceHandlers } from './services/compliance.service.ts';
import { custodyHandlers } from './services/custody.service.ts';
import { eventHandlers } from './services/event.service.ts';
import { exportHandlers } from './services/export.service.ts';
import { ingestHandlers } from './services/ingest.service.ts';
import { jobHandlers } from './services/job.service.ts';
import { paperHandlers } from './services/paper.service.ts';
import { markHandlers } from './services/mark.service.ts';
import { createOpenCases } from './services/open-cases.ts';
import { searchHistoryHandlers } from './services/search-history.service.ts';
import { searchHandlers } from './services/search.service.ts';
import { sourceProofHandlers } from './services/source-proof.service.ts';
import { verifyHandlers } from './services/verify.service.ts';
import { viewHandlers } from './services/view.service.ts';
import { witnessHandlers } from './services/witness.service.ts';
import { WORKSTATION_HANDLE, workstationHandlers, type WorkstationOptions } from './services/workstation.service.ts';
import { createDropStore, type DropStore } from './workstation/drop-store.ts';
import { openRecentCases } from './workstation/recent-cases.ts';
import { openSettings } from './workstation/settings-file.ts';

export interface HostOptions {
  /** Check what handlers answer against the contract. Default false: it costs time on large pages. */
  checkOutput?: boolean;
  /** Told of bugs: trace id (or job id) and the error with its stack. */
  onBug?: (traceId: string, error: unknown) => void;
  /** How folders become sessions. Default: the vault. */
  cases?: CaseEngine;
  /** Which shell this is and where it may keep things. Default: a command line that keeps nothing. */
  workstation?: WorkstationOptions;
}

export interface Host {
  /** Calls an operation of the contract. Always resolves. */
  call: Call;
  /** Listens to what the host tells unasked; returns how to stop. */
  on(listener: (event: HostEvent) => void): () => void;
  /** Files that a shell without paths received; `ingest.start` takes them by `dropId`. */
  readonly drops: DropStore;
  /** Stops all jobs, seals and closes all cases. The first error is thrown after all were tried. */
  close(): Promise<void>;
}

/** @param witnessDir where this workstation keeps what it saw of cases */
function vaultOf(witnessDir: string | undefined): CaseEngine {
  const memory = witnessDir === undefined ? {} : { seenDir: witnessDir };
  return {
    createCase: async (request) => (await import('./vault/open-case.ts')).createCase({ ...request, ...memory }),
    openCase: async (request) => (await import('./vault/open-case.ts')).openCase({ ...request, ...memory }),
    describeCase: async (dir) => (await import('./vault/open-case.ts')).describeCase(dir),
    recoverCase: async (request) => (await import('./vault/open-case.ts')).recoverCase({ ...request, ...memory }),
    checkShare: async (dir, share) => (await import('./vault/open-case.ts')).checkShare(dir, share),
  };
}

export function createHost(options: HostOptions = {}): Host {
  const { checkOutput = false, onBug } = options;
  const { workstation = { shell: 'cli', dataDir: process.cwd() } } = options;
  const { cases = vaultOf(workstation.witnessDir) } = options;
  // Where no workstation keeps anything, an index lies among the temporary files: nobody but its maker can read it.
  const indexDir = options.workstation?.dataDir ?? tmpdir();
  removeLeftIndexes(indexDir);
  const listeners = new Set<(event: HostEvent) => void>();
  const emit = (event: HostEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const report = onBug === undefined ? {} : { onBug };
  const openCases = createOpenCases(() => randomBytes(16).toString('hex'));
  const jobs = createJobTable({ emit, newJobId: randomUUID, monotonicMs: () => performance.now(), ...report });
  const drops = createDropStore();
  const settings = openSettings(workstation.configDir);
  const recent = openRecentCases(workstation.configDir);

  return {
    drops,
    call: createRouter({
      handlers: {
        ...caseHandlers({ cases, openCases, jobs, onOpened: recent.add }),
        ...operatorHandlers(jobs),
        ...ingestHandlers(jobs, drops),
        ...searchHandlers(),
        ...searchHistoryHandlers(),
        ...annotationHandlers(),
        ...caseSettingsHandlers(),
        ...viewHandlers(),
        ...eventHandlers(jobs),
        ...custodyHandlers(),
        ...paperHandlers(jobs),
        ...exportHandlers(jobs),
        ...bundleHandlers(jobs, workstation.witnessDir),
        ...bundleSessionHandlers({ openCases, jobs, indexDir, onOpened: recent.add }),
        ...markHandlers(workstation.witnessDir),
        ...complianceHandlers(jobs),
        ...witnessHandlers(workstation.witnessDir),
        ...verifyHandlers(jobs, workstation.witnessDir),
        ...sourceProofHandlers(jobs),
        ...jobHandlers(jobs),
        ...workstationHandlers({ options: workstation, settings, recent, cases, jobs }),
      },
      openCases,
      checkOutput,
      newTraceId: randomUUID,
      ...report,
    }),
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      const closed = await Promise.allSettled(
        openCases.handles().map(async (handle) => {
          const { session } = openCases.get(handle);
          await jobs.stopAllOf(handle);
          openCases.remove(handle);
          await session.close();
        }),
      );
      await jobs.stopAllOf(WORKSTATION_HANDLE);
      await drops.removeAll();
      const failed = closed.find((each) => each.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
