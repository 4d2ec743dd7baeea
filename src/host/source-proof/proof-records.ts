/**
 * Results of checks of proofs as records of the case log, and back.
 *
 * Records of kind `verify` with `act` = `source-proofs`: a program that knows none of them passes them over, and the stand-alone
 * verifier checks their place in the log as that of any record (decision 0064).
 * Trust: a body is what whoever holds the key wrote; one of another form is passed over.
 */
import { z } from 'zod';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { sourceProofShape } from '../../shared/contract/source-proof-shapes.ts';
import type { SourceProof } from '../../engines/source-proof/proof.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { LogRecord } from '../vault/session.ts';
import type { CheckedSource, ProofRun } from './check-proofs.ts';

export const PROOF_ACT = 'source-proofs';
/** A line may be 1 MiB; JSON of one source is at most a few hundred KiB. */
const MAX_BODY_CHARS = 400_000;

const seq = z.int().min(0);
const proofsBody = z.object({
  act: z.literal(PROOF_ACT),
  operatorId: z.string(),
  reason: z.enum(['ingest', 'asked']),
  sources: z.array(z.object({ sourceSeq: seq, sha256: z.string(), proofs: z.array(sourceProofShape) })),
  absent: z.array(seq),
});
export type RecordedRun = z.output<typeof proofsBody> & { recordSeq: number; at: string };

/** Seqs of the records written; none where the case can't remember. */
export async function recordRun(openCase: OpenCase, run: ProofRun, reason: 'ingest' | 'asked'): Promise<number[]> {
  const isAbsent = ({ proofs }: CheckedSource): boolean =>
    proofs.every(({ kind, verdict }) => kind === 'none' && verdict === 'absent');
  const absent = run.sources.filter(isAbsent).map(({ sourceSeq }) => sourceSeq);
  const shown = run.sources.filter((source) => !isAbsent(source));
  if (shown.length === 0 && run.lists.length === 0 && reason === 'ingest') return [];
  const head = { act: PROOF_ACT, reason, keys: run.keys, lists: run.lists };
  const recorded: number[] = [];
  const write = async (sources: readonly unknown[], of: readonly number[]): Promise<void> => {
    const body = { ...head, sources, absent: of, operatorId: openCase.operator.operatorId };
    const recordSeq = await openCase.record('verify', JSON.parse(JSON.stringify(body)) as JsonObject);
    if (recordSeq !== null) recorded.push(recordSeq);
  };
  let batch: unknown[] = [];
  let chars = 0;
  for (const { sourceSeq, sha256, proofs } of shown) {
    const entry = { sourceSeq, sha256, proofs: shortened(proofs) };
    const length = JSON.stringify(entry).length;
    if (batch.length > 0 && chars + length > MAX_BODY_CHARS) {
      await write(batch, []);
      batch = [];
      chars = 0;
    }
    batch.push(entry);
    chars += length;
  }
  const MAX_ABSENT = 20_000;
  await write(batch, absent.slice(0, MAX_ABSENT));
  for (let from = MAX_ABSENT; from < absent.length; from += MAX_ABSENT)
    await write([], absent.slice(from, from + MAX_ABSENT));
  return recorded;
}

/** Very many proofs of one source, each with details, would not fit in a line: then the details give way, their count stays. */
function shortened(proofs: readonly SourceProof[]): readonly SourceProof[] {
  const MAX_PROOFS = 200;
  const some = proofs.slice(0, MAX_PROOFS);
  if (JSON.stringify(some).length <= MAX_BODY_CHARS) return some;
  return some.map((proof) => ({ ...proof, details: proof.details.slice(0, 5) }));
}

const PAGE = 1000;

/** In log order. */
export async function readRuns({ session }: OpenCase): Promise<RecordedRun[]> {
  const runs: RecordedRun[] = [];
  for (let afterSeq = -1; ; ) {
    const page: LogRecord[] = await session.log({ afterSeq, kinds: ['verify'], limit: PAGE });
    for (const record of page) {
      const parsed = proofsBody.safeParse(record.body);
      if (parsed.success) runs.push({ ...parsed.data, recordSeq: record.seq, at: record.at });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return runs;
    afterSeq = last.seq;
  }
}
