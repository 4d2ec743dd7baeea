/**
 * Which source of the inventory a file of the case is: by the files it names, else by its id in the path, else the path itself.
 *
 * Pure. O(files x sources), once for an assessment. Source: `logSources[].files`, resources/docs/compliance.md.
 * Trust: paths are hostile text; patterns are the organisation's. `*` stands for any characters and nothing else is special.
 */
import type { LogSource } from './inputs.ts';

const slashes = (path: string): string => path.replaceAll('\\', '/').toLowerCase();

/** Whether the path, or an ending of it that begins at a part, is what the pattern says. */
function fits(pattern: string, path: string): boolean {
  const parts = slashes(pattern).split('*');
  const [first = ''] = parts;
  const starts = [0];
  for (let at = path.search(/[/!]/u); at >= 0; ) {
    starts.push(at + 1);
    const next = path.slice(at + 1).search(/[/!]/u);
    at = next < 0 ? -1 : at + 1 + next;
  }
  return starts.some((start) => {
    if (!path.startsWith(first, start)) return false;
    let at = start + first.length;
    for (const part of parts.slice(1, -1)) {
      const found = path.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    if (parts.length === 1) return at === path.length;
    const last = parts.at(-1) ?? '';
    return path.length - last.length >= at && path.endsWith(last);
  });
}

/** @returns the id by which checks know the file */
export function sourceNameOf(path: string, sources: readonly LogSource[]): string {
  const plain = slashes(path);
  const named = sources.find(({ files = [] }) => files.some((pattern) => fits(pattern, plain)));
  if (named !== undefined) return named.id;
  const same = sources.find(({ id, files }) => files === undefined && id !== '' && fits(id, plain));
  return same?.id ?? path;
}
