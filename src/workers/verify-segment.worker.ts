/** Thread entry of a segment check: reads every line of a segment, and its file's hash. */
import { parentPort } from 'node:worker_threads';
import { SegmentCheck } from '../host/verify/segment-check.ts';
import type { FromVerifyWorker, SegmentJob } from '../host/verify/verify-protocol.ts';
import { failureToValue } from '../host/adapters/failure-value.ts';
import { invariant } from '../shared/verdict.ts';

invariant(parentPort !== null, 'the segment check runs in a thread');
const port = parentPort;
const segments = new SegmentCheck();

port.on('message', async (job: SegmentJob) => {
  const reply = (message: FromVerifyWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  try {
    await segments.check(job, reply);
  } catch (error) {
    reply({ type: 'failed', error: failureToValue(error) });
  }
});
