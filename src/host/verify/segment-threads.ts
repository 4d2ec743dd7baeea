/**
 * Starts the threads that read segments. Apart from what uses them and light to load: a thread takes long to load its own
 * code, and does it beside the one that loads the rest of the verification.
 */
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** @param segmentsDir decides how many have work; where it cannot be read none is started, and why is told later */
export function startSegmentThreads(segmentsDir: string, atMost: number): Worker[] {
  let fileCount: number;
  try {
    fileCount = readdirSync(segmentsDir).length;
  } catch {
    return [];
  }
  // Each file gives at least two pieces of work: rows and the hash of the whole.
  return Array.from({ length: Math.min(atMost, fileCount * 2) }, startSegmentThread);
}

export const startSegmentThread = (): Worker =>
  new Worker(new URL('../../workers/verify-segment.worker.ts', import.meta.url));
