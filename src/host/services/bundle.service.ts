/**
 * Evidence bundles: a part or the whole of a case for others to check, made as a job.
 *
 * Errors: SIGNATURE_MISSING, BUNDLE_REFUSED, CASE_READ_ONLY, and those of host/bundle/make-bundle.ts.
 */
import type { InputOf, ResultOf } from '../../shared/contract/index.ts';
import { BUNDLE_DOCUMENTS, OLD_HASHES, OWN_REPORTS } from '../../shared/bundle-words.ts';
import { AppError } from '../../shared/errors.ts';
import { lookAtReports } from '../bundle/added-reports.ts';
import type { BundleRequest } from '../bundle/bundle-request.ts';
import { makeBundle } from '../bundle/make-bundle.ts';
import type { JobControl, JobTable } from '../jobs/job-table.ts';
import type { Handlers } from '../router.ts';
import { twoPersonActsOf } from './case-policy.ts';
import { resolveOutside } from './export.service.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

type CreateRequest = Omit<InputOf<'bundle.create'>, 'handle'>;

/** @param witnessDir where this workstation keeps whom it trusts; undefined: nowhere, and it trusts nobody */
export function bundleHandlers(jobs: JobTable, witnessDir: string | undefined): Handlers<'bundle.create'> {
  return {
    'bundle.create': async (input, { openCase }) => {
      const { signers = [], previousBundle = null, ...asked } = withoutHandle(input);
      const request = await requestOf(openCase, asked, witnessDir);
      await demandSigners(openCase, signers.length);
      // Before the job: a wrong passphrase is told at once.
      const signing = await openCase.session.signing(signers);
      return jobs.start(
        'bundle.create',
        input.handle,
        async (control: JobControl): Promise<ResultOf<'bundle.create'>> => {
          const made = await makeBundle(openCase, request, signing, previousBundle, control);
          const { plan, record, content, files } = made;
          return {
            path: request.path,
            form: request.form,
            bundleId: record.bundleId,
            recordSeq: record.seq,
            head: { size: record.headSize, root: content.headRoot },
            rows: plan.rows,
            rowDigest: plan.rowDigest,
            records: content.counts,
            originals: content.originals,
            marks: content.marks,
            notices: [...plan.notices, ...content.notices, ...made.notices],
            signedBy: [...signing.operatorIds],
            ...files,
          };
        },
      );
    },
  };
}

type Asked = Omit<CreateRequest, 'signers' | 'previousBundle'>;

async function requestOf(openCase: OpenCase, asked: Asked, witnessDir: string | undefined): Promise<BundleRequest> {
  const {
    path,
    form = 'folder',
    query,
    from,
    to,
    withhold = [],
    redact = [],
    originals = false,
    proofs = false,
    marks = true,
    documents = [],
    reports = [],
    hashes = [],
  } = asked;
  if (query === undefined && (from !== undefined || to !== undefined)) {
    throw new AppError('CONTRACT_BAD_INPUT', 'from, to: they bound a query; for all events of a time the query is *');
  }
  if (originals && withhold.length + redact.length > 0) {
    throw new AppError(
      'BUNDLE_REFUSED',
      'Originals hold every event whole, so they can not go into a bundle in which something is withheld or redacted',
    );
  }
  if (reports.length > 0 && withhold.length > 0) {
    throw new AppError(
      'BUNDLE_REFUSED',
      'Whether a report tells of the events that are withheld nobody can see, so none can go into such a bundle; make it a file of its own',
    );
  }
  return {
    path: await resolveOutside(path, openCase.dir),
    form,
    ...(query === undefined ? {} : { query }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    withhold: withhold.map(({ description = '', ...more }) => ({ ...more, description })),
    redact: redact.map(({ description = '', ...more }) => ({ ...more, description })),
    originals,
    proofs,
    marks,
    documents: BUNDLE_DOCUMENTS.filter((document) => documents.includes(document)),
    oldHashes: OLD_HASHES.filter((name) => hashes.includes(name)),
    reports: await lookAtReports(reports, OWN_REPORTS),
    trusted: await trustedHere(witnessDir, marks || documents.includes('policy')),
  };
}

async function trustedHere(witnessDir: string | undefined, isWanted: boolean): Promise<BundleRequest['trusted']> {
  if (!isWanted) return { witnesses: [], issuers: [] };
  const store = (await import('../marks/trust-store.ts')).openTrust(witnessDir);
  return {
    witnesses: store.list().trusted.flatMap(({ kind, id }) => (kind === 'witness' ? [id] : [])),
    issuers: store.load().trust.roots.map(({ der }) => der),
  };
}

async function demandSigners(openCase: OpenCase, others: number): Promise<void> {
  if (openCase.readOnlyReason !== undefined) {
    throw new AppError(
      'CASE_READ_ONLY',
      `A bundle is recorded before it is made, and nothing can be: ${openCase.readOnlyReason}`,
    );
  }
  if (others > 0 || !(await twoPersonActsOf(openCase)).has('export')) return;
  throw new AppError('SIGNATURE_MISSING', 'In this case a bundle needs the signatures of two people');
}
