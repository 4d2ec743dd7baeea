/**
 * `npm run bench`: measures, compares with baselines in the same run, and prints whether the bars of budgets.json hold.
 *
 * Every measured program runs in a process of its own; baselines and ours take turns, so that a drifting machine hits both.
 * `--quick` leaves the 10 M-event part out and says so; `--scroll=SECONDS` is how long the window is scrolled there. `--write` records the medians beside the bars.
 * Exit code 1 where a bar is missed.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { chooseWindow } from '../cli/choose-window.ts';
import { budgetsPath, formatFigure, judge, loadBars, median } from './bars.ts';
import { benchBundle, benchPart } from './bench-bundle.ts';
import {
  figures,
  folder,
  generate,
  ingestOnce,
  type IngestFigures,
  record,
  remarks,
  root,
  ROUNDS,
  run,
  say,
} from './bench-run.ts';
import { cipherSeconds } from './cipher-cost.ts';
import { libevtx, lnavLoad, repeatEvtx, sha256sum, sqliteImport } from './peers.ts';
import { readSegmentBlobs } from './segment-blobs.ts';

const isQuick = process.argv.includes('--quick');
const EVENTS = 1_000_000;
/** Ours and every peer work on the same events; a row store slows down as it grows, so a quick run flatters it. */
const COMPARED = isQuick ? 300_000 : EVENTS;
const LARGE = 10_000_000;
/** How often the chunks of a real log are repeated: to a million records, as all else here, so that starting the program does not count. */
const EVTX_REPEATS = 442;
/** A program that starts in no time needs fewer. */
const EVTX_PEER_REPEATS = 16;
const SHORT_SCROLL_SECONDS = 5;
/** Ten minutes, as long as somebody looks for something. */
const SCROLL_SECONDS = Number(
  process.argv.find((arg) => arg.startsWith('--scroll='))?.slice('--scroll='.length) ?? 600,
);

const ratesOf = (runs: readonly IngestFigures[]): number[] =>
  runs.map(({ eventCount, seconds }) => eventCount / seconds);

async function benchJsonLines(): Promise<void> {
  say(`JSON lines: ${COMPARED.toLocaleString('en-US')} events, ${ROUNDS} rounds, in turns with sqlite3`);
  const file = join(folder, 'compared.jsonl');
  const csv = join(folder, 'compared.csv');
  const bytes = await generate(file, COMPARED, {}, csv);
  const ours: IngestFigures[] = [];
  const peers: number[] = [];
  let peerNote = '';
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(ingestOnce(join(folder, 'case'), [file]));
    const peer = sqliteImport(csv, folder);
    peerNote = peer.note;
    if (peer.seconds !== undefined) peers.push(COMPARED / peer.seconds);
  }
  const rate = median(ratesOf(ours));
  const peerRate = peers.length === 0 ? undefined : median(peers);
  record(
    'jsonl-vs-sqlite',
    peerRate === undefined ? undefined : rate / peerRate,
    `ours ${formatFigure(rate)} events/s, ${peerNote} ${peerRate === undefined ? '' : `${formatFigure(peerRate)} events/s`}`,
  );
  record(
    'disk-share',
    median(ours.map(({ diskBytes }) => diskBytes / bytes)),
    `${formatFigure(bytes / COMPARED)} bytes an event raw`,
  );
  const kept = ingestOnce(join(folder, 'kept'), [file], { originals: 'keep' });
  remarks.push(
    `with originals kept: ${formatFigure(kept.eventCount / kept.seconds)} events/s, ${formatFigure(kept.diskBytes / bytes)} x raw on disk`,
  );

  const blobs = await readSegmentBlobs(join(folder, 'case'));
  const { withCipher, without } = cipherSeconds(blobs, folder);
  const { seconds } = ours[0] as IngestFigures;
  record(
    'encryption-share',
    ((withCipher - without) / seconds) * 100,
    `${formatFigure(withCipher * 1000)} ms against ${formatFigure(without * 1000)} ms for the pages of one segment set`,
  );

  rmSync(join(folder, 'naive.db'), { force: true });
  const naive = run<{ eventCount: number; seconds: number }>('./naive.ts', [file, join(folder, 'naive.db')]);
  const naiveRate = naive.eventCount / naive.seconds;
  record(
    'jsonl-vs-naive',
    rate / naiveRate,
    `ours ${formatFigure(rate)} events/s, naive ${formatFigure(naiveRate)} events/s`,
  );

  const realistic = join(folder, 'realistic.jsonl');
  await generate(realistic, COMPARED, { realistic: true });
  const runs = Array.from({ length: ROUNDS }, () => ingestOnce(join(folder, 'realistic'), [realistic]));
  record('realistic-rate', median(ratesOf(runs)), `${ROUNDS} rounds of ${formatFigure(COMPARED)} events`);
  const lnav = lnavLoad(file);
  remarks.push(
    lnav.seconds === undefined
      ? lnav.note
      : `${lnav.note}: ${formatFigure(COMPARED / lnav.seconds)} lines/s (keeps no index, hashes nothing)`,
  );
  for (const name of ['compared.jsonl', 'compared.csv', 'naive.db', 'realistic.jsonl'])
    rmSync(join(folder, name), { force: true });
}

