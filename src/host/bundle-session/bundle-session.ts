/**
 * An opened bundle as the services see it: every question is answered by the code that answers for a case, over the index
 * of the bundle; every act is refused.
 *
 * Where records are withheld, answers that could be taken for "there is nothing" say how many.
 * Errors: as a case; CASE_READ_ONLY for everything that would write.
 */
import type { JsonObject } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import type { RpcClient } from '../adapters/thread-rpc.ts';
import type { CaseCompliance } from '../compliance/compliance-session.ts';
import { annotationsOver, type CaseAnnotations } from '../vault/annotation-session.ts';
import { type CaseHeads, headsOver } from '../vault/head-session.ts';
import type { Coverage, Histogram, SearchPage } from '../vault/search-answers.ts';
import { ReaderSession } from '../vault/reader-session.ts';
import type { CaseInfo, CaseSession, OperatorInfo } from '../vault/session.ts';

export const READ_ONLY_BUNDLE =
  'This is an evidence bundle, opened to look at: nothing can be written into it. Work on the events in the case it comes from';

const refuse = async (): Promise<never> => {
  throw new AppError('CASE_READ_ONLY', READ_ONLY_BUNDLE);
};

const notAssessed = async (): Promise<never> => {
  throw new AppError(
    'CASE_READ_ONLY',
    'An evidence bundle may hold a part of the events alone, so it is not assessed: assess the case it comes from',
  );
};

export class BundleSession extends ReaderSession implements CaseSession {
  readonly #info: CaseInfo;
  readonly #report: JsonObject;
  readonly #operators: OperatorInfo[];
  readonly #onClosed: () => void;
  readonly #withheld: { withheld?: number };
  readonly annotations: CaseAnnotations;
  readonly heads: CaseHeads;
  readonly compliance: CaseCompliance = {
    keep: refuse,
    forget: refuse,
    assess: notAssessed,
    fetch: async () => {
      throw new AppError(
        'FILE_NOT_FOUND',
        'Tables and results of assessments stay in the case; a bundle holds their digests alone',
      );
    },
  };
  #isClosed = false;

  /** @param onClosed takes the index away */
  constructor(reader: RpcClient, info: CaseInfo, report: JsonObject, operators: OperatorInfo[], onClosed: () => void) {
    super(reader);
    this.#info = info;
    this.#report = report;
    this.#operators = operators;
    this.#onClosed = onClosed;
    const { withheld = 0, unreadable = 0 } = info.bundle?.records ?? {};
    this.#withheld = withheld + unreadable === 0 ? {} : { withheld: withheld + unreadable };
    this.annotations = annotationsOver(reader, { call: refuse });
    this.heads = headsOver(reader, { call: refuse });
  }

  info = async (): Promise<CaseInfo> => this.#info;
  operators = async (): Promise<OperatorInfo[]> => this.#operators;
  bundleReport = async (): Promise<JsonObject> => this.#report;

  override search: CaseSession['search'] = async (request) => ({
    ...(await this.reader.call<SearchPage>('search', [request])),
    ...this.#withheld,
  });
  override histogram: CaseSession['histogram'] = async (request) => ({
    ...(await this.reader.call<Histogram>('histogram', [request])),
    ...this.#withheld,
  });
  override coverage: CaseSession['coverage'] = async (request) => ({
    ...(await this.reader.call<Coverage>('coverage', [request])),
    ...this.#withheld,
  });

  addOperator: CaseSession['addOperator'] = refuse;
  changePassphrase: CaseSession['changePassphrase'] = refuse;
  removeOperator: CaseSession['removeOperator'] = refuse;
  createRecovery: CaseSession['createRecovery'] = refuse;
  changeDataKey: CaseSession['changeDataKey'] = refuse;
  unreachable: CaseSession['unreachable'] = async () => [];
  ingest: CaseSession['ingest'] = refuse;
  record: CaseSession['record'] = refuse;
  signing: CaseSession['signing'] = refuse;
  bundle: CaseSession['bundle'] = refuse;
  recordBundle: CaseSession['recordBundle'] = refuse;
  verify: CaseSession['verify'] = async () => {
    throw new AppError(
      'CASE_READ_ONLY',
      'This is an evidence bundle: the stand-alone verifier checked it when it was opened (bundle.report); open it again to have it checked again',
    );
  };

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      await this.reader.call('close');
    } finally {
      await this.reader.stop();
      this.#onClosed();
    }
  }
}
