/** The folder that all paths lie in: left out where it says the same of every one. Pure. */

/** With its last separator; empty where they share none. */
export function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  let length = folderLength(first, first.length);
  for (const path of others) {
    let same = 0;
    while (same < length && path[same] === first[same]) same++;
    length = folderLength(first, same);
  }
  return first.slice(0, length);
}

/** Up to and with the last separator before `end`. */
const folderLength = (path: string, end: number): number =>
  Math.max(path.lastIndexOf('/', end - 1), path.lastIndexOf('\\', end - 1)) + 1;