function benchEvtx(): void {
  say('EVTX: real chunks repeated, in turns with libevtx');
  const source = join(root, '..', 'shared', 'data', 'evtx', 'parser_edge_cases', 'security.evtx');
  const small = join(folder, 'security.evtx');
  const file = join(folder, 'large.evtx');
  if (!repeatEvtx(source, small, EVTX_PEER_REPEATS) || !repeatEvtx(source, file, EVTX_REPEATS)) {
    return record('evtx-vs-libevtx', undefined, 'no EVTX evidence beside the checkout');
  }
  const ours: number[] = [];
  const peers: number[] = [];
  const ratios: number[] = [];
  let note = '';
  for (let round = 0; round < ROUNDS; round++) {
    const { eventCount, cpuSeconds } = ingestOnce(join(folder, 'evtx-case'), [file]);
    const rate = eventCount / cpuSeconds;
    ours.push(rate);
    // Its time is half as much again in one run as in the next: the middle of several.
    const runs = Array.from({ length: ROUNDS }, () => libevtx([small], folder));
    note = runs[0]?.note ?? '';
    const seconds = runs.flatMap((peer) => peer.seconds ?? []);
    if (seconds.length === 0) continue;
    const peerRate = ((eventCount / EVTX_REPEATS) * EVTX_PEER_REPEATS) / median(seconds);
    peers.push(peerRate);
    // Of the same minute: what else the machine does weighs on both.
    ratios.push(rate / peerRate);
  }
  record(
    'evtx-vs-libevtx',
    ratios.length === 0 ? undefined : median(ratios),
    `ours ${formatFigure(median(ours))} records per core second, ${note} ${peers.length === 0 ? '' : formatFigure(median(peers))}`,
  );
}

async function benchMillion(): Promise<{ rate: number; maxRssBytes: number }> {
  say(`Verification: ${EVENTS.toLocaleString('en-US')} events`);
  const file = join(folder, 'million.jsonl');
  await generate(file, EVENTS);
  const dir = join(folder, 'million');
  const ingested = ingestOnce(dir, [file], { watched: true });
  const rate = ingested.eventCount / ingested.seconds;
  const fast: number[] = [];
  const strict: number[] = [];
  const sums: number[] = [];
  let sumNote = '';
  for (let round = 0; round < ROUNDS; round++) {
    const quick = run<{ verdict: string; recordCount: number; seconds: number }>('./measure-verify.ts', [dir, 'fast']);
    if (quick.verdict !== 'intact') throw new Error(`verification says ${quick.verdict}`);
    fast.push(quick.recordCount / quick.seconds);
    const sum = sha256sum(file);
    sumNote = sum.note;
    if (sum.seconds !== undefined) sums.push(EVENTS / sum.seconds);
    const whole = run<{ recordCount: number; seconds: number }>('./measure-verify.ts', [dir, 'strict']);
    strict.push(whole.recordCount / whole.seconds);
  }
  record(
    'verify-fast-vs-ingest',
    median(fast) / rate,
    `${formatFigure(median(fast))} records/s against ${formatFigure(rate)} events/s`,
  );
  if (isQuick) recordAgainstSum(median(fast), sums, sumNote, EVENTS);
  record('verify-strict-vs-ingest', median(strict) / rate, `${formatFigure(median(strict))} records/s`);
  record('first-searchable', ingested.firstSearchableMs / 1000, `of ${formatFigure(EVENTS)} events, by reference`);
  rmSync(file);
  await benchBundle(dir, EVENTS);
  say('The window on it');
  const seen = windowOn(dir, SHORT_SCROLL_SECONDS);
  recordWindow('window-rows-1m', seen?.firstRows);
  rmSync(dir, { recursive: true });
  return { rate, maxRssBytes: ingested.maxRssBytes };
}

