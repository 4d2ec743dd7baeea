/**
 * Assessments as they were kept: found by their records, read from their papers, each compared with the digest in its record.
 *
 * The last few are remembered for each open case; in a case that is read-only they live there alone.
 * Errors: COMPLIANCE_NOT_ASSESSED, FILE_NOT_FOUND (the paper was taken away), VAULT_CORRUPT.
 */
import type { Framework } from '../../engines/compliance/framework-schema.ts';
import type { JsonObject } from '../../engines/event/audit-event.ts';
import type { ResultOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { OpenCase } from '../services/open-cases.ts';
import type { StoredAssessment } from './assess-request.ts';
import type { ComplianceBook, Noted } from './compliance-records.ts';
import type { Assessed } from './run-assessment.ts';

export type AssessmentSummary = ResultOf<'compliance.assess'>;

export interface KeptState {
  place: { sha256: string; key: string };
}

/** The newest state that was kept under the same key; undefined where there is none, or it can not be read. */
export async function keptState(
  { session }: OpenCase,
  book: ComplianceBook,
  key: string,
): Promise<{ state: Uint8Array; size: number; seed: number; assessmentId: string } | undefined> {
  const found = book.assessments.findLast(({ body }) => (body['state'] as JsonObject | null)?.['key'] === key);
  if (found === undefined) return undefined;
  const { sha256, size } = found.body['state'] as { sha256: string; size: number };
  const { seed, assessmentId } = summaryOf(found);
  try {
    return { state: await session.compliance.fetch(sha256), size, seed, assessmentId };
  } catch (error) {
    // It only saves time: without it all is read.
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

export const summaryOf = ({ recordSeq, body }: Noted): AssessmentSummary => ({
  ...(body['manifest'] as unknown as AssessmentSummary),
  recordSeq,
});

const REMEMBERED = 3;

export interface AssessmentShelf {
  put(openCase: OpenCase, assessed: Assessed): void;
  /** Newest first. */
  list(openCase: OpenCase, book: ComplianceBook): AssessmentSummary[];
  /** @param id default: the newest */
  get(openCase: OpenCase, book: ComplianceBook, id: string | undefined): Promise<Assessed>;
}

export function createAssessmentShelf(): AssessmentShelf {
  const shelves = new WeakMap<OpenCase['session'], Assessed[]>();
  const shelfOf = ({ session }: OpenCase): Assessed[] => shelves.get(session) ?? [];
  const put = (openCase: OpenCase, assessed: Assessed): void => {
    const { assessmentId } = assessed.summary;
    const others = shelfOf(openCase).filter(({ summary }) => summary.assessmentId !== assessmentId);
    shelves.set(openCase.session, [assessed, ...others].slice(0, REMEMBERED));
  };
  const list = (openCase: OpenCase, book: ComplianceBook): AssessmentSummary[] => {
    const unrecorded = shelfOf(openCase)
      .map(({ summary }) => summary)
      .filter(({ recordSeq }) => recordSeq === null);
    return [...unrecorded, ...book.assessments.map(summaryOf).toReversed()];
  };
  return {
    put,
    list,
    async get(openCase, book, id) {
      const wanted = id ?? list(openCase, book)[0]?.assessmentId;
      const remembered = shelfOf(openCase).find(({ summary }) => summary.assessmentId === wanted);
      if (remembered !== undefined) return remembered;
      const noted = book.assessments.find((one) => summaryOf(one).assessmentId === wanted);
      if (noted === undefined) {
        const message =
          id === undefined ? 'This case was not assessed yet' : `There is no assessment ${JSON.stringify(id)}`;
        throw new AppError('COMPLIANCE_NOT_ASSESSED', message);
      }
      const assessed = await read(openCase, summaryOf(noted));
      put(openCase, assessed);
      return assessed;
    },
  };
}

async function read({ session }: OpenCase, summary: AssessmentSummary): Promise<Assessed> {
  const fetch = async <T>(sha256: string): Promise<T> =>
    JSON.parse(Buffer.from(await session.compliance.fetch(sha256)).toString('utf8')) as T;
  const result = await fetch<StoredAssessment>(summary.resultSha256);
  const contents = await Promise.all(summary.frameworks.map(({ contentSha256 }) => fetch<Framework>(contentSha256)));
  return { summary, result, contents };
}
