/**
 * Sources of a drop under the names a browser gave them: the copy they are read from is nobody's business and soon gone.
 *
 * Trust: the names come from a browser window; they are for people and reports, never for opening anything.
 */
import { sep } from 'node:path';
import { addFinding, type Found, type Located, type Placed } from '../sources/found.ts';
import type { DroppedCopy } from '../vault/session.ts';

const DROPPED = {
  kind: 'dropped',
  level: 'info',
  message: 'The file was dropped on a browser window: where it lay before is not known',
} as const;

/** @param found a walk below `drop.root`, by absolute paths */
export async function* asDropped(
  found: AsyncIterable<Found & Located>,
  drop: DroppedCopy,
): AsyncGenerator<Found & Placed> {
  const given = new Map(Object.entries(drop.given));
  for await (const { location: _copy, ...item } of found) {
    const path = givenPath(item.path, drop.root, given);
    if (item.what === 'problem') {
      yield { ...item, path, arrival: 'drop' };
      continue;
    }
    // The list itself, and not a copy: it grows while the source is read.
    if (!item.path.includes('!/')) addFinding(item.findings as Parameters<typeof addFinding>[0], DROPPED);
    yield { ...item, path, arrival: 'drop' };
  }
}

/** The path below the drop as the window gave it; a member of an archive keeps what follows its archive. */
function givenPath(path: string, root: string, given: ReadonlyMap<string, string>): string {
  const kept = path.slice(root.length).split(sep).join('/').replace(/^\/+/u, '');
  for (let end = kept.length; end > 0; end = kept.lastIndexOf('!/', end - 1)) {
    const name = given.get(kept.slice(0, end));
    if (name !== undefined) return name + kept.slice(end);
  }
  return kept;
}