/** @param fast records a second @param sums lines a second of sha256sum */
function recordAgainstSum(fast: number, sums: readonly number[], note: string, count: number): void {
  record(
    'verify-fast-vs-sha256sum',
    sums.length === 0 ? undefined : fast / median(sums),
    sums.length === 0
      ? note
      : `${formatFigure(count)} records: ${formatFigure(fast)} a second, ${note}: ${formatFigure(median(sums))} lines/s`,
  );
}

/** At 10 M starting the threads no longer counts. */
function benchLargeVerify(dir: string, file: string): void {
  const fast: number[] = [];
  const sums: number[] = [];
  let note = '';
  for (let round = 0; round < ROUNDS; round++) {
    const quick = run<{ verdict: string; recordCount: number; seconds: number }>('./measure-verify.ts', [dir, 'fast']);
    if (quick.verdict !== 'intact') throw new Error(`verification says ${quick.verdict}`);
    fast.push(quick.recordCount / quick.seconds);
    const sum = sha256sum(file);
    note = sum.note;
    if (sum.seconds !== undefined) sums.push(LARGE / sum.seconds);
  }
  recordAgainstSum(median(fast), sums, note, LARGE);
}

interface WindowFigures {
  startMs: number;
  firstRows: Latency;
  indexedCharts: Latency;
  wordCharts: Latency;
  typing: Latency;
  scroll: Latency;
  heapBefore: number;
  heapAfter: number;
  scrolled: number;
}

/** Undefined, and said so, where no browser of the Chromium family is installed. */
function windowOn(dir: string, scrollSeconds: number): WindowFigures | undefined {
  const chosen = chooseWindow({
    platform: process.platform,
    hasDisplay: true,
    isRoot: true,
    programFolders: (process.env['PATH'] ?? '').split(delimiter),
    electronDir: '',
    exists: existsSync,
  });
  return chosen.kind === 'browser'
    ? run<WindowFigures>('./measure-window.ts', [dir, chosen.path, String(scrollSeconds)])
    : undefined;
}

const NO_BROWSER = 'no browser of the Chromium family is installed';

function recordWindow(id: string, figure: Latency | undefined, note = ''): void {
  record(
    id,
    figure?.p95,
    figure === undefined ? NO_BROWSER : `${formatFigure(figure.p50)}/${formatFigure(figure.p95)} ms p50/p95${note}`,
  );
}

interface Latency {
  first?: number;
  p50: number;
  p95: number;
}

const SEARCHES = [
  'rareNewest',
  'commonNewest',
  'filtered',
  'countCommon',
  'groupBy',
  'groupByFiltered',
  'histogram',
  'exactId',
] as const;
type SearchFigures = Record<(typeof SEARCHES)[number], Latency>;

/** Of each figure the middle one of several runs: one run asks for too few seconds to be of an ordinary minute. */
function searchOn(dir: string): SearchFigures {
  const runs = Array.from({ length: ROUNDS }, () => run<SearchFigures>('./measure-search.ts', [dir]));
  const middle = (name: keyof SearchFigures, figure: keyof Latency): number =>
    median(runs.map((found) => found[name][figure] ?? Number.NaN));
  return Object.fromEntries(
    SEARCHES.map((name) => [
      name,
      { first: middle(name, 'first'), p50: middle(name, 'p50'), p95: middle(name, 'p95') },
    ]),
  ) as SearchFigures;
}

