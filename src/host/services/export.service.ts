/**
 * A copy out of the case: every match of a query, in log order, each checked against its leaf; complete, or an error
 * and no file.
 *
 * Order of acts: rows to a file beside its place, made durable; the `export` record into the case log; the file into
 * its place. A crash in between leaves a record of an export that was not handed out, never a copy without a record.
 * A case that asks for two people for `export` gives no such copy: SIGNATURE_MISSING.
 * `rowDigest` is SHA-256 over the 32-byte record digests (`integrity.hash`) of the rows, joined in row order.
 */
import { createHash, type Hash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import type { InputOf, ResultOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { JobControl, JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import { twoPersonActsOf } from './case-policy.ts';
import { openWholeFile } from './export-file.ts';
import { csvHeader, csvRow, jsonLine } from './export-rows.ts';
import type { OpenCase } from './open-cases.ts';

type ExportRequest = Omit<InputOf<'export.start'>, 'handle'>;
type ExportResult = ResultOf<'export.start'>;

export function exportHandlers(jobs: JobTable): Handlers<'export.start'> {
  return {
    'export.start': async ({ handle, ...request }, { openCase }) => {
      await refuseAlone(openCase);
      const path = await resolveOutside(request.path, openCase.dir);
      return jobs.start('export.start', handle, async (control) =>
        exportMatches(openCase, { ...request, path }, control),
      );
    },
  };
}

/** A plain copy carries no signatures, so no second person can stand behind it. */
async function refuseAlone(openCase: OpenCase): Promise<void> {
  // A bundle was given away by as many people as its case asks for.
  if (openCase.isBundle || !(await twoPersonActsOf(openCase)).has('export')) return;
  throw new AppError(
    'SIGNATURE_MISSING',
    'In this case an export needs the signatures of two people, which a file of rows can not carry; make a bundle with a second signer instead',
  );
}

/** A copy inside the case folder could replace a part of the case, and would be taken for one. */
export async function resolveOutside(path: string, caseDir: string): Promise<string> {
  const whole = join(await realpath(dirname(resolve(path))), basename(path));
  const toCase = relative(await realpath(caseDir).catch(() => resolve(caseDir)), whole);
  const isInside = toCase === '' || (toCase !== '..' && !toCase.startsWith(`..${sep}`) && resolve(toCase) !== toCase);
  if (isInside) {
    throw new AppError('CONTRACT_BAD_INPUT', 'An export can not be written into the case folder', {
      details: { path },
    });
  }
  return whole;
}

async function exportMatches(openCase: OpenCase, request: ExportRequest, control: JobControl): Promise<ExportResult> {
  const { path, format, query, overwrite = false } = request;
  const window = pickWindow(request);
  const file = await openWholeFile(path, { overwrite });
  try {
    const { rows, rowDigest } = await writeRows(file.write, openCase, request, control);
    const { sha256, sizeBytes } = await file.flush();
    control.signal.throwIfAborted();
    const body = { query, ...window, format, path, rows, sizeBytes, sha256, rowDigest };
    const recordSeq = await openCase.record('export', body);
    await file.settle();
    return { path, format, rows, sizeBytes, sha256, rowDigest, recordSeq };
  } finally {
    await file.discard();
  }
}

async function writeRows(
  write: (text: string) => Promise<void>,
  openCase: OpenCase,
  request: ExportRequest,
  { signal, onProgress }: JobControl,
): Promise<{ rows: number; rowDigest: string }> {
  const { session } = openCase;
  const asked = { query: request.query, ...pickWindow(request) };
  const expected = await countStable(openCase, asked);
  const toText = request.format === 'csv' ? csvRow : jsonLine;
  const digest = createHash('sha256');
  let rows = 0;
  let lastSeq = -1;

  if (request.format === 'csv') await write(csvHeader());
  for await (const events of session.scan(asked, { signal })) {
    signal.throwIfAborted();
    let text = '';
    for (const event of events) {
      if (event.seq <= lastSeq) throw incomplete(`Record ${event.seq} came after record ${lastSeq}`, expected, rows);
      lastSeq = event.seq;
      addDigest(digest, event);
      text += toText(event);
    }
    rows += events.length;
    await write(text);
    onProgress({ phase: 'export', unit: 'rows', done: rows, total: expected });
  }
  if (expected !== null && rows !== expected) {
    const now = await countStable(openCase, asked);
    // More matches may have come in while the rows were written; fewer than were counted must never pass.
    if (rows < expected || rows !== now) {
      throw incomplete(`The search counts ${expected} events, ${rows} could be written`, expected, rows);
    }
  }
  return { rows, rowDigest: digest.digest('hex') };
}

const countStable = async (openCase: OpenCase, asked: { query: string; from?: string; to?: string }) =>
  (await openCase.session.search({ ...asked, limit: 1, wantTotal: true })).total;

const pickWindow = ({ from, to }: ExportRequest): { from?: string; to?: string } => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

const incomplete = (says: string, expected: number | null, rows: number): AppError =>
  new AppError('EXPORT_INCOMPLETE', says, { details: { expected, rows } });

const RECORD_HASH = /^sha256:[0-9a-f]{64}$/;

function addDigest(digest: Hash, event: AuditLog): void {
  const { hash } = event.integrity;
  if (!RECORD_HASH.test(hash)) throw incomplete(`Record ${event.seq} carries no digest`, null, event.seq);
  digest.update(hash.slice('sha256:'.length), 'hex');
}
