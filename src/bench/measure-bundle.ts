/** One evidence bundle in a process of its own. Prints one JSON line. Usage: node measure-bundle.ts CASE_DIR OUT [QUERY] */
import { BENCH_PASSPHRASE } from './segment-blobs.ts';
import { createHost } from '../host/create-host.ts';

const [dir, path, query] = process.argv.slice(2) as [string, string, string | undefined];
const host = createHost();

async function call<T>(name: string, input: object): Promise<T> {
  const reply = await host.call(name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`);
  return reply.value as T;
}

const { handle } = await call<{ handle: string }>('case.open', { dir, passphrase: BENCH_PASSPHRASE });
const started = performance.now();
const asked = query === undefined ? {} : { query };
const { jobId } = await call<{ jobId: string }>('bundle.create', { handle, path, ...asked });
const job = await call<{ result?: { rows: number }; error?: { message: string } }>('job.get', {
  jobId,
  wait: true,
});
if (job.result === undefined) throw new Error(job.error?.message ?? 'the job ended without a bundle');
const seconds = (performance.now() - started) / 1000;
await host.close();
process.stdout.write(
  `${JSON.stringify({ rows: job.result.rows, seconds, maxRssBytes: process.resourceUsage().maxRSS * 1024 })}\n`,
);
