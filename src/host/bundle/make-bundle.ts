/**
 * The order of acts in which a bundle leaves the case: people, place, plan, record, files, signatures, place.
 *
 * The `export` record is in the log, sealed and under a signed head, before anything is written, because the bundle carries
 * that head. Where the bundle then does not come about, a second record says so.
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
}

export async function makeBundle(
  openCase: OpenCase,
  request: BundleRequest,
  signing: Signing,
  previousBundle: PreviousBundle | null,
  { signal, onProgress }: JobControl,
): Promise<MadeBundle> {
  const bundle = await openCase.session.bundle(request, { signal, onProgress });
  let record: BundleRecord | undefined;
  try {
    const planned = await recordPlan(openCase, bundle, request, signal);
    ({ record } = planned);
    const { plan } = planned;
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
    const list = await signing.sign(LIST_TYPE, statement);
    const files = await bundle.settle(canonicalize(list));
    return { plan, record, content, files };
  } catch (error) {
    if (record !== undefined) await recordAbandoned(openCase, record, error);
    throw error;
  } finally {
    await bundle.end();
  }
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

/** The ledger must not say that something left the case that did not. */
async function recordAbandoned({ session }: OpenCase, { bundleId, seq }: BundleRecord, thrown: unknown): Promise<void> {
  const { code } = errorToValue(asAppError(thrown));
  try {
    await session.record('export', { act: 'abandoned', of: seq, bundleId, reason: code });
  } catch {
    // A full disk, or a case that is being closed: why there is no bundle matters more than that it could not be noted down.
  }
}
