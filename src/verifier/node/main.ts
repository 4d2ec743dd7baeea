/**
 * The verifier as a command: one file, plain Node 20, 22 or 24, nothing installed, no network.
 *
 * The only place that reads arguments and prints. As a thread it inspects lines and does nothing else.
 */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { useHashEngine } from '../base/hash.ts';
import { nodeEngine } from './fast-crypto.ts';
import { serveLines } from './line-threads.ts';
import { run } from './run.ts';

/** For whoever wants many bundles checked by this very file in one process; as a thread, since the main one is the command. */
export { run };

if (isMainThread) {
  const { exitCode, out, err } = await run(process.argv.slice(2), fileURLToPath(import.meta.url));
  process.stdout.write(out);
  process.stderr.write(err);
  process.exitCode = exitCode;
} else {
  useHashEngine(nodeEngine);
  serveLines();
}
