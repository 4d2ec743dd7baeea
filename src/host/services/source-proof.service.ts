/** Proofs that sources carry themselves: what is on record, and the check of them as a job; its outcome is recorded. */
import { stateOfProofs } from '../../shared/source-proof-words.ts';
import type { ResultOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import type { CheckedSource, ProofHooks } from '../source-proof/check-proofs.ts';
import type { GivenFile } from '../source-proof/given-keys.ts';
import type { RecordedRun } from '../source-proof/proof-records.ts';
import type { SourceReport } from '../vault/session.ts';
import type { OpenCase } from './open-cases.ts';

const MAX_GIVEN_BYTES = 32 * 1024 * 1024;

export function sourceProofHandlers(jobs: JobTable): Handlers<'proof.list' | 'proof.check'> {
  return {
    async 'proof.list'(_, { openCase }) {
      return (await import('../source-proof/proof-status.ts')).proofStatus(openCase);
    },
    'proof.check': async ({ handle, sourceSeqs, keyPaths = [], listPaths = [] }, { openCase }) =>
      jobs.start('proof.check', handle, async ({ signal, onProgress }) => {
        const [keys, lists] = [await givenFiles(keyPaths), await givenFiles(listPaths)];
        const run = await openCase.session.sourceProofs(
          { keys, lists, ...(sourceSeqs === undefined ? {} : { sourceSeqs }) },
          {
            signal,
            onProgress: (done, total, label) => onProgress({ phase: 'proofs', unit: 'bytes', done, total, label }),
          },
        );
        const { recordRun } = await import('../source-proof/proof-records.ts');
        const recordSeqs = await recordRun(openCase, run, 'asked');
        const answer = { sources: run.sources.map(withState), lists: run.lists, keys: run.keys, recordSeqs };
        return answer as ResultOf<'proof.check'>;
      }),
  };
}

const withState = (source: CheckedSource) => ({
  ...source,
  state: stateOfProofs(source.proofs.map(({ verdict }) => verdict)),
});

/** FILE_NOT_FOUND, FILE_UNREADABLE, REQUEST_TOO_LARGE. */
async function givenFiles(paths: readonly string[]): Promise<GivenFile[]> {
  if (paths.length === 0) return [];
  const { readSmallFile } = await import('../marks/mark-file.ts');
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readSmallFile(path, MAX_GIVEN_BYTES) })));
}

/**
 * What can be checked of new sources without keys, right after they were taken in. A failure here does not undo an ingest: the
 * evidence is in, and the proofs can be checked again.
 */
export async function checkNewSources(
  openCase: OpenCase,
  reports: readonly SourceReport[],
  hooks: ProofHooks,
): Promise<void> {
  const sourceSeqs = reports.flatMap(({ sourceSeq }) => (sourceSeq === undefined ? [] : [sourceSeq]));
  if (sourceSeqs.length === 0 || hooks.signal.aborted) return;
  try {
    const { readRuns, recordRun } = await import('../source-proof/proof-records.ts');
    const runs = await readRuns(openCase);
    const vouching = runs.flatMap(({ sources }) => sources.map(({ sourceSeq }) => sourceSeq));
    const run = await openCase.session.sourceProofs(
      { sourceSeqs, companionSeqs: [...new Set(vouching)], tellsOthers: true, keys: [], lists: [] },
      hooks,
    );
    const isNew = new Set(sourceSeqs);
    const sources = run.sources.filter((source) => isNew.has(source.sourceSeq) || saysMore(source, runs));
    await recordRun(openCase, { ...run, sources }, 'ingest');
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'DISK_FULL') throw error;
  }
}

/** Whether a check of a source that was in the case before says anything that is not on record. */
function saysMore({ sourceSeq, proofs }: CheckedSource, runs: readonly RecordedRun[]): boolean {
  const known = new Set(
    runs.flatMap(({ sources }) =>
      sources.flatMap((each) =>
        each.sourceSeq === sourceSeq ? each.proofs.map(({ kind, by, summary }) => `${kind}\n${by}\n${summary}`) : [],
      ),
    ),
  );
  return proofs.some(({ kind, by, summary }) => !known.has(`${kind}\n${by}\n${summary}`));
}
