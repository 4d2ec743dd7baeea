/**
 * Paths as a person reads them: near ones relative to the current folder. Long ones: shared/shorten-path.ts.
 *
 * Pure but for the current folder. For reading only: JSON and records keep paths whole.
 * Trust: names come from disks and archives; whoever prints them escapes them (table.ts, escape-text.ts).
 */
import { relative } from 'node:path';
import process from 'node:process';

/** The path as it would be typed from the current folder, where that is shorter. */
export function nearPath(path: string, from = process.cwd()): string {
  const near = relative(from, path);
  return near !== '' && near.length < path.length ? near : path;
}
