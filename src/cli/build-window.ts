/**
 * The built window, made anew where it is missing or older than its source. The only user of the build tool.
 *
 * A packaged program has no source of its window: then what was built is used as it is.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';

export interface WindowPlaces {
  /** Folders whose files go into the bundle, the window's own first. */
  sourceDirs: readonly string[];
  configFile: string;
  outDir: string;
}

/** @returns the folder to serve. @throws SHELL_NOT_BUILT with the reason */
export async function ensureWindow(places: WindowPlaces, note: (line: string) => void): Promise<string> {
  const why = whyBuild(places);
  if (why === undefined) return places.outDir;
  if (!existsSync(places.configFile)) {
    throw new AppError('SHELL_NOT_BUILT', `There is no window in ${places.outDir}, and no source to build it from`);
  }
  note(`Building the window: ${why}.`);
  const startedMs = performance.now();
  try {
    const { build } = await import('vite');
    await build({ configFile: places.configFile, logLevel: 'error' });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AppError('SHELL_NOT_BUILT', `The window could not be built (after npm ci?): ${message}`, {
      cause: error,
    });
  }
  note(`Built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
  return places.outDir;
}

/** Why the window must be built; undefined where it need not. */
export function whyBuild({ sourceDirs, outDir }: Omit<WindowPlaces, 'configFile'>): string | undefined {
  const page = join(outDir, 'index.html');
  if (!existsSync(page)) return 'it is not there yet';
  const builtMs = statSync(page).mtimeMs;
  return sourceDirs.some((dir) => newestMs(dir) > builtMs) ? 'its source is newer' : undefined;
}

function newestMs(dir: string): number {
  if (!existsSync(dir)) return 0;
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && !each.name.includes('.test.'))
    .reduce((newest, each) => Math.max(newest, statSync(join(each.parentPath, each.name)).mtimeMs), 0);
}
