/**
 * One run of the bench: its folder, its figures, programs in processes of their own, events to measure with.
 *
 * All is deleted when the run ends, by `main.ts`.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateAuditLines } from '../engines/scenario/audit-stream.ts';
import { type Figure, formatFigure } from './bars.ts';
import { csvRow } from './peers.ts';

export const ROUNDS = 3;
const SEED = 7;

export const root = fileURLToPath(new URL('../../', import.meta.url));
mkdirSync(join(root, '.bench'), { recursive: true });
export const folder = mkdtempSync(join(root, '.bench', 'run-'));
export const figures = new Map<string, Figure>();
export const remarks: string[] = [];

export const say = (text: string): void => void process.stderr.write(`${text}\n`);

export function record(id: string, value: number | undefined, note: string): void {
  figures.set(id, { value, note });
  say(`  ${id}: ${value === undefined ? 'not measured' : formatFigure(value)} (${note})`);
}

export interface IngestFigures {
  eventCount: number;
  seconds: number;
  cpuSeconds: number;
  maxRssBytes: number;
  diskBytes: number;
  firstSearchableMs: number;
}

export function run<T>(script: string, args: string[]): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawnSync(process.execPath, [path, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
    // As the program itself does from its second start on (src/cli/code-cache.js).
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, '.bench', 'code-cache') },
  });
  if (child.status !== 0) throw new Error(`${script} ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout) as T;
}

/** @param options `watched`: somebody searches meanwhile, for the time until the first event is found */
export const ingestOnce = (
  dir: string,
  files: string[],
  options: { originals?: 'keep' | 'reference'; watched?: boolean } = {},
): IngestFigures => {
  rmSync(dir, { recursive: true, force: true });
  const { originals = 'reference', watched = false } = options;
  return run<IngestFigures>('./measure-ingest.ts', [dir, originals, watched ? 'watched' : 'alone', ...files]);
};

export async function generate(
  path: string,
  count: number,
  options: { realistic?: boolean } = {},
  csv?: string,
): Promise<number> {
  const out = createWriteStream(path);
  const table = csv === undefined ? undefined : createWriteStream(csv);
  for (const chunk of generateAuditLines(SEED, count, options)) {
    if (!out.write(chunk)) await once(out, 'drain');
    if (table !== undefined) {
      const rows = chunk.split('\n').filter(Boolean).map(csvRow).join('');
      if (!table.write(rows)) await once(table, 'drain');
    }
  }
  await Promise.all([once(out.end(), 'close'), ...(table === undefined ? [] : [once(table.end(), 'close')])]);
  return statSync(path).size;
}
