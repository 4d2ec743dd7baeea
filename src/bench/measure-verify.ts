/** One verification in a process of its own. Prints one JSON line. Usage: node measure-verify.ts CASE_DIR fast|strict */
import { BENCH_PASSPHRASE } from './segment-blobs.ts';
import { openCase } from '../host/vault/open-case.ts';

const [dir, mode] = process.argv.slice(2) as [string, 'fast' | 'strict'];
const session = await openCase({ dir, passphrase: BENCH_PASSPHRASE, readOnly: true });
const started = performance.now();
const report = await session.verify({ mode }, {});
const seconds = (performance.now() - started) / 1000;
await session.close();
process.stdout.write(
  `${JSON.stringify({ verdict: report.verdict, recordCount: report.recordCount, seconds, maxRssBytes: process.resourceUsage().maxRSS * 1024 })}\n`,
);
