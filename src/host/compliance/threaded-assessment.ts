/**
 * An assessment over several threads: each reads its share of the log, the first takes in what the others saw.
 *
 * The states that come together are the same in whatever order and number (decision 0071), so the number of threads changes
 * nothing but the time.
 */
import { AppError } from '../../shared/errors.ts';
import type { RpcClient } from '../adapters/thread-rpc.ts';
import type { CaseReaderParts } from '../vault/searched-case.ts';
import type { AssessOutcome, AssessRequest } from './assess-request.ts';

export interface AssessHooks {
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

/** So few records are read by one thread before another has started. */
const RECORDS_WORTH_A_THREAD = 20_000;

export async function assessOnThreads(
  startThread: () => RpcClient,
  parts: CaseReaderParts,
  request: AssessRequest,
  expected: { records: number; threads: number },
  { signal, onProgress }: AssessHooks,
): Promise<AssessOutcome> {
  const { base, ...plain } = request;
  const toRead = expected.records - (base?.size ?? 0);
  const count = Math.max(1, Math.min(expected.threads, Math.ceil(toRead / RECORDS_WORTH_A_THREAD)));
  const threads = Array.from({ length: count }, startThread);
  const abort = (): void => threads.forEach((thread) => void thread.call('abort').catch(() => undefined));
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) throw new AppError('CANCELLED', 'The assessment was stopped');
    const sizes = await Promise.all(
      // Each closes its own copy of the key.
      threads.map((thread) => thread.call<number>('begin', [{ ...parts, dataKey: parts.dataKey.slice() }, plain])),
    );
    const size = Math.min(...sizes);
    const [first, ...others] = threads as [RpcClient, ...RpcClient[]];
    const goesOn =
      base !== undefined && base.size <= size && (await first.call<boolean>('goOnFrom', [base.state])) === true;
    const fromSeq = goesOn ? base.size : 0;
    const done = threads.map(() => 0);
    const total = Math.max(0, size - fromSeq);
    await Promise.all(
      threads.map((thread, index) =>
        thread.call('observe', [{ index, count, fromSeq, size }], (event) => {
          done[index] = event as number;
          onProgress(
            Math.min(
              total,
              done.reduce((sum, one) => sum + one, 0),
            ),
            total,
          );
        }),
      ),
    );
    for (const other of others) {
      await first.call('merge', [await other.call<Uint8Array>('state')]);
      await other.call('end');
    }
    const outcome = await first.call<Pick<AssessOutcome, 'result' | 'state' | 'eventCount'>>('conclude');
    await first.call('end');
    return { ...outcome, size, fromSeq, threads: count };
  } finally {
    signal.removeEventListener('abort', abort);
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}
