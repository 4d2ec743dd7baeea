/**
 * The order of acts in which a bundle leaves the case: people, place, plan, record, files, signatures, place.
 *
 * The `export` record is in the log, sealed and under a signed head, before anything is written, because the bundle carries
 * that head. Where the bundle then does not come about, a second record says so; where it stands in its place, none does.
 * Source: bundle-format.md; decision 0051. Errors: those of the steps, SIGNATURE_MISSING, BUNDLE_REFUSED, CASE_BUSY.
 */
import { randomUUID } from 'node:crypto';
import { COMPLETENESS_TYPE, LIST_TYPE } from '../../engines/bundle/bundle-lists.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { canonicalize } from '../../engines/kernel/canonical-json.ts';
import { AppError, errorToValue } from '../../shared/errors.ts';
import type { JobControl } from '../jobs/job-table.ts';
import { asAppError } from '../services/node-error.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { Signing } from '../vault/session.ts';
import { isInPlace } from './bundle-in-place.ts';
import type { BundleContent, BundleFiles, BundlePlan, BundleRecord, BundleRequest } from './bundle-request.ts';
import type { ThreadedBundle } from './threaded-bundle.ts';

/** Others may work in the case while a plan is made; each try is over what is there then. */
const MAX_PLANS = 20;

export interface PreviousBundle {
  bundleId: string;
  /** SHA-256 of its manifest.dsse.json. */
  manifest: string;
}

export interface MadeBundle {
  plan: BundlePlan;
  record: BundleRecord;
  content: BundleContent;
  files: BundleFiles;
  /** What could not be cleared away behind it. */
  notices: readonly string[];
}

/** How far it came: what is to be ended, and what the log and the place may hold. */
interface Progress {
  bundle?: ThreadedBundle;
  record?: BundleRecord;
  signedList?: string;
}

/** @param signing ended here, whatever comes */
export async function makeBundle(
  openCase: OpenCase,
  request: BundleRequest,
  signing: Signing,
  previousBundle: PreviousBundle | null,
  control: JobControl,
): Promise<MadeBundle> {
  const progress: Progress = {};
  let made: Omit<MadeBundle, 'notices'>;
  try {
    made = await takeSteps(openCase, request, signing, previousBundle, control, progress);
  } catch (error) {
    // What could not be cleared away must not hide why there is no bundle.
    await endAll(progress.bundle, signing);
    throw await asRecorded(openCase, request, progress, error);
  }
  return { ...made, notices: await endAll(progress.bundle, signing) };
}

async function takeSteps(
  openCase: OpenCase,
  request: BundleRequest,
  signing: Signing,
  previousBundle: PreviousBundle | null,
  { signal, onProgress }: JobControl,
  progress: Progress,
): Promise<Omit<MadeBundle, 'notices'>> {
  const bundle = await openCase.session.bundle(request, { signal, onProgress });
  progress.bundle = bundle;
  const { plan, record } = await recordPlan(openCase, bundle, request, signal);
  progress.record = record;
  const content = await bundle.write(record);
  const selection = selectionOf(request);
  if (request.query !== undefined) {
    const statement = completenessOf(record, plan, content, selection);
    const envelope = await signing.sign(COMPLETENESS_TYPE, canonicalize(statement));
    await bundle.put('data/case/completeness.dsse.json', canonicalize(envelope));
  }
  const statement = await bundle.list(record.bundleId, {
    bundleId: record.bundleId,
    caseId: content.caseId,
    exportSeq: record.seq,
    head: { root: content.headRoot, size: record.headSize },
    origin: content.origin,
    previousBundle: previousBundle === null ? null : { ...previousBundle },
    records: { ...content.counts },
    selection: { kind: request.query === undefined ? 'whole' : 'query', ...selection },
  });
  signal.throwIfAborted();
  const signedList = canonicalize(await signing.sign(LIST_TYPE, statement));
  progress.signedList = signedList;
  return { plan, record, content, files: await bundle.settle(signedList) };
}

/** Both are ended, whatever the other one says. @returns what could not be cleared away, in words */
async function endAll(bundle: ThreadedBundle | undefined, signing: Signing): Promise<string[]> {
  const ends = await Promise.allSettled([bundle?.end(), signing.end()]);
  return ends.flatMap((end) =>
    end.status === 'fulfilled'
      ? []
      : [
          `The bundle is whole, but not all was cleared away behind it: ${errorToValue(asAppError(end.reason)).message}`,
        ],
  );
}

/** The ledger must not say that something left the case that did not, nor that it did not where it did. */
async function asRecorded(
  { session }: OpenCase,
  request: BundleRequest,
  { record, signedList }: Progress,
  thrown: unknown,
): Promise<unknown> {
  if (record === undefined) return thrown;
  const { code, message, details } = errorToValue(asAppError(thrown));
  const isThere = signedList === undefined ? false : await isInPlace(request, signedList);
  if (isThere !== false) {
    const says =
      isThere === true ? 'The bundle is in its place all the same' : 'Whether it is in its place can not be seen';
    return new AppError(code, `${message}. ${says}: ${request.path}`, {
      cause: thrown,
      ...(details === undefined ? {} : { details }),
    });
  }
  const { bundleId, seq } = record;
  try {
    await session.record('export', { act: 'abandoned', of: seq, bundleId, reason: code });
  } catch {
    // A full disk, or a case that is being closed: why there is no bundle matters more than that it could not be noted down.
  }
  return thrown;
}

/** Plans until nothing was recorded between the plan and its record: what the record counts is what was there. */
async function recordPlan(
  { session, operator }: OpenCase,
  bundle: ThreadedBundle,
  request: BundleRequest,
  signal: AbortSignal,
): Promise<{ plan: BundlePlan; record: BundleRecord }> {
  const bundleId = randomUUID();
  for (let tries = 0; tries < MAX_PLANS; tries++) {
    const plan = await bundle.plan();
    signal.throwIfAborted();
    const body: JsonObject = {
      bundleId,
      format: 'bundle/1',
      selection: request.query === undefined ? 'whole' : 'query',
      ...selectionOf(request),
      path: request.path,
      rows: plan.rows,
      rowDigest: plan.rowDigest,
      ...(request.documents.length === 0 ? {} : { documents: [...request.documents] }),
      // By hash: a name would stand in every bundle after this one.
      ...(request.reports.length === 0
        ? {}
        : { reports: request.reports.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes })) }),
    };
    const recorded = await session.recordBundle(body, plan.size);
    if (recorded !== null) return { plan, record: { bundleId, operatorId: operator.operatorId, ...recorded } };
  }
  throw new AppError('CASE_BUSY', 'So much is being recorded in this case that no bundle could be planned; try again');
}

/** Only where there is a query: the texts as they were asked. */
function selectionOf({ query, from, to }: BundleRequest): JsonObject {
  if (query === undefined) return {};
  return { query, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

const completenessOf = (
  { bundleId, headSize }: BundleRecord,
  { rows, rowDigest }: BundlePlan,
  { origin, headRoot, rows: counted }: BundleContent,
  selection: JsonObject,
): JsonObject => ({ bundleId, log: origin, ...selection, headSize, headRoot, matched: rows, ...counted, rowDigest });