async function benchLarge(million: { rate: number; maxRssBytes: number }): Promise<void> {
  if (isQuick) {
    for (const id of [
      'rate-10m-vs-1m',
      'memory-ingest',
      'memory-flat',
      'search-newest-p95',
      'search-filtered-p95',
      'search-groupby',
      'search-histogram',
      'bundle-part-10m',
      'window-start',
      'window-typing',
      'window-rows-10m',
      'window-charts-10m',
      'window-scroll-10m',
      'window-heap',
    ]) {
      record(id, undefined, '--quick leaves 10 M events out');
    }
    return;
  }
  say(`Ten million events`);
  const file = join(folder, 'large.jsonl');
  await generate(file, LARGE);
  const dir = join(folder, 'large');
  const large = ingestOnce(dir, [file], { watched: true });
  benchLargeVerify(dir, file);
  rmSync(file);
  const rate = large.eventCount / large.seconds;
  record('rate-10m-vs-1m', rate / million.rate, `${formatFigure(rate)} events/s against ${formatFigure(million.rate)}`);
  record('memory-ingest', large.maxRssBytes / 1e6, 'peak of the whole process');
  record(
    'memory-flat',
    large.maxRssBytes / million.maxRssBytes,
    `${formatFigure(million.maxRssBytes / 1e6)} MB at 1 M`,
  );
  const found = searchOn(dir);
  record(
    'search-newest-p95',
    Math.max(found.rareNewest.p95, found.commonNewest.p95),
    `rare ${latency(found.rareNewest)}, common ${latency(found.commonNewest)}`,
  );
  record('search-filtered-p95', found.filtered.p95, latency(found.filtered));
  record('search-groupby', found.groupBy.p50, latency(found.groupBy));
  record('search-histogram', found.histogram.p50, latency(found.histogram));
  remarks.push(
    `count of a common term ${latency(found.countCommon)}; group by within it ${latency(found.groupByFiltered)}; exact id ${latency(found.exactId)}`,
  );
  benchPart(dir);
  say('The window on it');
  const seen = windowOn(dir, SCROLL_SECONDS);
  record(
    'window-start',
    seen === undefined ? undefined : seen.startMs / 1000,
    seen === undefined ? NO_BROWSER : 'built before',
  );
  recordWindow('window-typing', seen?.typing);
  recordWindow('window-rows-10m', seen?.firstRows);
  recordWindow(
    'window-charts-10m',
    seen?.indexedCharts,
    seen === undefined ? '' : `; of a word ${latency(seen.wordCharts)}`,
  );
  recordWindow('window-scroll-10m', seen?.scroll);
  record(
    'window-heap',
    seen === undefined ? undefined : seen.heapAfter / seen.heapBefore,
    seen === undefined
      ? NO_BROWSER
      : `${formatFigure(seen.heapBefore / 1e6)} MB before, after ${SCROLL_SECONDS} s and ${seen.scrolled} jumps`,
  );
}

const latency = ({ first, p50, p95 }: Latency): string =>
  `${formatFigure(p50)}/${formatFigure(p95)} ms p50/p95${first === undefined ? '' : `, first ${formatFigure(first)}`}`;

function print(): number {
  let missed = 0;
  const lines = loadBars().map((bar) => {
    const { value, note } = figures.get(bar.id) ?? { value: undefined, note: 'not run' };
    const judgement = judge(bar, value);
    if (judgement === 'missed') missed++;
    const wanted = bar.atLeast === undefined ? `<= ${bar.atMost}` : `>= ${bar.atLeast}`;
    return `${judgement.padEnd(12)} ${(value === undefined ? '-' : formatFigure(value)).padStart(8)} ${bar.unit.padEnd(9)} ${wanted.padEnd(9)} ${bar.what}\n${' '.repeat(13)}${note}`;
  });
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${formatFigure(totalmem() / 1e9)} GB, Node ${process.versions.node}`;
  process.stdout.write(
    `${machine}\n\n${lines.join('\n')}\n\n${remarks.map((remark) => `- ${remark}`).join('\n')}\n\n${missed} bars missed\n`,
  );
  if (process.argv.includes('--write')) {
    const budgets = JSON.parse(readFileSync(budgetsPath, 'utf8')) as Record<string, unknown>;
    const measured = Object.fromEntries(
      [...figures].map(([id, { value, note }]) => [
        id,
        { value: value === undefined ? null : Number(value.toPrecision(4)), note },
      ]),
    );
    writeFileSync(
      budgetsPath,
      `${JSON.stringify({ ...budgets, measured: { machine, remarks, figures: measured } }, null, 2)}\n`,
    );
  }
  return missed;
}

try {
  await benchJsonLines();
  benchEvtx();
  await benchLarge(await benchMillion());
  process.exitCode = print() === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
