/**
 * What is known of the proofs of each source: the newest result for each proof, with what was said of it before where that differed.
 *
 * Cost: one pass over the records of such checks.
 * Trust: records are sealed; what they say was true when they were written.
 */
import type { OutputOf } from '../../shared/contract/index.ts';
import { stateOfProofs } from '../../shared/source-proof-words.ts';
import type { OpenCase } from '../services/open-cases.ts';
import { absentProof } from './check-proofs.ts';
import { readRuns } from './proof-records.ts';

type Answer = OutputOf<'proof.list'>;
type Listed = Answer['sources'][number];
type ListedProof = Listed['proofs'][number];

export async function proofStatus(openCase: OpenCase): Promise<Answer> {
  const [reports, runs, records] = [
    await openCase.session.sources(),
    await readRuns(openCase),
    await sourceRecords(openCase),
  ];
  const bySource = new Map<number, Map<string, ListedProof>>();
  const absentIn = new Map<number, { recordSeq: number; at: string }>();
  for (const { recordSeq, at, sources, absent } of runs) {
    for (const seq of absent) absentIn.set(seq, { recordSeq, at });
    for (const { sourceSeq, proofs } of sources) {
      const known = bySource.get(sourceSeq) ?? new Map<string, ListedProof>();
      for (const proof of proofs) {
        const name = `${proof.kind}\n${proof.kind === 'cloudtrail-digest' ? '' : (proof.by ?? '')}`;
        const before = known.get(name);
        known.set(name, {
          ...proof,
          recordSeq,
          at,
          ...(before === undefined || before.verdict === proof.verdict
            ? {}
            : { earlier: { verdict: before.verdict, recordSeq: before.recordSeq ?? recordSeq } }),
        });
      }
      bySource.set(sourceSeq, known);
    }
  }
  const formats = new Map(reports.map(({ sourceSeq, format }) => [sourceSeq, format]));
  return {
    sources: records
      .filter(({ seq, body }) => body['container'] === undefined || bySource.has(seq))
      .map(({ seq, body }) => {
        const path = String(body['path']);
        const sha256 = String(body['sha256']);
        const proofs = [...(bySource.get(seq)?.values() ?? [])];
        if (proofs.length > 0) {
          return { sourceSeq: seq, path, sha256, state: stateOfProofs(proofs.map(({ verdict }) => verdict)), proofs };
        }
        const format = formats.get(seq) ?? null;
        // A format that carries proofs was not looked at; any other has none, whoever looks.
        if (absentIn.get(seq) === undefined && (format === 'evtx' || !formats.has(seq))) {
          return { sourceSeq: seq, path, sha256, state: 'not-checked', proofs: [] };
        }
        return {
          sourceSeq: seq,
          path,
          sha256,
          state: 'absent',
          proofs: [{ ...absentProof(format), ...absentIn.get(seq) } as ListedProof],
        };
      }),
  };
}

/** Archives that were opened stand there, too; they are told of where a proof is about them. */
async function sourceRecords({ session }: OpenCase): Promise<{ seq: number; body: Record<string, unknown> }[]> {
  const found: { seq: number; body: Record<string, unknown> }[] = [];
  for (let afterSeq = -1; ; ) {
    const page = await session.log({ afterSeq, kinds: ['source'], limit: 1000 });
    for (const { seq, body } of page) found.push({ seq, body });
    const last = page.at(-1);
    if (last === undefined || page.length < 1000) return found;
    afterSeq = last.seq;
  }
}
