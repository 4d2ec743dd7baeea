/** Evidence bundles: how long giving one away takes, and checking it as the other side does, with the one file. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatFigure, median } from './bars.ts';
import { folder, generate, ingestOnce, record, remarks, root, ROUNDS, run, say } from './bench-run.ts';
import { sha256sum } from './peers.ts';

/** Finds some 2,500 of ten million, in every part of the log. */
const PART_QUERY = 'user:user-0007@example.com severity:high';

interface BundleFigures {
  rows: number;
  seconds: number;
  maxRssBytes: number;
}

/** The whole case given away, and checked as the other side would: by the one file, one thread a core. */
export async function benchBundle(dir: string, events: number): Promise<void> {
  say('An evidence bundle of it, and its verifier');
  const built = spawnSync(process.execPath, [join(root, 'src', 'test', 'helpers', 'build-verifier.ts')]);
  if (built.status !== 0) throw new Error('the verifier could not be built');
  const bundle = join(folder, 'bundle');
  const made = run<BundleFigures>('./measure-bundle.ts', [dir, bundle]);
  remarks.push(
    `a bundle of ${formatFigure(made.rows)} events: ${formatFigure(made.seconds)} s, ${formatFigure(made.maxRssBytes / 1e6)} MB`,
  );
  const lines = join(bundle, 'data', 'case', 'records.ndjson');
  const ours: number[] = [];
  const peaks: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { seconds, maxRssBytes } = verifyAlone(bundle);
    ours.push(seconds);
    peaks.push(maxRssBytes);
    const sum = sha256sum(lines).seconds;
    if (sum !== undefined) floors.push(sum + run<{ seconds: number }>('./parse-lines.ts', [lines]).seconds);
  }
  record(
    'bundle-verify-vs-floor',
    floors.length === 0 ? undefined : median(ours) / median(floors),
    floors.length === 0
      ? 'sha256sum is not installed'
      : `${formatFigure(median(ours))} s against ${formatFigure(median(floors))} s for ${formatFigure(made.rows)} events`,
  );
  rmSync(bundle, { recursive: true });
  const file = join(folder, 'third.jsonl');
  const third = join(folder, 'third');
  await generate(file, Math.round(events / 3));
  ingestOnce(third, [file]);
  run<BundleFigures>('./measure-bundle.ts', [third, bundle]);
  const small = verifyAlone(bundle).maxRssBytes;
  record(
    'bundle-verify-memory',
    median(peaks) / small,
    `${formatFigure(median(peaks) / 1e6)} MB against ${formatFigure(small / 1e6)} MB`,
  );
  for (const path of [bundle, file, third]) rmSync(path, { recursive: true });
}

/** Told when it ends: the most memory it had. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  `import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS * 1024)));`,
)}`;

function verifyAlone(bundle: string): { seconds: number; maxRssBytes: number } {
  const started = performance.now();
  const verifier = join(root, 'out', 'verifier', 'audittrail-verifier.mjs');
  const { status, stderr } = spawnSync(process.execPath, ['--import', TELL_PEAK, verifier, bundle], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the verifier ended with ${status}: ${stderr}`);
  return { seconds: (performance.now() - started) / 1000, maxRssBytes: Number(stderr) };
}

/** A part of a large case: how long somebody waits who gives it away. */
export function benchPart(dir: string): void {
  const made = run<BundleFigures>('./measure-bundle.ts', [dir, join(folder, 'part'), PART_QUERY]);
  record(
    'bundle-part-10m',
    made.seconds,
    `${formatFigure(made.rows)} events, ${formatFigure(made.maxRssBytes / 1e6)} MB`,
  );
}
