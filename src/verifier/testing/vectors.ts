/**
 * For tests: the published vectors, and one line on the totals of each run.
 *
 * Reads files through the one door to them; prints, so that a run says how many cases were asked and which answers differ.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';

export interface Total {
  readonly standard: string;
  readonly cases: number;
  /** Names of the cases whose answer here differs from the publisher's; each has its reason in vectors.md. */
  readonly differ?: readonly string[];
}

export function printTotal({ standard, cases, differ = [] }: Total): void {
  const names = differ.length === 0 ? '' : ` (${differ.join(', ')})`;
  process.stdout.write(`verifier vectors: ${standard}: ${cases} cases, ${differ.length} answers differ${names}\n`);
}

export const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
export const readBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

/** What a call does: `undefined` where it passes, else the words of the refusal. */
export function refusalOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}
