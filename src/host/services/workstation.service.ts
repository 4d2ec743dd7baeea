/** The machine itself: the contract's `workstation` domain over settings, recent cases, folders and the sample. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import { SOFTWARE } from '../software.ts';
import { browseFolder } from '../workstation/browse-folder.ts';
import type { RecentCases } from '../workstation/recent-cases.ts';
import { makeSample } from '../workstation/sample.ts';
import type { SettingsFile } from '../workstation/settings-file.ts';
import type { CaseEngine } from './case.service.ts';

export interface WorkstationOptions {
  shell: 'browser' | 'electron' | 'cli';
  /** Where settings and recent cases are kept; undefined: nowhere. */
  configDir?: string;
  /** Where the sample case is made. */
  dataDir: string;
  /** Where this workstation keeps what must lie outside every case: heads it saw, whom it trusts. Undefined: nowhere. */
  witnessDir?: string;
}

export interface WorkstationDeps {
  options: WorkstationOptions;
  settings: SettingsFile;
  recent: RecentCases;
  cases: CaseEngine;
  jobs: JobTable;
}

/** Jobs of no case belong to this handle, which no case has. */
export const WORKSTATION_HANDLE = '';

type WorkstationHandlers = Handlers<
  | 'workstation.info'
  | 'workstation.settings'
  | 'workstation.changeSettings'
  | 'workstation.recent'
  | 'workstation.forget'
  | 'workstation.browse'
  | 'workstation.makeSample'
>;

export function workstationHandlers({ options, settings, recent, cases, jobs }: WorkstationDeps): WorkstationHandlers {
  return {
    'workstation.info': async () => ({
      name: SOFTWARE.name,
      version: SOFTWARE.version,
      platform: platformWord(process.platform),
      shell: options.shell,
      airGap: settings.load().settings.airGap,
      canDropPaths: options.shell === 'electron',
      homeDir: homedir(),
    }),
    'workstation.settings': async () => settings.load(),
    'workstation.changeSettings': async ({ changes, replaceBroken = false }) => settings.change(changes, replaceBroken),
    'workstation.recent': async () => recent.list(),
    'workstation.forget': async ({ dir }) => {
      recent.forget(dir);
      return {};
    },
    'workstation.browse': async (input) => browseFolder(input),
    'workstation.makeSample': async ({ dir = join(options.dataDir, 'sample') }) =>
      jobs.start('workstation.makeSample', WORKSTATION_HANDLE, async (control) => makeSample(cases, dir, control)),
  };
}

function platformWord(platform: NodeJS.Platform): 'linux' | 'windows' | 'macos' | 'other' {
  if (platform === 'linux') return 'linux';
  if (platform === 'win32') return 'windows';
  return platform === 'darwin' ? 'macos' : 'other';
}
