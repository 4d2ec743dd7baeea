/**
 * The cases and bundles a person opened here, newest first, in one JSON file. Says where cases lie, nothing of what is in them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { isCaseFolder } from '../vault/case-folder.ts';
import { jsonFile } from './json-file.ts';

const MAX_RECENT = 30;

const recent = z.strictObject({
  cases: z.array(
    z.strictObject({
      dir: z.string(),
      name: z.string(),
      lastOpenedAt: z.string(),
      kind: z.enum(['case', 'bundle']).exactOptional(),
    }),
  ),
});
type Recent = z.output<typeof recent>['cases'][number];

export interface RecentCases {
  /** Never throws: `problem` says why the list can't be read, or that the last opening could not be added. */
  list(): { cases: (Recent & { exists: boolean })[]; problem: string | null };
  /** Never throws: a case that was opened stays open where its place can't be remembered. */
  add(opened: { dir: string; name: string; kind?: 'bundle' }): void;
  /** @throws SETTINGS_BROKEN, FILE_UNWRITABLE */
  forget(dir: string): void;
}

/** @param configDir undefined where nothing may be kept */
export function openRecentCases(configDir: string | undefined): RecentCases {
  if (configDir === undefined) {
    return { list: () => ({ cases: [], problem: null }), add: () => undefined, forget: () => undefined };
  }
  const file = jsonFile(join(configDir, 'recent.json'), recent, () => ({ cases: [] }));
  let notAdded: string | null = null;
  return {
    list() {
      try {
        const cases = file.load().cases.map((each) => ({
          ...each,
          exists: each.kind === 'bundle' ? existsSync(each.dir) : isCaseFolder(each.dir),
        }));
        return { cases, problem: notAdded };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { cases: [], problem: error.message };
      }
    },
    add({ dir, name, kind }) {
      try {
        const others = file.load().cases.filter((each) => each.dir !== dir);
        const first = { dir, name, lastOpenedAt: new Date().toISOString(), ...(kind === undefined ? {} : { kind }) };
        file.save({ cases: [first, ...others].slice(0, MAX_RECENT) });
        notAdded = null;
      } catch (error) {
        notAdded = error instanceof Error ? error.message : String(error);
      }
    },
    forget(dir) {
      file.save({ cases: file.load().cases.filter((each) => each.dir !== dir) });
    },
  };
}
