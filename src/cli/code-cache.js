/**
 * Where Node may keep the program's compiled code between two runs, so that nothing is stripped of its types and compiled anew.
 *
 * Plain JavaScript, as it runs before anything that is not (audittrail.js). Reads the environment and makes folders.
 * Source: Node.js "Module compile cache"; XDG Base Directory; decision 0027.
 * Trust: what lies there is executed. So every folder on the way from the user's cache folder belongs to this user, and nobody
 * else may write in it; where that is not so, or can't be known (Windows), there is no cache.
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Write permission of the group and of others. */
const WRITABLE_BY_OTHERS = 0o022;
const PRIVATE = 0o700;

/** The user's folder for what can be made again. */
function cacheHome(env, home, platform) {
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  const stated = env['XDG_CACHE_HOME'];
  // XDG Base Directory: a relative path is to be ignored.
  return stated !== undefined && isAbsolute(stated) ? stated : join(home, '.cache');
}

/** Whether this is a folder, no link to one, in which only this user may write. */
function isOwn(path, userId) {
  const found = lstatSync(path);
  return found.isDirectory() && found.uid === userId && (found.mode & WRITABLE_BY_OTHERS) === 0;
}

/**
 * The folder, made where it is missing; undefined where there can be none that is private.
 *
 * @param userId undefined where the system knows no owners
 */
export function privateCodeFolder(env, home, platform, userId) {
  if (userId === undefined) return undefined;
  try {
    let path = cacheHome(env, home, platform);
    mkdirSync(path, { recursive: true, mode: PRIVATE });
    if (!isOwn(path, userId)) return undefined;
    for (const name of ['audittrailpro', 'code']) {
      path = join(path, name);
      // With `recursive` one that is there already is no error.
      mkdirSync(path, { recursive: true, mode: PRIVATE });
      if (!isOwn(path, userId)) return undefined;
    }
    return path;
  } catch {
    // A home that can't be written to: the program runs as well without.
    return undefined;
  }
}

/** For this thread and those started from it. Whoever set NODE_COMPILE_CACHE or NODE_DISABLE_COMPILE_CACHE is obeyed. */
export function useCodeCache() {
  const { env } = process;
  if (env['NODE_COMPILE_CACHE'] !== undefined || env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return;
  const folder = privateCodeFolder(env, homedir(), process.platform, process.getuid?.());
  if (folder === undefined) return;
  enableCompileCache(folder);
  // Threads take it from here.
  env['NODE_COMPILE_CACHE'] = folder;
}
