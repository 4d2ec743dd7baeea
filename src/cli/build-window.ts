/**
 * The built window, and Electron's part, made anew where missing or older than their source. The only user of the build tools.
 *
 * A packaged program has no source of its window: then what was built is used as it is.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';

export interface BuildPlaces {
  /** Folders whose files go into what is built. */
  sourceDirs: readonly string[];
  configFile: string;
  /** The file by whose age it is told whether the rest is new. */
  product: string;
}

/** @throws SHELL_NOT_BUILT with the reason */
export async function ensureWindow(places: BuildPlaces, note: (line: string) => void): Promise<void> {
  await ensure('the window', places, note, async () => {
    const { build } = await import('vite');
    await build({ configFile: places.configFile, logLevel: 'error' });
  });
}

/** Main, threads, preload and window. Needs no Electron binary. @throws SHELL_NOT_BUILT with the reason */
export async function ensureElectron(places: BuildPlaces, note: (line: string) => void): Promise<void> {
  await ensure("Electron's part", places, note, async () => {
    const { build } = await import('electron-vite');
    await build({ configFile: places.configFile, logLevel: 'error' });
  });
}

async function ensure(
  what: string,
  places: BuildPlaces,
  note: (line: string) => void,
  build: () => Promise<void>,
): Promise<void> {
  const why = whyBuild(places);
  if (why === undefined) return;
  if (!existsSync(places.configFile)) {
    throw new AppError('SHELL_NOT_BUILT', `${places.product} is missing, and there is no source to build it from`);
  }
  note(`Building ${what}: ${why}.`);
  const startedMs = performance.now();
  try {
    await build();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AppError('SHELL_NOT_BUILT', `Could not build ${what} (after npm ci?): ${message}`, {
      cause: error,
    });
  }
  note(`Built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
}

/** Why it must be built; undefined where it need not. */
export function whyBuild({ sourceDirs, product }: Omit<BuildPlaces, 'configFile'>): string | undefined {
  if (!existsSync(product)) return 'it is not there yet';
  const builtMs = statSync(product).mtimeMs;
  return sourceDirs.some((dir) => newestMs(dir) > builtMs) ? 'its source is newer' : undefined;
}

function newestMs(dir: string): number {
  if (!existsSync(dir)) return 0;
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && !each.name.includes('.test.'))
    .reduce((newest, each) => Math.max(newest, statSync(join(each.parentPath, each.name)).mtimeMs), 0);
}
