/**
 * Blocks of lines inspected on several cores: the same file, started again as threads.
 *
 * Node. Answers come in the order of the questions. A thread that dies ends the verification: no word is made up.
 */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { inspectLines, type InspectedLines } from '../bundle/inspect-lines.ts';

interface Question {
  readonly id: number;
  /** The lines are its first `length` bytes; it comes back with the answer. */
  readonly block: ArrayBuffer;
  readonly length: number;
  readonly wantsOrigins: boolean;
}
type Answer = { readonly id: number; readonly block: ArrayBuffer } & (
  | { readonly lines: InspectedLines }
  | { readonly error: string }
);

/** Blocks differ in length by a piece of the file; bytes. */
const SPARE = 1024 * 1024;

/** A block of hostile lines needs less than half of this; left alone, a thread lets garbage grow far beyond. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** What a thread does, in the file that `startThreads` names. */
export function serveLines(): void {
  if (isMainThread || parentPort === null) return;
  const port = parentPort;
  port.on('message', ({ id, block, length, wantsOrigins }: Question) => {
    try {
      const lines = inspectLines(new Uint8Array(block, 0, length), wantsOrigins);
      const moved = [lines.seqs, lines.forms, lines.digests, lines.leaves, lines.events].map(
        ({ buffer }) => buffer as ArrayBuffer,
      );
      port.postMessage({ id, block, lines } satisfies Answer, [block, ...moved]);
    } catch (error) {
      port.postMessage({ id, block, error: (error as Error).message } satisfies Answer, [block]);
    }
  });
}

export interface LineThreads {
  inspect(bytes: Uint8Array, wantsOrigins: boolean): Promise<InspectedLines>;
  stop(): Promise<void>;
}

export function startThreads(file: string, count: number): LineThreads {
  const waiting = new Map<number, { resolve: (lines: InspectedLines) => void; reject: (error: Error) => void }>();
  // Used again and again: what threads hand to each other and let go leaves holes in the memory of the process.
  const free: ArrayBuffer[] = [];
  let asked = 0;
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const threads = Array.from({ length: count }, () => {
    const thread = new Worker(file, { resourceLimits: LIMITS });
    thread.on('message', (answer: Answer) => {
      const one = waiting.get(answer.id);
      waiting.delete(answer.id);
      free.push(answer.block);
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
        const one = free.pop();
        const block = one !== undefined && one.byteLength >= bytes.length ? one : new ArrayBuffer(bytes.length + SPARE);
        new Uint8Array(block).set(bytes);
        threads[id % count]?.postMessage({ id, block, length: bytes.length, wantsOrigins } satisfies Question, [block]);
      }),
    async stop() {
      // Nobody waits any more: their end is no failure.
      waiting.clear();
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
