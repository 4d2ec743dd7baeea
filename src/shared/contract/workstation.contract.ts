/**
 * Operations on the machine that the program runs on: its settings, recent cases, folders, the sample case. No evidence.
 *
 * Pure. All of `reach: 'local'`: they show and change the disk of whoever started the program, so no binding for other
 * machines may offer them.
 * Trust: names of files and folders in the answers are hostile text.
 */
import { z } from 'zod';
import { jobStarted, operation } from './define.ts';

const count = z.int().min(0);
const dir = z.string().min(1).max(4096);

export const THEMES = ['system', 'light', 'dark', 'contrast-light', 'contrast-dark'] as const;
export const DENSITIES = ['compact', 'normal', 'roomy'] as const;
/** Bytes of JSON that the window may keep of its layout. */
export const MAX_LAYOUT_CHARS = 65_536;

const layout = z
  .record(z.string().min(1).max(64), z.json())
  .refine((value) => JSON.stringify(value).length <= MAX_LAYOUT_CHARS, 'the layout is too large to keep');

export const settings = z.strictObject({
  theme: z.enum(THEMES).default('system'),
  density: z.enum(DENSITIES).default('normal'),
  singleKeys: z.boolean().default(true).describe('shortcuts of one key without Ctrl; some people need them off'),
  timeZone: z
    .string()
    .min(1)
    .max(64)
    .default('UTC')
    .describe('zone in which times are shown: UTC, Europe/Berlin, +02:00, or case for that of the open case'),
  airGap: z.boolean().default(true).describe('no link opens outside this program'),
  guideSeen: z.boolean().default(false).describe('the first-run guide was finished or put away'),
  layout: layout.default({}).describe('column widths, panes and the like, as the window keeps them'),
});
export type Settings = z.output<typeof settings>;

const changes = z.strictObject({
  theme: z.enum(THEMES).exactOptional(),
  density: z.enum(DENSITIES).exactOptional(),
  singleKeys: z.boolean().exactOptional(),
  timeZone: z.string().min(1).max(64).exactOptional(),
  airGap: z.boolean().exactOptional(),
  guideSeen: z.boolean().exactOptional(),
  layout: layout.exactOptional(),
});

/** Why a file of the program could not be used; it is left as it is. */
const problem = z.string().nullable();
const keptSettings = z.object({ settings, path: z.string().nullable(), problem });

export const BROWSE_PURPOSES = ['case', 'evidence', 'folder', 'save', 'bundle'] as const;

export const workstationOperations = [
  operation({
    name: 'workstation.info',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({}),
    output: z.object({
      name: z.string(),
      version: z.string(),
      platform: z.enum(['linux', 'windows', 'macos', 'other']),
      shell: z.enum(['browser', 'electron', 'cli']),
      airGap: z.boolean(),
      canDropPaths: z.boolean().describe('whether dropped files are read where they lie; else they are copied first'),
      homeDir: z.string(),
    }),
    doc: 'What runs here: program, version, platform, kind of window, whether it is cut off from every network.',
  }),
  operation({
    name: 'workstation.settings',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({}),
    output: keptSettings,
    doc: 'The settings of this person on this machine. Where their file is broken: the defaults, and why.',
  }),
  operation({
    name: 'workstation.changeSettings',
    kind: 'command',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({ changes, replaceBroken: z.boolean().exactOptional() }),
    output: keptSettings,
    doc: 'Changes some settings. A broken file is replaced only on request, and kept beside the new one.',
  }),
  operation({
    name: 'workstation.recent',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({}),
    output: z.object({
      cases: z.array(
        z.object({
          dir: z.string(),
          name: z.string(),
          lastOpenedAt: z.string(),
          exists: z.boolean(),
          kind: z.enum(['case', 'bundle']).exactOptional().describe('absent: a case'),
        }),
      ),
      problem,
    }),
    doc: 'Cases and evidence bundles that were opened here, newest first, and whether their folders still are cases.',
  }),
  operation({
    name: 'workstation.forget',
    kind: 'command',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({ dir }),
    output: z.object({}),
    doc: 'Takes a case off the list of recent ones. The case itself is not touched.',
  }),
  operation({
    name: 'workstation.browse',
    kind: 'query',
    role: 'no-case',
    recording: 'nothing',
    reach: 'local',
    input: z.strictObject({
      dir: dir.exactOptional(),
      wants: z.enum(BROWSE_PURPOSES),
      after: z.string().max(1024).exactOptional(),
      showHidden: z.boolean().exactOptional(),
    }),
    output: z.object({
      dir: z.string(),
      parent: z.string().nullable(),
      isCase: z.boolean(),
      isBundle: z.boolean().exactOptional(),
      canWrite: z.boolean(),
      entries: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          kind: z.enum(['folder', 'file', 'other']),
          sizeBytes: count.nullable(),
          mtime: z.string().nullable(),
          isCase: z.boolean(),
          isBundle: z
            .boolean()
            .exactOptional()
            .describe('looks like an evidence bundle, or a zip file that may hold one'),
          problem: z.string().exactOptional(),
        }),
      ),
      entryCount: count,
      next: z.string().nullable().describe('give it as `after` for the next page'),
      places: z.array(z.object({ name: z.string(), dir: z.string() })),
    }),
    doc: 'Lists a folder of this machine for a person who chooses a case, evidence or a place to save to.',
  }),
  operation({
    name: 'workstation.makeSample',
    kind: 'command',
    role: 'no-case',
    recording: 'by-case',
    reach: 'local',
    input: z.strictObject({ dir: dir.exactOptional() }),
    output: jobStarted,
    result: z.object({
      dir: z.string(),
      passphrase: z.string(),
      evidenceDir: z.string(),
      storyPath: z.string(),
      passphraseFile: z.string(),
      wasThere: z.boolean(),
    }),
    doc: 'Makes the sample case out of invented logs where there is none, and says where it is and what opens it.',
  }),
];
