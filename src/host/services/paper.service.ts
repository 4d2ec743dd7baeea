/**
 * Papers of a case as files: the form of custody, the draft of a certificate, CASE/UCO, made as a job on a thread of its own.
 *
 * Order of acts as with any export: the file durable beside its place, the `export` record, the file into its place. A case that
 * asks for two people for `export` gives no such file; a bundle with a second signer can carry the same papers.
 * Errors: CONTRACT_BAD_INPUT, SIGNATURE_MISSING, ITEM_UNKNOWN, CASE_LOG_BROKEN, FILE_EXISTS, FILE_NOT_FOUND, FILE_UNWRITABLE.
 */
import { Worker } from 'node:worker_threads';
import { LEDGER_KINDS } from '../../engines/custody/custody-facts.ts';
import type { InputOf, ResultOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { formatsOf } from '../../shared/paper-words.ts';
import { CUSTODY_KINDS } from '../../shared/record-kinds.ts';
import { RpcClient } from '../adapters/thread-rpc.ts';
import type { JobControl, JobTable } from '../jobs/job-table.ts';
import type { PaperRequest } from '../paper/case-papers.ts';
import type { Handlers } from '../router.ts';
import type { Ledger } from '../vault/session.ts';
import { twoPersonActsOf } from './case-policy.ts';
import { openWholeFile } from './export-file.ts';
import { resolveOutside } from './export.service.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type Asked = Omit<InputOf<'custody.paper'>, 'handle'>;

export function paperHandlers(jobs: JobTable): Handlers<'custody.paper'> {
  return {
    'custody.paper': async (input, { openCase }) => {
      const asked = withoutHandle(input);
      if (!formatsOf(asked.paper).includes(asked.format)) {
        const formats = formatsOf(asked.paper).join(', ');
        throw new AppError('CONTRACT_BAD_INPUT', `format: ${asked.paper} is written as ${formats}`);
      }
      if ((await twoPersonActsOf(openCase)).has('export')) {
        throw new AppError(
          'SIGNATURE_MISSING',
          'In this case whatever leaves it needs the signatures of two people, which a single paper can not carry; make a bundle with this paper and a second signer instead',
        );
      }
      const path = await resolveOutside(asked.path, openCase.dir);
      return jobs.start('custody.paper', input.handle, (control) => writePaper(openCase, { ...asked, path }, control));
    },
  };
}

async function writePaper(
  openCase: OpenCase,
  { path, paper, format, items = [], overwrite = false }: Asked,
  { signal }: JobControl,
): Promise<ResultOf<'custody.paper'>> {
  const ledger = await openCase.session.ledger(CUSTODY_KINDS.filter((kind) => LEDGER_KINDS.has(kind)));
  const content = await madeOnThread(ledger, { paper, format, items }, signal);
  const file = await openWholeFile(path, { overwrite });
  try {
    await file.write(content);
    const { sha256, sizeBytes } = await file.flush();
    signal.throwIfAborted();
    const about = items.length === 0 ? {} : { items };
    const recordSeq = await openCase.record('export', { paper, format, ...about, path, sizeBytes, sha256 });
    await file.settle();
    return { path, paper, format, sizeBytes, sha256, recordSeq };
  } finally {
    await file.discard();
  }
}

/** A form of thousands of items takes its time: the window and other jobs must not wait for it. */
async function madeOnThread(
  { records, size }: Ledger,
  request: PaperRequest,
  signal: AbortSignal,
): Promise<string | Uint8Array> {
  const thread = new RpcClient(new Worker(new URL('../../workers/case-papers.worker.ts', import.meta.url)));
  const stop = (): void => void thread.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    return await thread.call<string | Uint8Array>('make', [records, size, request]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.stop();
  }
}
