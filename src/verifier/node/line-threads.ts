/**
 * Blocks of lines inspected on several cores: the same file, started again as threads.
 *
 * Node. Answers come in the order of the questions. A thread that dies ends the verification: no word is made up.
 */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { inspectLines, type InspectedLines } from '../bundle/inspect-lines.ts';

interface Question {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly wantsOrigins: boolean;
}
type Answer = { readonly id: number; readonly lines: InspectedLines } | { readonly id: number; readonly error: string };

/** What a thread does, in the file that `startThreads` names. */
export function serveLines(): void {
  if (isMainThread || parentPort === null) return;
  const port = parentPort;
  port.on('message', ({ id, bytes, wantsOrigins }: Question) => {
    try {
      const lines = inspectLines(bytes, wantsOrigins);
      const moved = [lines.seqs, lines.forms, lines.digests, lines.leaves, lines.events].map(
        ({ buffer }) => buffer as ArrayBuffer,
      );
      port.postMessage({ id, lines } satisfies Answer, moved);
    } catch (error) {
      port.postMessage({ id, error: (error as Error).message } satisfies Answer);
    }
  });
}

export interface LineThreads {
  inspect(bytes: Uint8Array, wantsOrigins: boolean): Promise<InspectedLines>;
  stop(): Promise<void>;
}

export function startThreads(file: string, count: number): LineThreads {
  const waiting = new Map<number, { resolve: (lines: InspectedLines) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const threads = Array.from({ length: count }, () => {
    const thread = new Worker(file);
    thread.on('message', (answer: Answer) => {
      const one = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('lines' in answer) one?.resolve(answer.lines);
      else one?.reject(new Error(answer.error));
    });
    thread.on('error', fail);
    thread.on('exit', (code) => fail(new Error(`a thread ended with ${code}`)));
    return thread;
  });
  return {
    inspect: (bytes, wantsOrigins) =>
      new Promise((resolve, reject) => {
        const id = asked++;
        waiting.set(id, { resolve, reject });
        const block = bytes.slice();
        threads[id % count]?.postMessage({ id, bytes: block, wantsOrigins } satisfies Question, [block.buffer]);
      }),
    async stop() {
      // Nobody waits any more: their end is no failure.
      waiting.clear();
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
