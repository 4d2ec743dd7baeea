/**
 * Search latencies over one case, in the reader itself (no thread between), each value checked against its leaf.
 *
 * Usage: node measure-search.ts CASE_DIR. Prints one JSON line of milliseconds.
 */
import { BENCH_PASSPHRASE } from './segment-blobs.ts';
import { loadCaseKeys, openSlot } from '../host/vault/case-keys.ts';
import { casePaths } from '../host/vault/case-folder.ts';
import { CaseReader } from '../host/vault/case-reader.ts';
import { loadEpochKeys } from '../host/vault/epoch-key.ts';
import { headSigner } from '../host/vault/head-signer.ts';
import { percentile } from './bars.ts';

const [dir] = process.argv.slice(2) as [string];
const keys = loadCaseKeys(casePaths(dir).keys);
const slot = keys.slots[0];
if (slot === undefined) throw new Error('the case has no operator');
const { dataKey } = await openSlot(slot, BENCH_PASSPHRASE);
const epochs = loadEpochKeys(casePaths(dir).epochKey, dataKey);
const headVkeys = epochs === undefined ? [] : [headSigner(keys.origin, epochs.current.seed).vkey];
const reader = new CaseReader({ dir, origin: keys.origin, dataKey, headVkeys });

const ROUNDS = 30;
/** Each word and each stretch of time is asked for once before it counts: the bars are for a person who is at work. */
const WARM_ROUNDS = 10;

function timed(run: (round: number) => void): { first: number; p50: number; p95: number } {
  const times: number[] = [];
  let first = Number.NaN;
  for (let round = 0; round < ROUNDS + WARM_ROUNDS; round++) {
    const started = performance.now();
    run(round);
    const ms = performance.now() - started;
    if (round === 0) first = ms;
    if (round >= WARM_ROUNDS) times.push(ms);
  }
  return { first, p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

const top = (field: string, limit: number): string[] =>
  reader.top({ query: '', field, limit }).values.map(({ value }) => value);
const newest = reader.search({ query: '', limit: 100, wantTotal: false }).events;
const words = newest
  .flatMap((event) => String(event.metadata['message'] ?? '').split(/[^a-z]+/i))
  .filter((word) => word.length > 3);
const counted = [...new Set(words)]
  .slice(0, 60)
  .map((word) => ({ word, total: reader.search({ query: word, limit: 1 }).total ?? 0 }));
const byCount = counted.toSorted((a, b) => a.total - b.total);
const rare = byCount.slice(0, 10).map(({ word }) => word);
const common = byCount.slice(-3).map(({ word }) => word);
const users = top('user', 20);
const histogram = reader.histogram({ query: '', bucketCount: 10 });
const spans = histogram.buckets;
const isoOf = (us: number): string => new Date(us / 1000).toISOString();
const pick = <T>(list: readonly T[], round: number): T => list[round % list.length] as T;

const result = {
  rareNewest: timed((round) => reader.search({ query: pick(rare, round), limit: 100, wantTotal: false })),
  commonNewest: timed((round) => reader.search({ query: pick(common, round), limit: 100, wantTotal: false })),
  filtered: timed((round) => {
    const span = pick(spans, round);
    const query = `${pick(common, round)} AND user:${pick(users, round)}`;
    reader.search({ query, from: isoOf(span.fromUs), to: isoOf(span.toUs), limit: 100, wantTotal: false });
  }),
  countCommon: timed((round) => reader.search({ query: pick(common, round), limit: 0 })),
  groupBy: timed(() => reader.top({ query: '', field: 'severity' })),
  groupByFiltered: timed((round) => reader.top({ query: pick(common, round), field: 'severity' })),
  histogram: timed(() => reader.histogram({ query: '', bucketCount: 720 })),
  exactId: timed((round) =>
    reader.search({ query: `id:"${pick(newest, round).eventId}"`, limit: 1, wantTotal: false }),
  ),
  terms: { rare: byCount.slice(0, 3), common: byCount.slice(-3) },
};
reader.close();
process.stdout.write(`${JSON.stringify(result)}\n`);
