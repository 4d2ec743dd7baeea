/**
 * One ingest in a process of its own, so that its memory and processor time are its own. Prints one JSON line.
 *
 * Usage: node measure-ingest.ts CASE_DIR keep|reference watched|alone FILE...
 *
 * `watched`: somebody searches the case until the first event is found, which takes a reader's start and its time.
 */
import { BENCH_PASSPHRASE } from './segment-blobs.ts';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createCase } from '../host/vault/open-case.ts';

const [dir, originals, company, ...paths] = process.argv.slice(2) as [string, string, string, ...string[]];

const session = await createCase({
  dir,
  name: 'Bench',
  operatorId: 'lead',
  operatorName: 'Bench',
  passphrase: BENCH_PASSPHRASE,
});
const before = process.cpuUsage();
const started = performance.now();
let firstSearchableMs = Number.NaN;
const state = { isDone: false };

/** Asks like a person would: what is there already? */
async function watch(): Promise<void> {
  while (!state.isDone && Number.isNaN(firstSearchableMs)) {
    const { events } = await session.search({ query: '', limit: 1, wantTotal: false });
    if (events.length > 0) firstSearchableMs = performance.now() - started;
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const watching = company === 'watched' ? watch() : undefined;
const result = await session.ingest({ paths, keepOriginals: originals === 'keep' }, {});
const seconds = (performance.now() - started) / 1000;
state.isDone = true;
await watching;
const cpu = process.cpuUsage(before);
await session.close();
const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

process.stdout.write(
  `${JSON.stringify({
    eventCount: result.totals.eventCount,
    rejectedCount: result.totals.rejectedCount,
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
    diskBytes: sizeOf(dir),
    firstSearchableMs,
  })}\n`,
);
